namespace Assistant.Core.Knowledge;

/// <summary>Collects triples, each once, up to a number. Not thread-safe.</summary>
internal sealed class TripleSet(int most)
{
    private const int LongestPart = 160;
    private readonly HashSet<string> known = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Triple> triples = [];

    /// <summary>What was collected, in order.</summary>
    public IReadOnlyList<Triple> All => triples;

    /// <summary>Whether no more are taken.</summary>
    public bool IsFull => triples.Count >= most;

    /// <summary>Takes a triple, unless it is known, has an empty or a very long part, or the set is full.</summary>
    public void Add(Triple triple)
    {
        string[] parts = [triple.Subject, triple.Predicate, triple.Value];
        if (!IsFull && parts.All(part => part.Any(char.IsLetterOrDigit) && part.Length <= LongestPart) && known.Add(string.Join('\n', parts)))
            triples.Add(triple);
    }
}
