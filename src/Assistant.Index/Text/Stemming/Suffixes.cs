namespace Assistant.Index.Text.Stemming;

/// <summary>What the Snowball stemmers share: regions of a word and the search for its longest suffix.</summary>
internal static class Suffixes
{
    /// <summary>Start of the region after the first non-vowel that follows a vowel, at or after <paramref name="from"/>; the length when there is none.</summary>
    public static int After(ReadOnlySpan<char> word, int from, string vowels)
    {
        for (var i = from + 1; i < word.Length; i++)
        {
            if (!vowels.Contains(word[i]) && vowels.Contains(word[i - 1]))
                return i + 1;
        }

        return word.Length;
    }

    /// <summary>
    /// RV of the Romance stemmers: after the next vowel when the second letter is a consonant; after the next consonant when
    /// the first two are vowels; else after the third letter.
    /// </summary>
    public static int RomanceRv(ReadOnlySpan<char> word, string vowels)
    {
        if (word.Length < 3)
            return word.Length;
        if (!vowels.Contains(word[1]))
            return AfterNext(word, 2, vowels, wanted: true);
        return vowels.Contains(word[0]) ? AfterNext(word, 2, vowels, wanted: false) : 3;
    }

    /// <summary>Longest of the suffixes, which are given longest first; empty when none fits.</summary>
    public static string Longest(ReadOnlySpan<char> word, ReadOnlySpan<string> suffixes)
    {
        foreach (var suffix in suffixes)
        {
            if (word.EndsWith(suffix))
                return suffix;
        }

        return "";
    }

    /// <summary>Makes a table of suffixes, longest first, of words separated by spaces.</summary>
    public static string[] Table(string suffixes) =>
        [.. suffixes.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).OrderByDescending(s => s.Length).ThenBy(s => s, StringComparer.Ordinal)];

    /// <summary>Longest of the suffixes that lies wholly behind <paramref name="limit"/>.</summary>
    public static string LongestIn(ReadOnlySpan<char> word, int limit, ReadOnlySpan<string> suffixes) =>
        limit >= word.Length ? "" : Longest(word[limit..], suffixes);

    private static int AfterNext(ReadOnlySpan<char> word, int from, string vowels, bool wanted)
    {
        for (var i = from; i < word.Length; i++)
        {
            if (vowels.Contains(word[i]) == wanted)
                return i + 1;
        }

        return word.Length;
    }
}
