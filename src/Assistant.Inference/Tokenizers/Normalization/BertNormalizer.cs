using System.Globalization;
using System.Text;

namespace Assistant.Inference.Tokenizers.Normalization;

/// <summary>BERT's cleaning: controls out, blanks to U+0020, spaces around CJK ideographs, accents off, lower case.</summary>
internal sealed class BertNormalizer(bool cleanText, bool spaceIdeographs, bool stripAccents, bool lowercase) : Normalizer
{
    private static readonly UnicodeNormalizer Decompose = new(UnicodeForm.Nfd);
    private static readonly LowercaseNormalizer Lower = new();

    /// <inheritdoc/>
    public override string Apply(string text)
    {
        if (cleanText || spaceIdeographs) text = Clean(text);
        if (stripAccents) text = Characters.Without(Decompose.Apply(text), static rune => Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark);
        return lowercase ? Lower.Apply(text) : text;
    }

    private string Clean(string text)
    {
        if (text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0) return text;
        var result = new StringBuilder(text.Length + 16);
        Span<char> units = stackalloc char[2];
        foreach (var rune in text.EnumerateRunes())
        {
            if (cleanText && IsDropped(rune)) continue;
            if (cleanText && Characters.IsWhiteSpace(rune)) result.Append(' ');
            else if (spaceIdeographs && IsIdeograph(rune.Value)) result.Append(' ').Append(units[..rune.EncodeToUtf16(units)]).Append(' ');
            else result.Append(units[..rune.EncodeToUtf16(units)]);
        }

        return result.ToString();
    }

    private static bool IsDropped(Rune rune) => rune.Value switch
    {
        '\t' or '\n' or '\r' => false,
        0xFFFD => true,
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse,
    };

    /// <summary>CJK unified and compatibility ideographs. The reference begins extension E at U+2B920, not at U+2B820; models were trained with that.</summary>
    private static bool IsIdeograph(int code) => code is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x2A6DF)
        or (>= 0x2A700 and <= 0x2B73F) or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B920 and <= 0x2CEAF) or (>= 0x2F800 and <= 0x2FA1F);
}
