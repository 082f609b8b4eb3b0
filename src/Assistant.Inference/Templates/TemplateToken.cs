namespace Assistant.Inference.Templates;

/// <summary>Kinds of token; the text outside tags is one token.</summary>
internal enum TokenKind
{
    Data,
    VariableBegin,
    VariableEnd,
    BlockBegin,
    BlockEnd,
    Name,
    Text,
    Integer,
    Real,
    Operator,
    End,
}

/// <summary>A token with its line, from 1.</summary>
internal readonly record struct TemplateToken(TokenKind Kind, string Text, int Line)
{
    public bool Is(string text) => Kind is TokenKind.Operator or TokenKind.Name && Text == text;
}
