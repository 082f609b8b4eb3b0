using Assistant.Core.Content;
using Assistant.Core.Retrieval;

namespace Assistant.Core.Answering;

/// <summary>Shortens a passage for a prompt: the sentences that answer best, in their order, with the gaps marked.</summary>
internal static class PassageShortener
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
            return ContextCompressor.Dense(text);
        var units = ContextCompressor.UnitsOf(passage);
        if (units.Count == 0)
            return Cut(text.Trim(), length);
        var hit = new SearchHit(1, 1, passage, "", new TextSpan(0, 0), new Dictionary<string, int>());
        var scores = ContextCompressor.Score(units, EvidenceFinder.Find(Question.Read(query), [hit]));
        var chosen = new SortedSet<int>();
        var used = 0;
        foreach (var i in Enumerable.Range(0, units.Count).OrderByDescending(i => scores[i]))
        {
            if (used + units[i].Length + Gap.Length > length)
                continue;
            chosen.Add(i);
            used += units[i].Length + Gap.Length;
        }

        return chosen.Count == 0 ? Cut(text[units[0].Start..], length) : ContextCompressor.Join(passage, units, chosen).Text;
    }

    private static string Cut(string text, int length)
    {
        var end = Math.Min(length, text.Length);
        return string.Concat(ContextCompressor.Dense(text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)]), " …");
    }
}
