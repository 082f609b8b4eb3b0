using System.Runtime.InteropServices;
using Assistant.Inference.Llm.Memory;

namespace Assistant.Inference.Llm.Scheduling;

/// <summary>One line of text that grows: a request has one, a beam search one for each beam.</summary>
/// <param name="owner">The request that it belongs to.</param>
/// <param name="sequence">Its place in the engine's memory.</param>
/// <param name="tokens">The prompt and what was written.</param>
internal sealed class Lane(Generation owner, KvSequence sequence, List<int> tokens)
{
    internal Generation Owner => owner;

    internal KvSequence Sequence => sequence;

    internal List<int> Tokens => tokens;

    /// <summary>Tokens that a draft model expects next; computed along with the rest and taken back where they are wrong.</summary>
    internal List<int> Drafts { get; } = [];

    /// <summary>Tokens yet to compute, drafts not counted.</summary>
    internal int Pending => tokens.Count - sequence.Tokens.Count;

    /// <summary>Place of its first output in the batch; -1 when it has none in this step.</summary>
    internal int Row { get; set; } = -1;

    /// <summary>Tokens in memory before this step, to go back to when it fails.</summary>
    internal int Before { get; set; }

    /// <summary>Another lane that computes a prefix of this one's prompt now, and the prefix's length; this one waits for it.</summary>
    internal (Lane Lane, int Length)? WaitsFor { get; set; }

    internal ReadOnlySpan<int> Text => CollectionsMarshal.AsSpan(tokens);
}
