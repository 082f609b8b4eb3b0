using System.Globalization;
using System.Text;

namespace Assistant.Inference.Templates;

/// <summary>Cuts a template into tokens, with the whitespace rules that chat templates are written for: <c>trim_blocks</c> and <c>lstrip_blocks</c>.</summary>
internal sealed class TemplateLexer
{
    private static readonly string[] Operators = ["**", "//", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "~", "(", ")", "[", "]", "{", "}", "<", ">", "=", ".", ":", "|", ",", ";"];
    private readonly string source;
    private readonly List<TemplateToken> tokens = [];
    private int at;
    private int line = 1;
    private bool lineStarts = true;

    private TemplateLexer(string source) => this.source = source;

    /// <summary>All tokens; the last is <see cref="TokenKind.End"/>.</summary>
    public static List<TemplateToken> Read(string template)
    {
        var text = template.ReplaceLineEndings("\n");
        var lexer = new TemplateLexer(text.EndsWith('\n') ? text[..^1] : text);
        lexer.ReadAll();
        return lexer.tokens;
    }

    private void ReadAll()
    {
        while (at < source.Length)
        {
            var tag = NextTag(at);
            var kind = tag < source.Length ? source[tag + 1] : '\0';
            var sign = tag + 2 < source.Length ? source[tag + 2] : '\0';
            Data(source[at..tag], kind, sign);
            if (kind == '\0') break;
            Advance(tag);
            Advance(at + (sign is '-' or '+' ? 3 : 2));
            if (kind == '#') Comment();
            else if (kind == '%' && IsRaw()) Raw();
            else Tag(kind == '%');
        }

        Add(TokenKind.End, "");
    }

    private int NextTag(int from)
    {
        for (var i = source.IndexOf('{', from); i >= 0 && i + 1 < source.Length; i = source.IndexOf('{', i + 1))
        {
            if (source[i + 1] is '{' or '%' or '#') return i;
        }

        return source.Length;
    }

    private void Data(string text, char kind, char sign)
    {
        if (sign == '-' && kind != '\0') text = text.TrimEnd();
        else if (sign != '+' && kind is '%' or '#')
        {
            var start = text.LastIndexOf('\n') + 1;
            if ((start > 0 || lineStarts) && text.AsSpan(start).IsWhiteSpace()) text = text[..start];
        }

        if (text.Length > 0) Add(TokenKind.Data, text);
    }

    private void Comment()
    {
        var end = source.IndexOf("#}", at, StringComparison.Ordinal);
        if (end < 0) throw new ChatTemplateException("the comment has no end.", line);
        var sign = end > at ? source[end - 1] : '\0';
        Advance(end + 2);
        AfterTag(sign, trim: true);
    }

    private bool IsRaw()
    {
        var rest = source.AsSpan(at).TrimStart();
        return rest.StartsWith("raw") && rest[3..].TrimStart() is ['%', '}', ..] or ['-', '%', '}', ..];
    }

    private void Raw()
    {
        var opened = line;
        var open = source.IndexOf("%}", at, StringComparison.Ordinal);
        var sign = source[open - 1];
        Advance(open + 2);
        AfterTag(sign, trim: true);
        for (var end = source.IndexOf("{%", at, StringComparison.Ordinal); end >= 0; end = source.IndexOf("{%", end + 2, StringComparison.Ordinal))
        {
            var before = source[end + 2 < source.Length ? end + 2 : end];
            var name = source.AsSpan(end + 2).TrimStart("-+").TrimStart();
            if (!name.StartsWith("endraw")) continue;
            var close = source.IndexOf("%}", end, StringComparison.Ordinal);
            if (close < 0) break;
            Data(source[at..end], '%', before);
            var closing = source[close - 1];
            Advance(close + 2);
            AfterTag(closing, trim: true);
            return;
        }

        throw new ChatTemplateException("the raw block has no end.", opened);
    }

    private void Tag(bool block)
    {
        Add(block ? TokenKind.BlockBegin : TokenKind.VariableBegin, "");
        var opened = line;
        var end = block ? "%}" : "}}";
        for (var depth = 0; ;)
        {
            while (at < source.Length && char.IsWhiteSpace(source[at])) Advance(at + 1);
            if (at >= source.Length) throw new ChatTemplateException("the tag has no end.", opened);
            var rest = source.AsSpan(at);
            var signed = rest[0] is '-' or '+' && rest[1..].StartsWith(end);
            if (depth == 0 && (signed || rest.StartsWith(end)))
            {
                Add(block ? TokenKind.BlockEnd : TokenKind.VariableEnd, "");
                var sign = signed ? rest[0] : '\0';
                Advance(at + (signed ? 3 : 2));
                AfterTag(sign, trim: block);
                return;
            }

            if (rest[0] is '(' or '[' or '{') depth++;
            else if (rest[0] is ')' or ']' or '}' && depth > 0) depth--;
            Expression(rest[0]);
        }
    }

    private void Expression(char first)
    {
        if (char.IsLetter(first) || first == '_') Add(TokenKind.Name, Take(c => char.IsLetterOrDigit(c) || c == '_'));
        else if (char.IsAsciiDigit(first)) Number();
        else if (first is '\'' or '"') Text(first);
        else
        {
            var found = Array.Find(Operators, text => source.AsSpan(at).StartsWith(text)) ?? throw new ChatTemplateException($"the character {first} is not expected.", line);
            Add(TokenKind.Operator, found);
            Advance(at + found.Length);
        }
    }

    private void Number()
    {
        var start = at;
        Take(c => char.IsAsciiDigit(c) || c == '_');
        var real = at + 1 < source.Length && source[at] == '.' && char.IsAsciiDigit(source[at + 1]);
        if (real)
        {
            at++;
            Take(char.IsAsciiDigit);
        }

        if (at < source.Length && source[at] is 'e' or 'E')
        {
            var digits = at + 1 < source.Length && source[at + 1] is '+' or '-' ? at + 2 : at + 1;
            if (digits < source.Length && char.IsAsciiDigit(source[digits]))
            {
                real = true;
                at = digits;
                Take(char.IsAsciiDigit);
            }
        }

        Add(real ? TokenKind.Real : TokenKind.Integer, source[start..at].Replace("_", "", StringComparison.Ordinal));
    }

    private void Text(char quote)
    {
        var text = new StringBuilder();
        var opened = line;
        for (at++; ; at++)
        {
            if (at >= source.Length) throw new ChatTemplateException("the text has no closing quote.", opened);
            var c = source[at];
            if (c == quote) break;
            if (c == '\n') line++;
            if (c == '\\') Escape(text, opened);
            else text.Append(c);
        }

        at++;
        Add(TokenKind.Text, text.ToString());
    }

    // At a backslash; leaves at its last character.
    private void Escape(StringBuilder text, int opened)
    {
        if (++at >= source.Length) throw new ChatTemplateException("the text has no closing quote.", opened);
        var c = source[at];
        switch (c)
        {
            case 'n': text.Append('\n'); break;
            case 't': text.Append('\t'); break;
            case 'r': text.Append('\r'); break;
            case 'b': text.Append('\b'); break;
            case 'f': text.Append('\f'); break;
            case 'v': text.Append('\v'); break;
            case 'a': text.Append('\a'); break;
            case '0': text.Append('\0'); break;
            case '\n': line++; break;
            case '\\' or '\'' or '"': text.Append(c); break;
            case 'x' or 'u' or 'U':
                var digits = c switch { 'x' => 2, 'u' => 4, _ => 8 };
                if (at + digits >= source.Length || !int.TryParse(source.AsSpan(at + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || code is < 0 or > 0x10FFFF)
                    throw new ChatTemplateException($"the escape \\{c} wants {digits} hexadecimal digits of a character.", line);
                if (code <= char.MaxValue) text.Append((char)code);
                else text.Append(char.ConvertFromUtf32(code));
                at += digits;
                break;
            default: text.Append('\\').Append(c); break;
        }
    }

    private string Take(Func<char, bool> belongs)
    {
        var start = at;
        while (at < source.Length && belongs(source[at])) at++;
        return source[start..at];
    }

    private void AfterTag(char sign, bool trim)
    {
        lineStarts = false;
        if (sign == '-')
        {
            while (at < source.Length && char.IsWhiteSpace(source[at]))
            {
                lineStarts = source[at] == '\n';
                Advance(at + 1);
            }
        }
        else if (trim && sign != '+' && at < source.Length && source[at] == '\n')
        {
            Advance(at + 1);
            lineStarts = true;
        }
    }

    private void Advance(int to)
    {
        line += source.AsSpan(at, to - at).Count('\n');
        at = to;
    }

    private void Add(TokenKind kind, string text) => tokens.Add(new(kind, text, line));
}
