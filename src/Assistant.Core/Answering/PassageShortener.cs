using System.Text;
using System.Text.RegularExpressions;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Core.Text;

namespace Assistant.Core.Answering;

/// <summary>Shortens a passage for a prompt: the sentences that answer best, in their order, with the gaps marked.</summary>
internal static partial class PassageShortener
{
    private const string Gap = " … ";

    /// <summary>Shortens a passage to about a length; one that fits is given as it is.</summary>
    /// <param name="passage">The passage.</param>
    /// <param name="query">What is looked for.</param>
    /// <param name="length">Most characters.</param>
    public static string Shorten(Passage passage, string query, int length)
    {
        var text = passage.Text;
        if (text.Trim().Length <= length)
            return Dense(text);
        var units = TextUnitSplitter.Split(text, passage.Chunk.Kind == BlockKind.Code);
        if (units.Count == 0)
            return Cut(text.Trim(), length);
        var hit = new SearchHit(1, 1, passage, "", new TextSpan(0, 0), new Dictionary<string, int>());
        var scores = new double[units.Count];
        foreach (var evidence in EvidenceFinder.Find(Question.Read(query), [hit]))
        {
            for (var i = 0; i < units.Count; i++)
            {
                if (units[i].Start < evidence.End && evidence.Start < units[i].End)
                    scores[i] = Math.Max(scores[i], evidence.Score);
            }
        }

        // What stands beside a match often completes it; a table is nothing without its head.
        var near = scores.Select((score, i) => score + (0.25 * Math.Max(i > 0 ? scores[i - 1] : 0, i + 1 < scores.Length ? scores[i + 1] : 0)) + (i == 0 ? 0.05 : 0) - (0.0001 * i)).ToArray();
        var chosen = new SortedSet<int>();
        var used = 0;
        foreach (var i in Enumerable.Range(0, units.Count).OrderByDescending(i => near[i]))
        {
            if (used + units[i].Length + Gap.Length > length)
                continue;
            chosen.Add(i);
            used += units[i].Length + Gap.Length;
        }

        if (chosen.Count == 0)
            return Cut(text[units[0].Start..], length);
        var result = new StringBuilder();
        var last = -1;
        foreach (var i in chosen)
        {
            if (last >= 0)
                result.Append(i == last + 1 ? text[units[last].End..units[i].Start] : text.AsSpan(units[last].End, units[i].Start - units[last].End).Contains('\n') ? "\n" : Gap);
            result.Append(text, units[i].Start, units[i].Length);
            last = i;
        }

        return Dense(result.ToString());
    }

    private static string Dense(string text) => BlankLines().Replace(text.Trim(), "\n");

    private static string Cut(string text, int length)
    {
        var end = Math.Min(length, text.Length);
        return string.Concat(Dense(text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)]), " …");
    }

    [GeneratedRegex(@"\n\s*\n", RegexOptions.CultureInvariant)]
    private static partial Regex BlankLines();
}
