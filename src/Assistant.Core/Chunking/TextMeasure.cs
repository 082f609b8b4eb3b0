namespace Assistant.Core.Chunking;

/// <summary>
/// Counts half words, in one pass. A run of letters counts one word for each 20 characters begun, so that a line without
/// spaces has a size too; a character of a script without spaces counts half a word; white space counts one word for each
/// 64 characters of a run. Cutting a text in two never makes the sum of its parts smaller than the whole.
/// </summary>
internal struct TextMeasure
{
    private int run;
    private bool inWhite;

    /// <summary>Half words so far.</summary>
    internal int Weight { get; private set; }

    /// <summary>Half words of a text.</summary>
    internal static int Weigh(ReadOnlySpan<char> text)
    {
        var measure = default(TextMeasure);
        foreach (var c in text) measure.Add(c);
        return measure.Weight;
    }

    /// <summary>Adds one UTF-16 unit.</summary>
    internal void Add(char c)
    {
        if (c > ' ' && c < 0x80)
        {
            AddLetter();
        }
        else if (c <= ' ' || char.IsWhiteSpace(c))
        {
            if (!inWhite) (run, inWhite) = (0, true);
            if (++run % 64 == 0) Weight += 2;
        }
        else if (IsUnspaced(c))
        {
            Weight++;
            (run, inWhite) = (0, false);
        }
        else if (!char.IsLowSurrogate(c) || inWhite || run > 0)
        {
            AddLetter();
        }
    }

    /// <summary>Whether the character belongs to a script that is written without spaces between words (CJK, kana, Thai, Lao, Myanmar, Khmer).</summary>
    internal static bool IsUnspaced(char c) => c >= 0x0E00 && (
        c <= 0x0EFF
        || (c >= 0x1000 && c <= 0x109F)
        || (c >= 0x1780 && c <= 0x17FF)
        || (c >= 0x2E80 && c <= 0x312F)
        || (c >= 0x31A0 && c <= 0x9FFF)
        || (c >= 0xF900 && c <= 0xFAFF)
        || (c >= 0xFF00 && c <= 0xFFEF)
        // High surrogates of planes 2 and 3, the CJK extensions.
        || (c >= 0xD840 && c <= 0xD8BF));

    private void AddLetter()
    {
        if (inWhite) (run, inWhite) = (0, false);
        if (run++ % 20 == 0) Weight += 2;
    }
}
