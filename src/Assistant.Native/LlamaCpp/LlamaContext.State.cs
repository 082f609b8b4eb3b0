using System.Runtime.InteropServices;

namespace Assistant.Native.LlamaCpp;

/// <summary>What a context can put aside: the state of a sequence; and what it can switch: adapters.</summary>
public sealed unsafe partial class LlamaContext
{
    private List<LlamaAdapterHandle> adapters = [];

    /// <summary>Copies the cache of a sequence out of the engine.</summary>
    /// <returns>Bytes that <see cref="RestoreSequence"/> of a context of the same model and cache types takes; null where they are more than an array can have (2 GB).</returns>
    /// <exception cref="LlamaException">The engine failed.</exception>
    public byte[]? SaveSequence(int sequence)
    {
        var size = LlamaNative.llama_state_seq_get_size(handle, Check(sequence));
        if (size > (nuint)Array.MaxLength) return null;
        var state = GC.AllocateUninitializedArray<byte>((int)size);
        fixed (byte* data = state) Save(sequence, data, size);
        return state;
    }

    /// <summary>Replaces the cache of a sequence by a saved one.</summary>
    /// <param name="sequence">Number of the sequence; it need not be the one that was saved.</param>
    /// <param name="state">What <see cref="SaveSequence"/> gave. The engine trusts it: it must not come from outside.</param>
    /// <exception cref="LlamaException">It belongs to another model or cache type, or there is no room.</exception>
    public void RestoreSequence(int sequence, ReadOnlySpan<byte> state)
    {
        fixed (byte* data = state) Restore(sequence, data, (nuint)state.Length);
    }

    /// <summary>Replaces the cache of a sequence by a copy of another one's, where each has cells of its own.</summary>
    /// <remarks>At once and of what is used, while <see cref="Copy"/> takes all the cells of a sequence, and only with the next batch.</remarks>
    /// <exception cref="LlamaException">The engine failed.</exception>
    public void CopyCells(int source, int destination)
    {
        var size = LlamaNative.llama_state_seq_get_size(handle, Check(source));
        var state = (byte*)NativeMemory.Alloc(size);
        try
        {
            Save(source, state, size);
            Restore(destination, state, size);
        }
        finally
        {
            NativeMemory.Free(state);
        }
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

    private void Save(int sequence, byte* state, nuint size)
    {
        var written = LlamaNative.llama_state_seq_get_data(handle, state, size, sequence);
        if (written != size) throw new LlamaException($"The state of sequence {sequence} has {size} bytes, but the engine wrote {written}.");
    }

    private void Restore(int sequence, byte* state, nuint size)
    {
        Remove(Check(sequence));
        LlamaLog.CaptureErrors();
        var read = size == 0 ? 0 : LlamaNative.llama_state_seq_set_data(handle, state, size, sequence);
        var errors = LlamaLog.TakeErrors();
        if (read != size || read == 0) throw new LlamaException($"The state of {size} bytes could not be restored: {(errors.Length > 0 ? errors : "it is damaged or of another model")}");
    }
}
