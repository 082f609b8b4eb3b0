using System.Globalization;
using Assistant.Core.Content;

namespace Assistant.Core.Agent;

/// <summary>What the tools showed in one answer: passages by their number, and words without one. Not thread-safe.</summary>
public sealed class Findings
{
    private readonly List<Passage> passages = [];
    private readonly List<string> words = [];

    /// <summary>Passages; the one of [n] is at n − 1.</summary>
    public IReadOnlyList<Passage> Passages => passages;

    /// <summary>What tools said beside passages: results of programs, lists, facts.</summary>
    public IReadOnlyList<string> Words => words;

    /// <summary>Whether a passage was shown.</summary>
    public bool Has(Passage passage) => IndexOf(passage) >= 0;

    /// <summary>Numbers a passage; the same text keeps the number that it had.</summary>
    public int Number(Passage passage)
    {
        var known = IndexOf(passage);
        if (known >= 0)
            return known + 1;
        passages.Add(passage);
        return passages.Count;
    }

    /// <summary>Keeps what a tool said.</summary>
    public void Say(string text) => words.Add(text);

    /// <summary>The passage of a number; null when there is none.</summary>
    public Passage? Find(string number) =>
        int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= 1 && n <= passages.Count ? passages[n - 1] : null;

    private int IndexOf(Passage passage)
    {
        ArgumentNullException.ThrowIfNull(passage);
        return passages.FindIndex(other => other.DocumentId == passage.DocumentId && other.Chunk.Start == passage.Chunk.Start && other.Chunk.End == passage.Chunk.End && other.Version == passage.Version);
    }
}
