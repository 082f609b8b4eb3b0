namespace Assistant.Inference.Encoders;

/// <summary>The vectors of the texts that were asked for last. Thread-safe.</summary>
/// <param name="capacity">Texts that are kept; 0 keeps none.</param>
internal sealed class QueryCache(int capacity)
{
    // Longer texts are rare as queries, and a thousand of them should not hold the memory of a book.
    private const int LongestText = 2_000;

    private readonly Dictionary<string, LinkedListNode<(string Text, float[] Vector)>> byText = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Text, float[] Vector)> byUse = new();

    internal float[]? Find(string text)
    {
        lock (byText)
        {
            if (!byText.TryGetValue(text, out var node)) return null;
            byUse.Remove(node);
            byUse.AddFirst(node);
            return node.Value.Vector;
        }
    }

    internal void Add(string text, float[] vector)
    {
        if (capacity == 0 || text.Length > LongestText) return;
        lock (byText)
        {
            if (byText.ContainsKey(text)) return;
            byText.Add(text, byUse.AddFirst((text, vector)));
            if (byText.Count <= capacity) return;
            byText.Remove(byUse.Last!.Value.Text);
            byUse.RemoveLast();
        }
    }
}
