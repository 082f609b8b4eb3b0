namespace Assistant.Inference.Llm.Memory;

/// <summary>What can be done to the sequences in an engine's memory. One cell holds the keys and values of one token and may belong to several sequences.</summary>
internal interface IKvMemory
{
    /// <summary>Forgets positions from <paramref name="start"/> to before <paramref name="end"/> (-1: the last).</summary>
    /// <returns>False when the architecture cannot forget a part; nothing has changed then. The whole can always be forgotten.</returns>
    bool Remove(int sequence, int start, int end);

    /// <summary>Makes the cells of positions [0, end) belong to another, empty sequence too; copies them where each sequence has cells of its own.</summary>
    void Share(int source, int target, int end);

    /// <summary>Moves positions from <paramref name="start"/> on by <paramref name="by"/>.</summary>
    void Shift(int sequence, int start, int by);

    /// <summary>Copies a sequence out; null when it is too large for that.</summary>
    byte[]? Save(int sequence);

    /// <summary>Brings a copy back as an empty sequence, at the same positions.</summary>
    /// <exception cref="Assistant.Native.LlamaCpp.LlamaException">There is no room.</exception>
    void Restore(int sequence, ReadOnlySpan<byte> state);

    /// <summary>Forgets everything.</summary>
    void Clear();
}
