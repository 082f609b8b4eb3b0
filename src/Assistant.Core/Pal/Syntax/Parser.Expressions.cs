namespace Assistant.Core.Pal.Syntax;

internal sealed partial class Parser
{
    /// <summary>Binary operators by how tightly they bind, loosest first; ** is read with the unary operators.</summary>
    private static readonly Dictionary<string, BinaryOperator>[] Levels =
    [
        new() { ["|"] = BinaryOperator.Or },
        new() { ["^"] = BinaryOperator.Xor },
        new() { ["&"] = BinaryOperator.And },
        new() { ["<<"] = BinaryOperator.LeftShift, [">>"] = BinaryOperator.RightShift },
        new() { ["+"] = BinaryOperator.Add, ["-"] = BinaryOperator.Subtract },
        new() { ["*"] = BinaryOperator.Multiply, ["/"] = BinaryOperator.Divide, ["//"] = BinaryOperator.FloorDivide, ["%"] = BinaryOperator.Modulo, ["@"] = BinaryOperator.MatrixMultiply },
    ];

    /// <summary>One expression, or a tuple without parentheses.</summary>
    private Expression ReadExpressions() => ReadList(ReadStarredOrNamed);

    /// <summary>What may stand between "for" and "in".</summary>
    private Expression ReadTargetList() => ReadList(() => Is("*") ? ReadStarred() : ReadBinary(0));

    private Expression ReadList(Func<Expression> read)
    {
        var line = Current.Line;
        var first = read();
        if (!Is(","))
            return first;
        var items = new List<Expression> { first };
        while (Take(",") && StartsExpression())
            items.Add(read());
        return new TupleExpression([.. items], line);
    }

    private bool StartsExpression() => Current.Kind switch
    {
        TokenKind.Number or TokenKind.String or TokenKind.FormattedString => true,
        TokenKind.Name => !Keywords.Contains(Current.Text) || Current.Text is "None" or "True" or "False" or "not" or "lambda",
        TokenKind.Operator => Current.Text is "(" or "[" or "{" or "-" or "+" or "~" or "*" or "...",
        _ => false,
    };

    private Expression ReadStarredOrNamed() => Is("*") ? ReadStarred() : ReadNamedExpression();

    private StarredExpression ReadStarred()
    {
        var line = Current.Line;
        Expect("*");
        return new StarredExpression(ReadBinary(0), line);
    }

    private Expression ReadNamedExpression()
    {
        var expression = ReadExpression();
        if (!Is(":="))
            return expression;
        if (expression is not NameExpression name)
            throw new PalSyntaxException($"cannot use assignment expressions with {Describe(expression)}", expression.Line);
        index++;
        Scope.Bind(name.Id);
        return new NamedExpression(name.Id, ReadExpression(), name.Line);
    }

    private Expression ReadExpression()
    {
        EnsureStack(Current.Line);
        if (Is("lambda"))
            return ReadLambda();
        if (Is("yield"))
            throw Wrong();
        var line = Current.Line;
        var then = ReadOr();
        if (!Take("if"))
            return then;
        var test = ReadOr();
        if (!Take("else"))
            throw Wrong("expected 'else' after 'if' expression");
        return new ConditionalExpression(test, then, ReadExpression(), line);
    }

    private LambdaExpression ReadLambda()
    {
        var line = Current.Line;
        index++;
        var scope = new Scope(ScopeKind.Function);
        var parameters = ReadParameters(scope, ":", annotated: false);
        Expect(":");
        scopes.Push(scope);
        var body = ReadExpression();
        scopes.Pop();
        return new LambdaExpression(new FunctionCode("<lambda>", parameters, [new ReturnStatement(body, line)], scope), line);
    }

    private Expression ReadOr() => ReadLogical("or", false, () => ReadLogical("and", true, ReadNot));

    private Expression ReadLogical(string word, bool isAnd, Func<Expression> read)
    {
        var line = Current.Line;
        var first = read();
        if (!Is(word))
            return first;
        var operands = new List<Expression> { first };
        while (Take(word))
            operands.Add(read());
        return new LogicalExpression(isAnd, [.. operands], line);
    }

    private Expression ReadNot()
    {
        var line = Current.Line;
        if (!Take("not"))
            return ReadComparison();
        EnsureStack(line);
        return new UnaryExpression(UnaryOperator.Not, ReadNot(), line);
    }

    private Expression ReadComparison()
    {
        var line = Current.Line;
        var first = ReadBinary(0);
        if (ReadCompareOperator() is not { } comparison)
            return first;
        var rest = new List<(CompareOperator, Expression)>();
        for (CompareOperator? next = comparison; next is { } op; next = ReadCompareOperator())
            rest.Add((op, ReadBinary(0)));
        return new ComparisonExpression(first, [.. rest], line);
    }

    private CompareOperator? ReadCompareOperator()
    {
        if (Current.Kind == TokenKind.Name && Current.Text == "not" && tokens[index + 1] is { Kind: TokenKind.Name, Text: "in" })
        {
            index += 2;
            return CompareOperator.NotIn;
        }

        CompareOperator? found = Current.Kind is not (TokenKind.Operator or TokenKind.Name) ? null : Current.Text switch
        {
            "==" => CompareOperator.Equal,
            "!=" => CompareOperator.NotEqual,
            "<" => CompareOperator.Less,
            "<=" => CompareOperator.LessOrEqual,
            ">" => CompareOperator.Greater,
            ">=" => CompareOperator.GreaterOrEqual,
            "in" => CompareOperator.In,
            "is" => CompareOperator.Is,
            _ => null,
        };
        if (found is not null)
            index++;
        return found == CompareOperator.Is && Take("not") ? CompareOperator.IsNot : found;
    }

    private Expression ReadBinary(int level)
    {
        if (level == Levels.Length)
            return ReadUnary();
        var line = Current.Line;
        var left = ReadBinary(level + 1);
        while (Current.Kind == TokenKind.Operator && Levels[level].TryGetValue(Current.Text, out var op))
        {
            index++;
            left = new BinaryExpression(op, left, ReadBinary(level + 1), line);
        }

        return left;
    }

    private Expression ReadUnary()
    {
        var line = Current.Line;
        UnaryOperator? op = Current.Kind != TokenKind.Operator ? null : Current.Text switch
        {
            "-" => UnaryOperator.Minus,
            "+" => UnaryOperator.Plus,
            "~" => UnaryOperator.Invert,
            _ => null,
        };
        if (op is null)
            return ReadPower();
        EnsureStack(line);
        index++;
        return new UnaryExpression(op.Value, ReadUnary(), line);
    }

    private Expression ReadPower()
    {
        var line = Current.Line;
        var operand = ReadPostfix();
        return Take("**") ? new BinaryExpression(BinaryOperator.Power, operand, ReadUnary(), line) : operand;
    }

    private Expression ReadPostfix()
    {
        var expression = ReadAtom();
        while (Current.Kind == TokenKind.Operator)
        {
            var line = Current.Line;
            if (Take("("))
                expression = new CallExpression(expression, ReadArguments(), line);
            else if (Take("["))
                expression = new SubscriptExpression(expression, ReadSubscript(), line);
            else if (Take("."))
                expression = new AttributeExpression(expression, ReadName(), line);
            else
                break;
        }

        return expression;
    }
}
