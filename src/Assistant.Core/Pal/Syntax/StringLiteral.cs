using System.Globalization;
using System.Text;

namespace Assistant.Core.Pal.Syntax;

/// <summary>Finds the end of string literals and resolves their escapes.</summary>
internal static class StringLiteral
{
    /// <summary>Scans the literal whose quote stands at <paramref name="start"/>: its body and the position after it.</summary>
    public static (string Body, int End) Scan(string text, int start, bool formatted, int line)
    {
        var quote = text[start];
        var triple = string.CompareOrdinal(text, start, new string(quote, 3), 0, 3) == 0;
        var open = triple ? 3 : 1;
        var depth = 0;
        for (var i = start + open; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\\' && depth == 0)
            {
                i++;
            }
            else if (c == '\n' && !triple)
            {
                break;
            }
            else if (formatted && c == '{')
            {
                if (depth == 0 && i + 1 < text.Length && text[i + 1] == '{')
                    i++;
                else
                    depth++;
            }
            else if (formatted && c == '}' && depth > 0)
            {
                depth--;
            }
            else if (depth > 0 && c is '"' or '\'' && c != quote)
            {
                i = Scan(text, i, false, line).End - 1;
            }
            else if (c == quote && (!triple || string.CompareOrdinal(text, i, new string(quote, 3), 0, 3) == 0))
            {
                return (text[(start + open)..i], i + open);
            }
        }

        throw new PalSyntaxException(triple ? "unterminated triple-quoted string literal" : "unterminated string literal", line);
    }

    /// <summary>Resolves backslash escapes; an unknown one stays as it is, as in Python.</summary>
    public static string Unescape(string body, int line)
    {
        if (!body.Contains('\\', StringComparison.Ordinal))
            return body;
        var result = new StringBuilder(body.Length);
        for (var i = 0; i < body.Length; i++)
        {
            if (body[i] != '\\' || i + 1 == body.Length)
            {
                result.Append(body[i]);
                continue;
            }

            var c = body[++i];
            switch (c)
            {
                case '\n': break;
                case '\\' or '\'' or '"': result.Append(c); break;
                case 'n': result.Append('\n'); break;
                case 't': result.Append('\t'); break;
                case 'r': result.Append('\r'); break;
                case 'a': result.Append('\a'); break;
                case 'b': result.Append('\b'); break;
                case 'f': result.Append('\f'); break;
                case 'v': result.Append('\v'); break;
                case >= '0' and <= '7':
                    var end = i + 1;
                    while (end < body.Length && end < i + 3 && body[end] is >= '0' and <= '7')
                        end++;
                    result.Append((char)Convert.ToInt32(body[i..end], 8));
                    i = end - 1;
                    break;
                case 'x' or 'u' or 'U':
                    var length = c switch { 'x' => 2, 'u' => 4, _ => 8 };
                    if (i + length >= body.Length || !int.TryParse(body.AsSpan(i + 1, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || !Rune.IsValid(code))
                        throw new PalSyntaxException($"(unicode error) 'unicodeescape' codec can't decode: truncated or illegal \\{c} escape", line);
                    result.Append(new Rune(code));
                    i += length;
                    break;
                case 'N':
                    throw new PalSyntaxException("\\N{…} escapes are not supported here", line);
                default:
                    result.Append('\\').Append(c);
                    break;
            }
        }

        return result.ToString();
    }
}
