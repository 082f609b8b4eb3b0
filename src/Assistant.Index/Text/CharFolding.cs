namespace Assistant.Index.Text;

/// <summary>Case and accent folding by table, one UTF-16 unit at a time; a few letters fold to two.</summary>
internal static class CharFolding
{
    private static readonly char[] LowerTable = MakeLower();
    private static readonly char[] BareTable = MakeBare();

    /// <summary>Lower case with accents kept; apostrophes become U+0027, full-width forms narrow, marks that carry no meaning go.</summary>
    /// <returns>Units written; at most those read.</returns>
    public static int Lower(ReadOnlySpan<char> source, Span<char> target)
    {
        var n = 0;
        foreach (var c in source)
        {
            var lower = LowerTable[c];
            if (lower != 0)
                target[n++] = lower;
        }

        return n;
    }

    /// <summary>Takes accents from lower-case text; writes at most twice as many units as it reads.</summary>
    public static int Bare(ReadOnlySpan<char> source, Span<char> target)
    {
        var n = 0;
        foreach (var c in source)
        {
            if (c < 128)
            {
                target[n++] = c;
                continue;
            }

            var bare = BareTable[c];
            if (bare == 0)
                continue;
            if (bare != '\uFFFF')
            {
                target[n++] = bare;
                continue;
            }

            foreach (var letter in Pair(c))
                target[n++] = letter;
        }

        return n;
    }

    private static ReadOnlySpan<char> Pair(char c) => c switch
    {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ĳ' => "ij",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬀ' => "ff",
        _ => "st",
    };

    private static char[] MakeLower()
    {
        var table = new char[65536];
        for (var c = 0; c < table.Length; c++)
        {
            table[c] = c switch
            {
                '\u2018' or '\u2019' or '\u02BC' or '\uFF07' => '\'',
                >= 0xFF01 and <= 0xFF5E => char.ToLowerInvariant((char)(c - 0xFEE0)),
                // Soft hyphens, joiners and direction marks do not change a word; U+0130 lowers to an i with a dot above.
                0x00AD or (>= 0x200B and <= 0x200F) or (>= 0x202A and <= 0x202E) or 0x2060 or 0xFEFF or (>= 0xFE00 and <= 0xFE0F) => '\0',
                0x0130 => 'i',
                _ => char.ToLowerInvariant((char)c),
            };
        }

        return table;
    }

    private static char[] MakeBare()
    {
        var table = new char[65536];
        for (var c = 0; c < table.Length; c++)
        {
            var value = (char)c;
            if (value is 'ß' or 'æ' or 'œ' or 'þ' or 'ĳ' or 'ﬁ' or 'ﬂ' or 'ﬀ' or 'ﬆ')
            {
                table[c] = '\uFFFF';
                continue;
            }

            // Combining marks of Latin, Greek and Cyrillic, and Arabic and Hebrew vowel signs, carry no meaning for search.
            table[c] = c is (>= 0x0300 and <= 0x036F) or (>= 0x0483 and <= 0x0487) or (>= 0x0591 and <= 0x05C7 and not 0x05BE and not 0x05C0 and not 0x05C3 and not 0x05C6) or (>= 0x064B and <= 0x065F) or 0x0670
                ? '\0'
                : value;
        }

        foreach (var (accented, bare) in AccentTable.Pairs())
            table[accented] = bare;
        return table;
    }
}
