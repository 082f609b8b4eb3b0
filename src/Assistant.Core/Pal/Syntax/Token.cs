namespace Assistant.Core.Pal.Syntax;

internal enum TokenKind
{
    Name,
    Number,
    String,
    FormattedString,
    Operator,
    Newline,
    Indent,
    Dedent,
    End,
}

/// <summary>One token. <paramref name="Value"/> is a number's value or a string's text; of a formatted string it is its raw body.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, int Line, object? Value = null, bool Raw = false);
