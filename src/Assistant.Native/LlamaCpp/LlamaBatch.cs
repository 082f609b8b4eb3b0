namespace Assistant.Native.LlamaCpp;

/// <summary>Tokens to compute together, of one or several sequences. Filled and used by one thread; refilled after <see cref="Clear"/>.</summary>
public sealed unsafe class LlamaBatch
{
    // Pinned for good, so that a batch needs neither copying nor disposing.
    private readonly int[] tokens, positions, sequenceCounts, sequences;
    private readonly nint[] sequencePointers;
    private readonly sbyte[] outputs;
    private readonly int sequencesPerToken;

    /// <summary>Makes room.</summary>
    /// <param name="capacity">Most tokens, at most the context's <see cref="LlamaContextSettings.BatchTokens"/>.</param>
    /// <param name="sequencesPerToken">Most sequences that one token can belong to.</param>
    public LlamaBatch(int capacity, int sequencesPerToken = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sequencesPerToken);
        this.sequencesPerToken = sequencesPerToken;
        tokens = GC.AllocateArray<int>(capacity, pinned: true);
        positions = GC.AllocateArray<int>(capacity, pinned: true);
        sequenceCounts = GC.AllocateArray<int>(capacity, pinned: true);
        sequences = GC.AllocateArray<int>(checked(capacity * sequencesPerToken), pinned: true);
        sequencePointers = GC.AllocateArray<nint>(capacity, pinned: true);
        outputs = GC.AllocateArray<sbyte>(capacity, pinned: true);
        for (var i = 0; i < capacity; i++)
            fixed (int* row = &sequences[i * sequencesPerToken]) sequencePointers[i] = (nint)row;
    }

    /// <summary>Most tokens.</summary>
    public int Capacity => tokens.Length;

    /// <summary>Tokens in it.</summary>
    public int Count { get; private set; }

    /// <summary>Tokens that output is computed for.</summary>
    public int OutputCount { get; private set; }

    /// <summary>Adds a token of one sequence.</summary>
    /// <param name="token">The token.</param>
    /// <param name="position">Its place in the sequence, one after the last that is cached.</param>
    /// <param name="sequence">Number of the sequence.</param>
    /// <param name="output">Whether logits (or embeddings) are wanted for it.</param>
    /// <returns>Its place in the batch, which <see cref="LlamaContext.Logits"/> and <see cref="LlamaSampler.Sample(LlamaContext, int)"/> take.</returns>
    /// <exception cref="InvalidOperationException">The batch is full.</exception>
    public int Add(int token, int position, int sequence, bool output) => Add(token, position, [sequence], output);

    /// <summary>Adds a token that several sequences share.</summary>
    /// <param name="token">The token.</param>
    /// <param name="position">Its place in each.</param>
    /// <param name="sequenceNumbers">Numbers of the sequences.</param>
    /// <param name="output">Whether logits (or embeddings) are wanted for it.</param>
    /// <returns>Its place in the batch.</returns>
    /// <exception cref="InvalidOperationException">The batch is full.</exception>
    public int Add(int token, int position, ReadOnlySpan<int> sequenceNumbers, bool output)
    {
        if (Count == Capacity) throw new InvalidOperationException($"The batch is full with {Capacity} tokens.");
        ArgumentOutOfRangeException.ThrowIfZero(sequenceNumbers.Length, nameof(sequenceNumbers));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sequenceNumbers.Length, sequencesPerToken, nameof(sequenceNumbers));
        var index = Count++;
        (tokens[index], positions[index], sequenceCounts[index], outputs[index]) = (token, position, sequenceNumbers.Length, output ? (sbyte)1 : (sbyte)0);
        sequenceNumbers.CopyTo(sequences.AsSpan(index * sequencesPerToken));
        if (output) OutputCount++;
        return index;
    }

    /// <summary>Empties it.</summary>
    public void Clear() => (Count, OutputCount) = (0, 0);

    internal NativeBatch Native()
    {
        // The arrays are pinned, so that the pointers stay valid after the statement.
        fixed (int* token = tokens, position = positions, counts = sequenceCounts)
        fixed (nint* pointers = sequencePointers)
        fixed (sbyte* output = outputs)
            return new NativeBatch { Count = Count, Tokens = token, Positions = position, SequenceCounts = counts, Sequences = (int**)pointers, Outputs = output };
    }
}
