namespace Assistant.Native.LlamaCpp;

/// <summary>What a context can put aside: the state of a sequence; and what it can switch: adapters.</summary>
public sealed unsafe partial class LlamaContext
{
    private List<LlamaAdapterHandle> adapters = [];

    /// <summary>Copies the cache of a sequence out of the engine.</summary>
    /// <returns>Bytes that <see cref="RestoreSequence"/> of a context of the same model and cache types takes.</returns>
    /// <exception cref="LlamaException">The engine failed.</exception>
    public byte[] SaveSequence(int sequence)
    {
        var state = new byte[(long)LlamaNative.llama_state_seq_get_size(handle, Check(sequence))];
        fixed (byte* data = state)
        {
            var written = LlamaNative.llama_state_seq_get_data(handle, data, (nuint)state.Length, sequence);
            return written == (nuint)state.Length ? state : throw new LlamaException($"The state of sequence {sequence} has {state.Length} bytes, but the engine wrote {written}.");
        }
    }

    /// <summary>Replaces the cache of a sequence by a saved one.</summary>
    /// <param name="sequence">Number of the sequence; it need not be the one that was saved.</param>
    /// <param name="state">What <see cref="SaveSequence"/> gave. The engine trusts it: it must not come from outside.</param>
    /// <exception cref="LlamaException">It belongs to another model or cache type, or there is no room.</exception>
    public void RestoreSequence(int sequence, ReadOnlySpan<byte> state)
    {
        Remove(Check(sequence));
        LlamaLog.CaptureErrors();
        nuint read;
        fixed (byte* data = state) read = state.IsEmpty ? 0 : LlamaNative.llama_state_seq_set_data(handle, data, (nuint)state.Length, sequence);
        var errors = LlamaLog.TakeErrors();
        if (read != (nuint)state.Length || read == 0) throw new LlamaException($"The state of {state.Length} bytes could not be restored: {(errors.Length > 0 ? errors : "it is damaged or of another model")}");
    }

    /// <summary>Sets which adapters change the weights from the next batch on; none restores the model. What is cached stays as it was computed.</summary>
    /// <param name="scaled">Adapters of this model, each with its factor; 0 is as if it were not there.</param>
    /// <exception cref="ArgumentException">An adapter belongs to another model.</exception>
    /// <exception cref="LlamaException">The engine refused.</exception>
    public void SetAdapters(IReadOnlyList<(LlamaAdapter Adapter, float Scale)> scaled)
    {
        ArgumentNullException.ThrowIfNull(scaled);
        if (scaled.FirstOrDefault(pair => pair.Adapter.Model != Model).Adapter is { } foreign)
            throw new ArgumentException($"The adapter {foreign.Path} belongs to another model.", nameof(scaled));

        // The context reads them at each batch, so that it holds them until it is given others.
        List<LlamaAdapterHandle> held = [];
        try
        {
            foreach (var (adapter, _) in scaled)
            {
                var added = false;
                adapter.Handle.DangerousAddRef(ref added);
                held.Add(adapter.Handle);
            }

            var pointers = held.Select(adapter => adapter.DangerousGetHandle()).ToArray();
            var scales = scaled.Select(pair => pair.Scale).ToArray();
            int code;
            fixed (nint* first = pointers)
            fixed (float* scale = scales)
                code = LlamaNative.llama_set_adapters_lora(handle, first, (nuint)pointers.Length, scale);
            if (code != 0) throw new LlamaException($"The engine refused the adapters with code {code}.");
            (adapters, held) = (held, adapters);
        }
        finally
        {
            foreach (var adapter in held) adapter.DangerousRelease();
        }
    }
}
