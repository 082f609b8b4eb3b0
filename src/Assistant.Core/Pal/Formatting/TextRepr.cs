using System.Globalization;
using System.Text;

namespace Assistant.Core.Pal.Formatting;

/// <summary>Strings in quotes, as repr() writes them.</summary>
internal static class TextRepr
{
    public static string Quote(string text)
    {
        var quote = text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        var result = new StringBuilder(text.Length + 2).Append(quote);
        foreach (var rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '\n':
                    result.Append("\\n");
                    break;
                case '\r':
                    result.Append("\\r");
                    break;
                case '\t':
                    result.Append("\\t");
                    break;
                case '\\':
                    result.Append("\\\\");
                    break;
                case var code when code == quote:
                    result.Append('\\').Append(quote);
                    break;
                default:
                    if (IsPrintable(rune))
                        result.Append(rune);
                    else
                        Escape(result, rune.Value);
                    break;
            }
        }

        return result.Append(quote).ToString();
    }

    public static string Ascii(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii)
                result.Append(rune);
            else
                Escape(result, rune.Value);
        }

        return result.ToString();
    }

    public static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);

    private static void Escape(StringBuilder result, int code) => result.Append(CultureInfo.InvariantCulture, $"{(code < 0x100 ? $"\\x{code:x2}" : code < 0x10000 ? $"\\u{code:x4}" : $"\\U{code:x8}")}");
}
