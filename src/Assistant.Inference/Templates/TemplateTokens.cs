namespace Assistant.Inference.Templates;

/// <summary>A position in the tokens of a template; refuses nesting that would exhaust the stack.</summary>
internal sealed class TemplateTokens(List<TemplateToken> tokens)
{
    private const int Deepest = 150;
    private int at;
    private int depth;

    public TemplateToken Current => tokens[at];

    public int Line => tokens[at].Line;

    public TemplateToken Peek => tokens[Math.Min(at + 1, tokens.Count - 1)];

    public TemplateToken Take() => tokens[at < tokens.Count - 1 ? at++ : at];

    public TemplateToken Take(TokenKind kind, string wanted) =>
        Current.Kind == kind ? Take() : throw new ChatTemplateException($"{wanted} is expected{Found()}.", Line);

    public void Take(string text)
    {
        if (!TryTake(text)) throw new ChatTemplateException($"'{text}' is expected{Found()}.", Line);
    }

    public bool TryTake(string text)
    {
        if (!Current.Is(text)) return false;
        Take();
        return true;
    }

    /// <summary>Reads something that may hold its like.</summary>
    public T Nested<T>(Func<T> read)
    {
        if (++depth > Deepest) throw new ChatTemplateException($"the template is nested more than {Deepest} deep.", Line);
        var result = read();
        depth--;
        return result;
    }

    private string Found() => Current.Kind is TokenKind.Operator or TokenKind.Name or TokenKind.Integer or TokenKind.Real ? $", not '{Current.Text}'" : "";
}
