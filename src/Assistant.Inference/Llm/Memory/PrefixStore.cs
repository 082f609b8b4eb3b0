namespace Assistant.Inference.Llm.Memory;

/// <summary>
/// Sequences that were copied out of the engine, because what lies in its memory slows every step down: attention passes over all
/// cells in use, whoever's they are. The one that was used longest ago goes first when the bytes run out. Not thread-safe.
/// </summary>
/// <param name="capacity">Bytes that it may take; 0 stores nothing.</param>
internal sealed class PrefixStore(long capacity)
{
    private readonly LinkedList<Entry> entries = [];

    /// <summary>Bytes that it takes.</summary>
    internal long Bytes { get; private set; }

    /// <summary>Sequences in it.</summary>
    internal int Count => entries.Count;

    /// <summary>Whether it stores anything at all.</summary>
    internal bool IsOpen => capacity > 0;

    /// <summary>The sequence with the longest common prefix, and its length.</summary>
    /// <param name="tokens">A prompt.</param>
    /// <param name="adapters">Its adapters.</param>
    /// <param name="wholeOnly">Whether only sequences that the prompt contains as a whole count.</param>
    internal (Entry? Entry, int Length) Find(ReadOnlySpan<int> tokens, string adapters, bool wholeOnly)
    {
        (Entry? best, int longest) = (null, 0);
        foreach (var entry in entries)
        {
            if (entry.Adapters != adapters) continue;
            var length = tokens.CommonPrefixLength(entry.Tokens);
            if (length > longest && (!wholeOnly || length == entry.Tokens.Length)) (best, longest) = (entry, length);
        }

        return (best, longest);
    }

    /// <summary>Adds a sequence; those that it begins with are no longer needed.</summary>
    internal void Add(Entry entry)
    {
        if (entry.State.Length > capacity) return;
        foreach (var other in entries.Where(other => other.Adapters == entry.Adapters && entry.Tokens.AsSpan().StartsWith(other.Tokens)).ToList()) Remove(other);
        entries.AddLast(entry);
        Bytes += entry.State.Length;
        while (Bytes > capacity) Remove(entries.First!.Value);
    }

    /// <summary>Notes that it was used.</summary>
    internal void Touch(Entry entry)
    {
        if (entries.Remove(entry)) entries.AddLast(entry);
    }

    /// <summary>Takes a sequence out.</summary>
    internal void Remove(Entry entry)
    {
        if (entries.Remove(entry)) Bytes -= entry.State.Length;
    }

    /// <summary>A sequence outside of the engine.</summary>
    /// <param name="tokens">Its tokens.</param>
    /// <param name="adapters">The adapters under which it was computed.</param>
    /// <param name="state">What the engine takes back.</param>
    internal sealed class Entry(int[] tokens, string adapters, byte[] state)
    {
        internal int[] Tokens => tokens;

        internal string Adapters => adapters;

        internal byte[] State => state;
    }
}
