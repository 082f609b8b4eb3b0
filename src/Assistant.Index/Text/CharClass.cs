using System.Globalization;

namespace Assistant.Index.Text;

/// <summary>What a UTF-16 unit means for word segmentation (UAX 29 word-break properties, joined where the rules treat them alike).</summary>
internal enum CharClass : byte
{
    /// <summary>Ends a word.</summary>
    Other,

    /// <summary>A letter that is not upper case.</summary>
    Lower,

    /// <summary>An upper-case letter; kept apart for camelCase.</summary>
    Upper,

    /// <summary>A decimal digit or other number.</summary>
    Digit,

    /// <summary>ExtendNumLet: the underscore and its kin; joins both sides.</summary>
    Connector,

    /// <summary>Extend and Format: belongs to the character before it.</summary>
    Mark,

    /// <summary>Joins letters.</summary>
    MidLetter,

    /// <summary>Joins digits.</summary>
    MidNumber,

    /// <summary>Joins letters and digits: full stop, apostrophe.</summary>
    MidBoth,

    /// <summary>Of a script written without spaces, searched by pairs of characters.</summary>
    Ideograph,

    /// <summary>First half of a supplementary character.</summary>
    HighSurrogate,

    /// <summary>An emoji-like symbol: a word of its own.</summary>
    Symbol,

    /// <summary>Hyphen-minus: may begin a command-line flag.</summary>
    Hyphen,
}

/// <summary>Classes of all 65,536 UTF-16 units and of supplementary characters.</summary>
internal static class CharClasses
{
    private static readonly byte[] Classes = Make();

    /// <summary>Class of each UTF-16 unit, [65536].</summary>
    public static ReadOnlySpan<byte> Table => Classes;

    /// <summary>Class of a UTF-16 unit.</summary>
    public static CharClass Of(char value) => (CharClass)Classes[value];

    /// <summary>Class of a supplementary character.</summary>
    public static CharClass OfSupplementary(int codePoint) => CharUnicodeInfo.GetUnicodeCategory(codePoint) switch
    {
        UnicodeCategory.OtherLetter when codePoint is >= 0x20000 and < 0x40000 or >= 0x1B000 and < 0x1B300 => CharClass.Ideograph,
        UnicodeCategory.UppercaseLetter => CharClass.Upper,
        UnicodeCategory.LowercaseLetter or UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter => CharClass.Lower,
        UnicodeCategory.DecimalDigitNumber => CharClass.Digit,
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.Format or UnicodeCategory.ModifierSymbol => CharClass.Mark,
        UnicodeCategory.OtherSymbol => CharClass.Symbol,
        _ => CharClass.Other,
    };

    private static byte[] Make()
    {
        var table = new byte[65536];
        for (var c = 0; c < table.Length; c++)
            table[c] = (byte)Classify((char)c);
        return table;
    }

    private static CharClass Classify(char c)
    {
        switch (c)
        {
            case '-':
                return CharClass.Hyphen;
            case '.' or '\'' or '\u2018' or '\u2019' or '\u2024' or '\uFE52' or '\uFF07' or '\uFF0E':
                return CharClass.MidBoth;
            // The colon is left out, as in CLDR's tailoring: it joined "title:value" and "std::x" into one word.
            case '\u00B7' or '\u0387' or '\u055F' or '\u05F4' or '\u2027':
                return CharClass.MidLetter;
            case ',' or ';' or '\u037E' or '\u0589' or '\u060C' or '\u060D' or '\u066C' or '\u07F8' or '\u2044':
                return CharClass.MidNumber;
        }

        if (char.IsHighSurrogate(c))
            return CharClass.HighSurrogate;
        if (IsUnspaced(c))
            return CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.OtherPunctuation or UnicodeCategory.OtherNotAssigned or UnicodeCategory.DashPunctuation
                or UnicodeCategory.CurrencySymbol
                ? CharClass.Other
                : char.IsDigit(c) ? CharClass.Digit : CharClass.Ideograph;
        if (c is >= '\u2600' and <= '\u27BF' && CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.OtherSymbol)
            return CharClass.Symbol;
        return CharUnicodeInfo.GetUnicodeCategory(c) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter => CharClass.Upper,
            UnicodeCategory.LowercaseLetter or UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter => CharClass.Lower,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber => CharClass.Digit,
            UnicodeCategory.ConnectorPunctuation => CharClass.Connector,
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format => CharClass.Mark,
            _ => CharClass.Other,
        };
    }

    /// <summary>Scripts without spaces between words: Thai, Lao, Myanmar, Khmer, Kana, Han, Hangul.</summary>
    private static bool IsUnspaced(char c) => c is
        (>= '\u0E00' and <= '\u0EFF') or (>= '\u1000' and <= '\u109F') or (>= '\u1780' and <= '\u17FF') or
        (>= '\u1100' and <= '\u11FF') or (>= '\u3005' and <= '\u3007') or (>= '\u3041' and <= '\u309F') or (>= '\u30A1' and <= '\u30FF' and not '\u30FB') or
        (>= '\u3105' and <= '\u318F') or (>= '\u31A0' and <= '\u31FF') or (>= '\u3400' and <= '\u4DBF') or (>= '\u4E00' and <= '\u9FFF') or
        (>= '\uAC00' and <= '\uD7AF') or (>= '\uF900' and <= '\uFAFF') or (>= '\uFF66' and <= '\uFFDC');
}
