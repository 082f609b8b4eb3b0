using Assistant.Core.Text;

namespace Assistant.Core.Answering;

/// <summary>Shortens a passage for a prompt: the sentences that say most of what is looked for, in their order, with the gaps marked.</summary>
internal static class PassageShortener
{
    private const string Gap = " … ";

    /// <summary>Shortens a text to about a length; one that fits is given as it is.</summary>
    /// <param name="text">The passage.</param>
    /// <param name="query">What is looked for.</param>
    /// <param name="length">Most characters.</param>
    public static string Shorten(string text, string query, int length)
    {
        text = text.Trim();
        if (text.Length <= length)
            return text;
        var asked = new Claim(query).Terms.SelectMany(IrregularForms.Of).ToHashSet(StringComparer.Ordinal);
        var units = TextUnitSplitter.Split(text);
        if (units.Count == 0)
            return Cut(text, length);
        var scores = new double[units.Count];
        for (var i = 0; i < units.Count; i++)
        {
            var terms = new HashSet<string>(StringComparer.Ordinal);
            var reader = new TermReader(text.AsSpan(units[i].Start, units[i].Length));
            while (reader.Read())
                terms.Add(reader.Term.ToString());
            // The first sentence says what a passage is about; a table is nothing without its head.
            scores[i] = terms.Count(asked.Contains) + (i == 0 ? 0.6 : 0) - (0.002 * i);
        }

        // What stands beside a match often completes it.
        var near = scores.Select((score, i) => score + (0.25 * Math.Max(i > 0 ? scores[i - 1] : 0, i + 1 < scores.Length ? scores[i + 1] : 0))).ToArray();
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
        var result = new System.Text.StringBuilder();
        var last = -1;
        foreach (var i in chosen)
        {
            if (last >= 0)
                result.Append(i == last + 1 ? text[units[last].End..units[i].Start] : text.AsSpan(units[last].End, units[i].Start - units[last].End).Contains('\n') ? "\n" : Gap);
            else if (i > 0)
                result.Append("… ");
            result.Append(text, units[i].Start, units[i].Length);
            last = i;
        }

        return last < units.Count - 1 ? result.Append(" …").ToString() : result.ToString();
    }

    private static string Cut(string text, int length) => string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[Math.Min(length, text.Length) - 1]) ? length - 1 : Math.Min(length, text.Length)), " …");
}
