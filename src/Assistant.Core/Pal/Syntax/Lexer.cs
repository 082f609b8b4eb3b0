namespace Assistant.Core.Pal.Syntax;

/// <summary>Turns a program's text into tokens, with indentation as tokens and joined lines inside brackets.</summary>
internal sealed class Lexer
{
    private const int MaxIndentation = 100;

    private static readonly string[] Operators =
    [
        "**=", "//=", ">>=", "<<=", "...", "**", "//", ">>", "<<", "<=", ">=", "==", "!=", "->", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", ":=",
        "+", "-", "*", "/", "%", "@", "&", "|", "^", "~", "<", ">", "(", ")", "[", "]", "{", "}", ",", ":", ".", ";", "=",
    ];

    private readonly string text;
    private readonly List<Token> tokens = [];
    private readonly Stack<int> indents = new([0]);
    private readonly Stack<(char Bracket, int Line)> brackets = new();
    private int position;
    private int line;

    private Lexer(string text, int line)
    {
        this.text = text;
        this.line = line;
    }

    /// <summary>Reads a whole program.</summary>
    /// <exception cref="PalSyntaxException">A character, string, number or indentation that Python refuses.</exception>
    public static List<Token> Read(string program)
    {
        var lexer = new Lexer(program.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n'), 1);
        lexer.ReadLines();
        return lexer.tokens;
    }

    /// <summary>Reads the expression of a formatted string's field, as if it stood in parentheses.</summary>
    public static List<Token> ReadExpression(string expression, int line)
    {
        var lexer = new Lexer(expression, line);
        lexer.brackets.Push(('(', line));
        while (lexer.position < expression.Length)
            lexer.ReadToken();
        if (lexer.brackets.Count != 1)
            throw new PalSyntaxException("f-string: expecting '}'", line);
        lexer.Add(TokenKind.End, "");
        return lexer.tokens;
    }

    private void ReadLines()
    {
        var atLineStart = true;
        while (position < text.Length)
        {
            if (atLineStart && brackets.Count == 0 && !ReadIndentation())
                continue;
            atLineStart = false;
            if (position >= text.Length)
                break;
            if (text[position] == '\n' && brackets.Count == 0)
            {
                Add(TokenKind.Newline, "");
                position++;
                line++;
                atLineStart = true;
            }
            else
            {
                ReadToken();
            }
        }

        if (brackets.TryPeek(out var open))
            throw new PalSyntaxException($"'{open.Bracket}' was never closed", open.Line);
        if (tokens.Count > 0 && tokens[^1].Kind != TokenKind.Newline)
            Add(TokenKind.Newline, "");
        while (indents.Pop() > 0)
            Add(TokenKind.Dedent, "");
        Add(TokenKind.End, "");
    }

    /// <summary>Reads the spaces that begin a line; false when the line is blank and was skipped.</summary>
    private bool ReadIndentation()
    {
        var width = 0;
        for (; position < text.Length && text[position] is ' ' or '\t' or '\f'; position++)
            width = text[position] == '\t' ? (width / 8 + 1) * 8 : width + 1;
        if (position < text.Length && text[position] == '#')
            position = End(position);
        if (position >= text.Length)
            return true;
        if (text[position] == '\n')
        {
            position++;
            line++;
            return false;
        }

        if (width > indents.Peek())
        {
            if (indents.Count >= MaxIndentation)
                throw new PalSyntaxException("too many levels of indentation", line, "IndentationError");
            indents.Push(width);
            Add(TokenKind.Indent, "");
        }

        while (width < indents.Peek())
        {
            indents.Pop();
            Add(TokenKind.Dedent, "");
        }

        if (width != indents.Peek())
            throw new PalSyntaxException("unindent does not match any outer indentation level", line, "IndentationError");
        return true;
    }

    private void ReadToken()
    {
        var c = text[position];
        switch (c)
        {
            case ' ' or '\t' or '\f':
                position++;
                break;
            case '\n':
                position++;
                line++;
                break;
            case '#':
                position = End(position);
                break;
            case '\\' when position + 1 < text.Length && text[position + 1] == '\n':
                position += 2;
                line++;
                break;
            case '"' or '\'':
                ReadString("");
                break;
            case >= '0' and <= '9':
            case '.' when position + 1 < text.Length && char.IsAsciiDigit(text[position + 1]):
                var start = position;
                var value = NumberLiteral.Read(text, ref position, line);
                tokens.Add(new Token(TokenKind.Number, text[start..position], line, value));
                break;
            case '_':
            case var _ when char.IsLetter(c):
                ReadName();
                break;
            default:
                ReadOperator();
                break;
        }
    }

    private void ReadName()
    {
        var start = position;
        while (position < text.Length && (char.IsLetterOrDigit(text[position]) || text[position] == '_'))
            position++;
        var name = text[start..position];
        if (position < text.Length && text[position] is '"' or '\'' && name.Length <= 2 && name.ToLowerInvariant() is "r" or "u" or "f" or "rf" or "fr" or "b" or "rb" or "br")
            ReadString(name.ToLowerInvariant());
        else
            Add(TokenKind.Name, name);
    }

    private void ReadString(string prefix)
    {
        if (prefix.Contains('b', StringComparison.Ordinal))
            throw new PalSyntaxException("bytes are not supported here", line);
        var first = line;
        var (body, end) = StringLiteral.Scan(text, position, prefix.Contains('f', StringComparison.Ordinal), line);
        line += text.AsSpan(position, end - position).Count('\n');
        position = end;
        var raw = prefix.Contains('r', StringComparison.Ordinal);
        tokens.Add(prefix.Contains('f', StringComparison.Ordinal)
            ? new Token(TokenKind.FormattedString, "f-string", first, body, raw)
            : new Token(TokenKind.String, "string", first, raw ? body : StringLiteral.Unescape(body, first)));
    }

    private void ReadOperator()
    {
        var found = Array.Find(Operators, candidate => string.CompareOrdinal(text, position, candidate, 0, candidate.Length) == 0)
            ?? throw new PalSyntaxException($"invalid character '{text[position]}' (U+{(int)text[position]:X4})", line);
        if (found is "(" or "[" or "{")
        {
            if (brackets.Count >= 100)
                throw new PalSyntaxException("too many nested parentheses", line);
            brackets.Push((found[0], line));
        }
        else if (found is ")" or "]" or "}")
        {
            if (brackets.Count == 0)
                throw new PalSyntaxException($"unmatched '{found}'", line);
            var open = brackets.Pop().Bracket;
            if ((open, found) is not (('(', ")") or ('[', "]") or ('{', "}")))
                throw new PalSyntaxException($"closing parenthesis '{found}' does not match opening parenthesis '{open}'", line);
        }

        Add(TokenKind.Operator, found);
        position += found.Length;
    }

    private int End(int from) => text.IndexOf('\n', from) is >= 0 and var end ? end : text.Length;

    private void Add(TokenKind kind, string value) => tokens.Add(new Token(kind, value, line));
}
