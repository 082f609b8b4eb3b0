using System.Runtime.CompilerServices;

namespace Assistant.Core.Pal.Syntax;

/// <summary>Recursive-descent parser: this part holds the token cursor and the scopes, the others statements and expressions.</summary>
internal sealed partial class Parser
{
    private static readonly HashSet<string> Keywords = new(StringComparer.Ordinal)
    {
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except", "finally", "for",
        "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
    };

    private readonly List<Token> tokens;
    private readonly Stack<Scope> scopes = new();
    private int index;

    private Parser(List<Token> tokens) => this.tokens = tokens;

    private Token Current => tokens[index];

    private Scope Scope => scopes.Peek();

    /// <summary>Parses a program into its statements.</summary>
    /// <exception cref="PalSyntaxException">What Python would refuse, or what this subset leaves out.</exception>
    public static Statement[] Parse(string program)
    {
        var parser = new Parser(Lexer.Read(program));
        parser.scopes.Push(new Scope(ScopeKind.Module));
        var statements = new List<Statement>();
        while (parser.Current.Kind != TokenKind.End)
        {
            if (parser.Current.Kind == TokenKind.Newline)
                parser.index++;
            else
                parser.ReadStatement(statements);
        }

        return [.. statements];
    }

    private bool Is(string text) => Current.Text == text && Current.Kind is TokenKind.Operator or TokenKind.Name && Current.Text == text;

    private bool Take(string text)
    {
        if (!Is(text))
            return false;
        index++;
        return true;
    }

    private void Expect(string text)
    {
        if (!Take(text))
            throw Wrong(text == ":" ? "expected ':'" : null);
    }

    private string ReadName()
    {
        if (Current.Kind != TokenKind.Name || Keywords.Contains(Current.Text))
            throw Wrong();
        return tokens[index++].Text;
    }

    private PalSyntaxException Wrong(string? message = null) => Current.Kind switch
    {
        TokenKind.Indent => new PalSyntaxException("unexpected indent", Current.Line, "IndentationError"),
        _ => new PalSyntaxException(message ?? (Current.Kind == TokenKind.Name && Unsupported(Current.Text) is { } hint ? hint : "invalid syntax"), Current.Line),
    };

    private static string? Unsupported(string keyword) => keyword is "with" or "async" or "await" ? $"'{keyword}' is not supported here" : null;

    private static void EnsureStack(int line)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new PalSyntaxException("too many nested expressions", line);
    }

    /// <summary>Checks that an expression can be assigned to, and binds its names in the current scope.</summary>
    private Expression AsTarget(Expression expression, string action = "assign to", HashSet<string>? names = null)
    {
        switch (expression)
        {
            case NameExpression name:
                if (names is null)
                    Scope.Bind(name.Id);
                else
                    names.Add(name.Id);
                return name;
            case AttributeExpression or SubscriptExpression:
                return expression;
            case StarredExpression starred when action != "delete":
                return starred with { Value = AsTarget(starred.Value, action, names) };
            case TupleExpression tuple:
                return tuple with { Items = AsTargets(tuple.Items, action, names) };
            case ListExpression list:
                return new TupleExpression(AsTargets(list.Items, action, names), list.Line);
            default:
                throw new PalSyntaxException($"cannot {action} {Describe(expression)}", expression.Line);
        }
    }

    private Expression[] AsTargets(Expression[] items, string action, HashSet<string>? names)
    {
        if (items.Count(item => item is StarredExpression) > 1)
            throw new PalSyntaxException("multiple starred expressions in assignment", items[0].Line);
        return Array.ConvertAll(items, item => AsTarget(item, action, names));
    }

    private static string Describe(Expression expression) => expression switch
    {
        LiteralExpression { Value: bool value } => value ? "True" : "False",
        LiteralExpression { Value: Values.PyNone } => "None",
        LiteralExpression => "literal",
        CallExpression => "function call",
        LambdaExpression => "lambda",
        ComparisonExpression => "comparison",
        ConditionalExpression => "conditional expression",
        ComprehensionExpression { Kind: ComprehensionKind.Generator } => "generator expression",
        JoinedString => "f-string expression",
        _ => "expression",
    };
}
