using System.Text;

namespace Assistant.Core.Pal.Syntax;

internal sealed partial class Parser
{
    private const int MaxFieldDepth = 2;

    /// <summary>Adjacent string literals, joined; formatted ones are split into text and fields.</summary>
    private Expression ReadStrings()
    {
        var line = Current.Line;
        var parts = new List<Expression>();
        var literal = new StringBuilder();
        var formatted = false;
        for (; Current.Kind is TokenKind.String or TokenKind.FormattedString; index++)
        {
            if (Current.Kind == TokenKind.String)
            {
                literal.Append((string)Current.Value!);
                continue;
            }

            formatted = true;
            var position = 0;
            SplitFields((string)Current.Value!, ref position, Current, 0, parts, literal);
        }

        if (!formatted)
            return new LiteralExpression(literal.ToString(), line);
        Flush(parts, literal, line);
        return new JoinedString([.. parts], line);
    }

    private static void Flush(List<Expression> parts, StringBuilder literal, int line)
    {
        if (literal.Length > 0)
            parts.Add(new LiteralExpression(literal.ToString(), line));
        literal.Clear();
    }

    /// <summary>Splits a body into literal text and fields; inside a format spec (depth above 0) it stops at the closing brace.</summary>
    private void SplitFields(string body, ref int position, Token token, int depth, List<Expression> parts, StringBuilder literal)
    {
        var start = position;
        while (position < body.Length)
        {
            var c = body[position];
            if (c is '{' or '}')
            {
                literal.Append(Text(body[start..position], token));
                if (depth == 0 && position + 1 < body.Length && body[position + 1] == c)
                {
                    literal.Append(c);
                    position += 2;
                }
                else if (c == '{')
                {
                    position++;
                    var (label, field) = ReadField(body, ref position, token, depth);
                    literal.Append(label);
                    Flush(parts, literal, token.Line);
                    parts.Add(field);
                }
                else if (depth > 0)
                {
                    return;
                }
                else
                {
                    throw new PalSyntaxException("f-string: single '}' is not allowed", token.Line);
                }

                start = position;
            }
            else
            {
                position += c == '\\' && position + 1 < body.Length && !token.Raw ? 2 : 1;
            }
        }

        literal.Append(Text(body[start..], token));
    }

    private static string Text(string body, Token token) => token.Raw ? body : StringLiteral.Unescape(body, token.Line);

    /// <summary>Reads a field after its brace; the label is the text that "{value=}" puts before the value.</summary>
    private (string Label, FormattedField Field) ReadField(string body, ref int position, Token token, int depth)
    {
        if (depth >= MaxFieldDepth)
            throw new PalSyntaxException("f-string: expressions nested too deeply", token.Line);
        var end = EndOfExpression(body, position, token.Line);
        var text = body[position..end];
        position = end;
        var label = "";
        var trimmed = text.TrimEnd();
        if (trimmed.EndsWith('=') && !(trimmed.Length > 1 && trimmed[^2] is '=' or '!' or '<' or '>'))
            (label, text) = (text, trimmed[..^1]);
        if (string.IsNullOrWhiteSpace(text))
            throw new PalSyntaxException("f-string: empty expression not allowed", token.Line);
        var value = ParseField(text, token.Line);
        var conversion = '\0';
        if (position < body.Length && body[position] == '!')
        {
            conversion = position + 1 < body.Length ? body[position + 1] : '\0';
            if (conversion is not ('r' or 's' or 'a'))
                throw new PalSyntaxException("f-string: invalid conversion character: expected 's', 'r', or 'a'", token.Line);
            position += 2;
        }

        Expression? spec = null;
        if (position < body.Length && body[position] == ':')
        {
            position++;
            var parts = new List<Expression>();
            var inner = new StringBuilder();
            SplitFields(body, ref position, token, depth + 1, parts, inner);
            Flush(parts, inner, token.Line);
            spec = new JoinedString([.. parts], token.Line);
        }

        if (position >= body.Length || body[position] != '}')
            throw new PalSyntaxException("f-string: expecting '}'", token.Line);
        position++;
        if (label.Length > 0 && conversion == '\0' && spec is null)
            conversion = 'r';
        return (label, new FormattedField(value, conversion, spec, token.Line));
    }

    private Expression ParseField(string text, int line)
    {
        var inner = new Parser(Lexer.ReadExpression(text, line));
        inner.scopes.Push(Scope);
        var value = inner.Is("yield") ? throw new PalSyntaxException("a yield is not supported inside an f-string", line) : inner.ReadExpressions();
        return inner.Current.Kind == TokenKind.End ? value : throw new PalSyntaxException("f-string: invalid syntax", line);
    }

    /// <summary>Where the expression of a field ends: a '}', ':' or '!' outside brackets and strings.</summary>
    private static int EndOfExpression(string body, int start, int line)
    {
        var depth = 0;
        for (var i = start; i < body.Length; i++)
        {
            switch (body[i])
            {
                case '\'' or '"':
                    i = StringLiteral.Scan(body, i, false, line).End - 1;
                    break;
                case '(' or '[' or '{':
                    depth++;
                    break;
                case ')' or ']':
                    depth--;
                    break;
                case '}' when depth > 0:
                    depth--;
                    break;
                case '}' or ':' when depth == 0:
                    return i;
                case '!' when depth == 0 && (i + 1 == body.Length || body[i + 1] != '='):
                    return i;
                case '\\':
                    throw new PalSyntaxException("f-string expression part cannot include a backslash", line);
                case '#':
                    throw new PalSyntaxException("f-string expression part cannot include '#'", line);
            }
        }

        throw new PalSyntaxException("f-string: expecting '}'", line);
    }
}
