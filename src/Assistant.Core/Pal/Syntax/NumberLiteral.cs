using System.Globalization;
using System.Numerics;
using Assistant.Core.Pal.Formatting;

namespace Assistant.Core.Pal.Syntax;

/// <summary>Reads integer and float literals, underscores included.</summary>
internal static class NumberLiteral
{
    public static object Read(string text, ref int position, int line)
    {
        var start = position;
        if (text[position] == '0' && position + 1 < text.Length && char.ToLowerInvariant(text[position + 1]) is var mark and ('x' or 'o' or 'b'))
        {
            position += 2;
            var digits = Digits(text, ref position, char.IsAsciiHexDigit);
            Refuse(text, position, line);
            return IntegerText.Parse(digits, mark switch { 'x' => 16, 'o' => 8, _ => 2 }) ?? throw new PalSyntaxException($"invalid digit in {mark switch { 'x' => "hexadecimal", 'o' => "octal", _ => "binary" }} literal", line);
        }

        var whole = Digits(text, ref position, char.IsAsciiDigit);
        var isFloat = false;
        if (position < text.Length && text[position] == '.')
        {
            isFloat = true;
            position++;
            Digits(text, ref position, char.IsAsciiDigit);
        }

        if (position < text.Length && text[position] is 'e' or 'E')
        {
            var after = position + 1 < text.Length && text[position + 1] is '+' or '-' ? position + 2 : position + 1;
            if (after < text.Length && char.IsAsciiDigit(text[after]))
            {
                isFloat = true;
                position = after;
                Digits(text, ref position, char.IsAsciiDigit);
            }
        }

        Refuse(text, position, line);
        if (isFloat)
            return double.Parse(text[start..position].Replace("_", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture);
        if (whole.Length > 1 && whole[0] == '0' && whole.Trim('0').Length > 0)
            throw new PalSyntaxException("leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers", line);
        if (whole.Length > IntegerText.MaxDigits)
            throw new PalSyntaxException($"Exceeds the limit ({IntegerText.MaxDigits} digits) for integer string conversion", line);
        return BigInteger.Parse(whole, CultureInfo.InvariantCulture);
    }

    private static string Digits(string text, ref int position, Func<char, bool> isDigit)
    {
        var start = position;
        while (position < text.Length && (isDigit(text[position]) || (text[position] == '_' && position + 1 < text.Length && isDigit(text[position + 1]))))
            position++;
        return text[start..position].Replace("_", "", StringComparison.Ordinal);
    }

    private static void Refuse(string text, int position, int line)
    {
        if (position >= text.Length || !(char.IsLetterOrDigit(text[position]) || text[position] == '_'))
            return;
        if (text[position] is 'j' or 'J')
            throw new PalSyntaxException("complex numbers are not supported here", line);
        // "1if x else y" is legal, if discouraged.
        var rest = text.AsSpan(position);
        if (!(rest.StartsWith("if") || rest.StartsWith("else") || rest.StartsWith("and") || rest.StartsWith("or") || rest.StartsWith("in") || rest.StartsWith("is") || rest.StartsWith("for") || rest.StartsWith("not")))
            throw new PalSyntaxException("invalid decimal literal", line);
    }
}
