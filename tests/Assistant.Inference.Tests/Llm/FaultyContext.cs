using Assistant.Inference.Llm.Memory;
using Assistant.Native.LlamaCpp;

namespace Assistant.Inference.Tests.Llm;

/// <summary>An engine that fails or stands still when it is told to.</summary>
internal sealed class FaultyContext(ILlmContext inner) : ILlmContext
{
    private int steps;

    /// <summary>Called before each step with its number; what it throws is the engine's failure.</summary>
    public Action<int, CancellationToken> BeforeStep { get; set; } = (_, _) => { };

    public int Capacity => inner.Capacity;

    public int Sequences => inner.Sequences;

    public int SequenceTokens => inner.SequenceTokens;

    public int BatchTokens => inner.BatchTokens;

    public bool CanForgetParts => inner.CanForgetParts;

    public bool CanShift => inner.CanShift;

    public LlamaDecodeResult Decode(LlamaBatch batch, CancellationToken cancellationToken)
    {
        BeforeStep(++steps, cancellationToken);
        return inner.Decode(batch, cancellationToken);
    }

    public ReadOnlySpan<float> Logits(int row) => inner.Logits(row);

    public void Use(IReadOnlyDictionary<string, float> adapters) => inner.Use(adapters);

    public bool Remove(int sequence, int start, int end) => inner.Remove(sequence, start, end);

    public void Share(int source, int target, int end) => inner.Share(source, target, end);

    public void Shift(int sequence, int start, int by) => inner.Shift(sequence, start, by);

    public byte[]? Save(int sequence) => inner.Save(sequence);

    public void Restore(int sequence, ReadOnlySpan<byte> state) => inner.Restore(sequence, state);

    public void Clear() => inner.Clear();

    public void Dispose() => inner.Dispose();
}
