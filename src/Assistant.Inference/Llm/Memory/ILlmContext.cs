using Assistant.Native.LlamaCpp;

namespace Assistant.Inference.Llm.Memory;

/// <summary>The engine at work, as the scheduler sees it: the border to native code. One thread at a time.</summary>
internal interface ILlmContext : IKvMemory, IDisposable
{
    /// <summary>Tokens that its memory holds.</summary>
    int Capacity { get; }

    /// <summary>Sequences that it can tell apart.</summary>
    int Sequences { get; }

    /// <summary>Most tokens of one sequence. Less than <see cref="Capacity"/> where each has cells of its own (streams of the engine) instead of a part of all.</summary>
    int SequenceTokens { get; }

    /// <summary>Most tokens of one step.</summary>
    int BatchTokens { get; }

    /// <summary>Whether a part of a sequence can be forgotten; false for recurrent models.</summary>
    bool CanForgetParts { get; }

    /// <summary>Whether what was computed can be moved to other positions.</summary>
    bool CanShift { get; }

    /// <summary>Computes a batch.</summary>
    /// <exception cref="LlamaException">The engine failed.</exception>
    LlamaDecodeResult Decode(LlamaBatch batch, CancellationToken cancellationToken);

    /// <summary>Logits of a row of the last batch that asked for them. [vocabulary]</summary>
    ReadOnlySpan<float> Logits(int row);

    /// <summary>Applies adapters to what is computed next.</summary>
    void Use(IReadOnlyDictionary<string, float> adapters);
}
