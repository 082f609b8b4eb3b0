using System.Globalization;
using System.Text;

namespace Assistant.Inference.Tokenizers;

/// <summary>Classes of characters as the reference tokenizers draw them.</summary>
internal static class Characters
{
    /// <summary>Unicode's White_Space.</summary>
    public static bool IsWhiteSpace(Rune rune) => Rune.IsWhiteSpace(rune);

    /// <summary>All of ASCII's punctuation and symbols, and Unicode's punctuation.</summary>
    public static bool IsPunctuation(Rune rune) =>
        rune.IsAscii ? rune.Value is > 32 and < 127 && !Rune.IsLetterOrDigit(rune) : Rune.IsPunctuation(rune);

    /// <summary>A letter, mark, number or connector: what <c>\w</c> matches.</summary>
    public static bool IsWord(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
        or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
        or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.ConnectorPunctuation;

    /// <summary>The character that begins at a place of text without halves of characters, and its length in UTF-16 units.</summary>
    public static Rune At(ReadOnlySpan<char> text, int index, out int length)
    {
        Rune.DecodeFromUtf16(text[index..], out var rune, out length);
        return rune;
    }

    /// <summary>The text without the characters that a test names; the same string when there are none.</summary>
    public static string Without(string text, Func<Rune, bool> isDropped)
    {
        StringBuilder? result = null;
        for (int i = 0, length; i < text.Length; i += length)
        {
            var rune = At(text, i, out length);
            if (isDropped(rune)) result ??= new StringBuilder(text, 0, i, text.Length);
            else result?.Append(text, i, length);
        }

        return result?.ToString() ?? text;
    }

    /// <summary>The text with U+FFFD in place of halves of surrogate pairs, as it would be after a trip through UTF-8.</summary>
    public static string Repair(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0) return text;
        var result = new StringBuilder(text.Length);
        Span<char> units = stackalloc char[2];
        foreach (var rune in text.EnumerateRunes()) result.Append(units[..rune.EncodeToUtf16(units)]);
        return result.ToString();
    }
}
