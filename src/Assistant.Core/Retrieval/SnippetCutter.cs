using System.Buffers;
using Assistant.Core.Text;

namespace Assistant.Core.Retrieval;

/// <summary>Cuts the part of a passage that shows best why it was found. Made once for a query, used for each hit.</summary>
internal sealed class SnippetCutter
{
    private readonly int length;
    private readonly Dictionary<string, int> terms = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup;
    private readonly double[] weights;
    private readonly SearchValues<char> firstLetters;

    public SnippetCutter(string query, int length)
    {
        this.length = length;
        var reader = new TermReader(query);
        while (reader.Read() && terms.Count < 64) terms.TryAdd(reader.Term.ToString(), terms.Count);
        firstLetters = SearchValues.Create([.. terms.Keys.Select(term => term[0])]);
        lookup = terms.GetAlternateLookup<ReadOnlySpan<char>>();
        weights = new double[terms.Count];
        // A stop word decides only between windows that are otherwise equal.
        foreach (var (term, number) in terms) weights[number] = StopWords.Stems.Contains(term) ? 0.05 : 1;
    }

    /// <summary>Gives the span of the snippet in the text.</summary>
    public TextSpan Cut(string text)
    {
        if (text.Length <= length) return Trim(text, 0, text.Length);
        var (start, end) = BestWindow(text);
        return Widen(text, start, end);
    }

    /// <summary>Finds the window of at most the length with the greatest weight of different terms, then the most occurrences, then the earliest.</summary>
    private (int Start, int End) BestWindow(string text)
    {
        var found = new List<(int Start, int End, int Term)>();
        var reader = new TermReader(text, stem: false);
        Span<char> word = stackalloc char[64];
        while (reader.Read())
        {
            // A stem begins as its word does: most words need no stemming to be told apart.
            if (!firstLetters.Contains(reader.Term[0])) continue;
            reader.Term.CopyTo(word);
            if (lookup.TryGetValue(word[..PorterStemmer.Stem(word[..reader.Term.Length])], out var term)) found.Add((reader.Start, reader.End, term));
        }

        if (found.Count == 0) return (0, 0);
        var counts = new int[weights.Length];
        var (best, bestScore) = ((found[0].Start, found[0].End), -1.0);
        double weight = 0;
        var first = 0;
        for (var last = 0; last < found.Count; last++)
        {
            if (counts[found[last].Term]++ == 0) weight += weights[found[last].Term];
            while (found[last].End - found[first].Start > length)
            {
                if (--counts[found[first].Term] == 0) weight -= weights[found[first].Term];
                first++;
            }

            var score = weight + (0.01 * (last - first));
            if (score <= bestScore + 1e-9) continue;
            bestScore = score;
            best = (found[first].Start, found[last].End);
        }

        return best;
    }

    /// <summary>Fills the window up to the length, beginning at a sentence where one begins near, else at a word.</summary>
    private TextSpan Widen(string text, int start, int end)
    {
        var spare = Math.Max(0, length - (end - start));
        var earliest = Math.Max(0, start - spare);
        var from = -1;
        // The nearest sentence or line start before the first term, if it lies within reach.
        for (var i = start; i >= earliest; i--)
        {
            if (i == 0 || (i >= 2 && char.IsWhiteSpace(text[i - 1]) && text[i - 2] is '.' or '!' or '?' or ':') || text[i - 1] is '\n' or '。' or '！' or '？')
            {
                from = i;
                break;
            }
        }

        if (from < 0) from = WordStart(text, Math.Max(earliest, start - Math.Min(spare, length / 4)), start);
        var to = Math.Min(text.Length, from + length);
        if (to < end) to = end;
        if (to < text.Length) to = BreakBefore(text, Math.Max(end, from + (length * 2 / 3)), to, end);
        return Trim(text, from, to);
    }

    private static int WordStart(string text, int from, int limit)
    {
        if (from == 0 || char.IsWhiteSpace(text[from - 1])) return from;
        for (var i = from; i < limit; i++)
        {
            if (char.IsWhiteSpace(text[i])) return i + 1;
        }

        return char.IsLowSurrogate(text[limit]) ? limit - 1 : limit;
    }

    private static int BreakBefore(string text, int earliest, int to, int least)
    {
        for (var i = to; i > earliest; i--)
        {
            if (text[i - 1] is '.' or '!' or '?' or '。' or '！' or '？' or '\n' && (i == text.Length || char.IsWhiteSpace(text[i]) || text[i - 1] is '\n' or '。')) return i;
        }

        for (var i = to; i > least; i--)
        {
            if (i == text.Length || char.IsWhiteSpace(text[i])) return i;
        }

        return char.IsLowSurrogate(text[to]) ? to - 1 : to;
    }

    private static TextSpan Trim(string text, int start, int end)
    {
        while (start < end && char.IsWhiteSpace(text[start])) start++;
        while (end > start && char.IsWhiteSpace(text[end - 1])) end--;
        return new TextSpan(start, end);
    }
}
