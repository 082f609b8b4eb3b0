namespace Assistant.Core.Pal.Syntax;

internal sealed partial class Parser
{
    private static readonly Dictionary<string, BinaryOperator> AugmentedOperators = new(StringComparer.Ordinal)
    {
        ["+="] = BinaryOperator.Add,
        ["-="] = BinaryOperator.Subtract,
        ["*="] = BinaryOperator.Multiply,
        ["/="] = BinaryOperator.Divide,
        ["//="] = BinaryOperator.FloorDivide,
        ["%="] = BinaryOperator.Modulo,
        ["**="] = BinaryOperator.Power,
        ["<<="] = BinaryOperator.LeftShift,
        [">>="] = BinaryOperator.RightShift,
        ["&="] = BinaryOperator.And,
        ["|="] = BinaryOperator.Or,
        ["^="] = BinaryOperator.Xor,
    };

    /// <summary>Reads a compound statement, or a line of simple ones, into <paramref name="into"/>.</summary>
    private void ReadStatement(List<Statement> into)
    {
        EnsureStack(Current.Line);
        var yields = Scope.YieldCount;
        if (ReadCompound() is { } compound)
        {
            into.Add(Scope.YieldCount > yields ? compound with { Yields = true } : compound);
            return;
        }

        do
        {
            yields = Scope.YieldCount;
            var simple = ReadSimple();
            into.Add(Scope.YieldCount > yields ? CheckYield(simple) with { Yields = true } : simple);
        }
        while (Take(";") && Current.Kind != TokenKind.Newline);
        if (Current.Kind != TokenKind.Newline)
            throw Wrong();
        index++;
    }

    private static Statement CheckYield(Statement statement) => statement is ExpressionStatement { Value: YieldExpression } or AssignStatement { Value: YieldExpression }
        ? statement
        : throw new PalSyntaxException("a yield is supported here only as a statement or as the whole right side of an assignment", statement.Line);

    private Statement? ReadCompound()
    {
        if (Is("@"))
            return ReadDecorated();
        if (Current.Kind != TokenKind.Name)
            return null;
        var line = Current.Line;
        switch (Current.Text)
        {
            case "if":
                index++;
                return ReadIf(line);
            case "while":
                index++;
                var test = ReadCondition();
                return new WhileStatement(test, ReadLoopBody(), ReadElse(), line);
            case "for":
                index++;
                var target = AsTarget(ReadTargetList());
                Expect("in");
                var source = ReadExpressions();
                return new ForStatement(target, source, ReadLoopBody(), ReadElse(), line);
            case "try":
                index++;
                return ReadTry(line);
            case "def":
                return ReadFunction([]);
            case "class":
                return ReadClass([]);
            default:
                return null;
        }
    }

    private IfStatement ReadIf(int line)
    {
        var test = ReadCondition();
        var then = ReadBlock();
        if (!Is("elif"))
            return new IfStatement(test, then, ReadElse(), line);
        EnsureStack(line);
        var next = Current.Line;
        index++;
        var yields = Scope.YieldCount;
        Statement inner = ReadIf(next);
        return new IfStatement(test, then, [Scope.YieldCount > yields ? inner with { Yields = true } : inner], line);
    }

    /// <summary>A test; "if x = 1" gets Python's hint.</summary>
    private Expression ReadCondition()
    {
        var test = ReadNamedExpression();
        if (Is("="))
            throw Wrong("invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
        return test;
    }

    private Statement[] ReadElse() => Take("else") ? ReadBlock() : [];

    private Statement[] ReadLoopBody()
    {
        Scope.LoopDepth++;
        var body = ReadBlock();
        Scope.LoopDepth--;
        return body;
    }

    private Statement[] ReadBlock()
    {
        Expect(":");
        var statements = new List<Statement>();
        if (Current.Kind != TokenKind.Newline)
        {
            ReadStatement(statements);
            return [.. statements];
        }

        index++;
        if (Current.Kind != TokenKind.Indent)
            throw new PalSyntaxException("expected an indented block", Current.Line, "IndentationError");
        index++;
        while (Current.Kind is not (TokenKind.Dedent or TokenKind.End))
            ReadStatement(statements);
        index++;
        return [.. statements];
    }

    private TryStatement ReadTry(int line)
    {
        var body = ReadBlock();
        var handlers = new List<ExceptClause>();
        while (Is("except"))
        {
            var at = Current.Line;
            index++;
            Expression? type = null;
            string? name = null;
            if (handlers.Count > 0 && handlers[^1].Type is null)
                throw Wrong("default 'except:' must be last");
            if (!Is(":"))
            {
                type = ReadExpression();
                if (Is(","))
                    throw Wrong("multiple exception types must be parenthesized");
                if (Take("as"))
                    Scope.Bind(name = ReadName());
            }

            handlers.Add(new ExceptClause(type, name, ReadBlock(), at));
        }

        Statement[] otherwise = handlers.Count > 0 ? ReadElse() : [];
        Statement[] last = Take("finally") ? ReadBlock() : [];
        if (handlers.Count == 0 && last.Length == 0)
            throw Wrong("expected 'except' or 'finally' block");
        return new TryStatement(body, [.. handlers], otherwise, last, line);
    }

    private Statement ReadDecorated()
    {
        var decorators = new List<Expression>();
        while (Take("@"))
        {
            decorators.Add(ReadNamedExpression());
            if (Current.Kind != TokenKind.Newline)
                throw Wrong();
            index++;
        }

        return Is("def") ? ReadFunction([.. decorators]) : Is("class") ? ReadClass([.. decorators]) : throw Wrong();
    }

    private FunctionStatement ReadFunction(Expression[] decorators)
    {
        var line = Current.Line;
        index++;
        var name = ReadName();
        Scope.Bind(name);
        Expect("(");
        var scope = new Scope(ScopeKind.Function);
        var parameters = ReadParameters(scope, ")", annotated: true);
        Expect(")");
        if (Take("->"))
            ReadExpression();
        scopes.Push(scope);
        var body = ReadBlock();
        scopes.Pop();
        return new FunctionStatement(new FunctionCode(name, parameters, body, scope), decorators, line);
    }

    private ClassStatement ReadClass(Expression[] decorators)
    {
        var line = Current.Line;
        index++;
        var name = ReadName();
        Scope.Bind(name);
        var bases = new List<Expression>();
        if (Take("("))
        {
            while (!Is(")"))
            {
                bases.Add(ReadExpression());
                if (Is("="))
                    throw Wrong("metaclasses are not supported here");
                if (!Take(","))
                    break;
            }

            Expect(")");
        }

        var scope = new Scope(ScopeKind.Class);
        scopes.Push(scope);
        var body = ReadBlock();
        scopes.Pop();
        return new ClassStatement(name, [.. bases], body, scope, decorators, line);
    }
}
