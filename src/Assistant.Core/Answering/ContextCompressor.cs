using System.Text;
using System.Text.RegularExpressions;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Core.Text;

namespace Assistant.Core.Answering;

/// <summary>
/// Compresses what was found by selecting sentences, as extractive compressors do (RECOMP, Xu et al. 2023, arXiv:2310.04408): all passages
/// share one budget, and the sentences that answer best get it, wherever they stand. Nothing is reworded, so that quotations stay exact.
/// </summary>
public static partial class ContextCompressor
{
    private const string Gap = " … ";

    // What stands beside a match often completes it; a table is nothing without its head.
    private const double OfNeighbour = 0.25;
    private const double OfFirst = 0.05;

    /// <summary>Selects the sentences.</summary>
    /// <param name="query">What is looked for.</param>
    /// <param name="passages">What was found, best first.</param>
    /// <param name="budget">Most characters of all texts together, gaps included; at least 1.</param>
    /// <returns>In the order of <paramref name="passages"/>; those of which nothing is kept are left out, but never all of them.</returns>
    public static IReadOnlyList<CompressedPassage> Compress(string query, IReadOnlyList<Passage> passages, int budget)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(passages);
        ArgumentOutOfRangeException.ThrowIfLessThan(budget, 1);
        List<SearchHit> hits = [.. passages.Select((passage, i) => new SearchHit(i + 1, 1, passage, "", new TextSpan(0, 0), new Dictionary<string, int>()))];
        var evidence = EvidenceFinder.Find(Question.Read(query), hits).ToLookup(found => found.Hit.Rank);
        var units = passages.Select(UnitsOf).ToList();
        var ranked = units.SelectMany((list, p) => Score(list, evidence[p + 1]).Select((score, u) => (Passage: p, Unit: u, Score: score / (1 + (0.01 * p))))).OrderByDescending(unit => unit.Score);
        var chosen = passages.Select(_ => new SortedSet<int>()).ToList();
        var left = budget;
        foreach (var (p, u, _) in ranked)
        {
            var length = units[p][u].Length + Gap.Length;
            if (length > left)
                continue;
            chosen[p].Add(u);
            left -= length;
        }

        if (passages.Count > 0 && chosen.TrueForAll(set => set.Count == 0))
            return [Beginning(passages[0], budget)];
        return [.. passages.Select((passage, p) => Join(passage, units[p], chosen[p])).Where(passage => passage.Kept.Count > 0)];
    }

    /// <summary>Scores the units of a passage: the evidence in them, a share of that beside them, and a little for the first.</summary>
    internal static double[] Score(IReadOnlyList<TextUnit> units, IEnumerable<Evidence> evidence)
    {
        var scores = new double[units.Count];
        foreach (var found in evidence)
        {
            for (var i = 0; i < units.Count; i++)
            {
                if (units[i].Start < found.End && found.Start < units[i].End)
                    scores[i] = Math.Max(scores[i], found.Score);
            }
        }

        return [.. scores.Select((score, i) => score + (OfNeighbour * Math.Max(i > 0 ? scores[i - 1] : 0, i + 1 < scores.Length ? scores[i + 1] : 0)) + (i == 0 ? OfFirst : 0) - (0.0001 * i))];
    }

    /// <summary>Puts chosen units of a passage together, the gaps between them marked.</summary>
    internal static CompressedPassage Join(Passage passage, IReadOnlyList<TextUnit> units, SortedSet<int> chosen)
    {
        var text = passage.Text;
        var result = new StringBuilder();
        var kept = new List<TextSpan>();
        var last = -1;
        foreach (var i in chosen)
        {
            if (last >= 0)
                result.Append(i == last + 1 ? text[units[last].End..units[i].Start] : text.AsSpan(units[last].End, units[i].Start - units[last].End).Contains('\n') ? "\n" : Gap);
            result.Append(text, units[i].Start, units[i].Length);
            kept.Add(new TextSpan(passage.Chunk.Start + units[i].Start, passage.Chunk.Start + units[i].End));
            last = i;
        }

        return new CompressedPassage(passage, kept, Dense(result.ToString()));
    }

    /// <summary>Units of a passage.</summary>
    internal static List<TextUnit> UnitsOf(Passage passage) => TextUnitSplitter.Split(passage.Text, passage.Chunk.Kind == BlockKind.Code);

    /// <summary>Takes empty lines out.</summary>
    internal static string Dense(string text) => BlankLines().Replace(text.Trim(), "\n");

    // Not one sentence fits: the beginning of the best passage is better than nothing.
    private static CompressedPassage Beginning(Passage passage, int length)
    {
        var end = Math.Min(length, passage.Text.Length);
        if (end < passage.Text.Length && end > 0 && char.IsHighSurrogate(passage.Text[end - 1]))
            end--;
        return new CompressedPassage(passage, [new TextSpan(passage.Chunk.Start, passage.Chunk.Start + end)], passage.Text[..end]);
    }

    [GeneratedRegex(@"\n\s*\n", RegexOptions.CultureInvariant)]
    private static partial Regex BlankLines();
}
