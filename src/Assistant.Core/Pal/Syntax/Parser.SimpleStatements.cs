namespace Assistant.Core.Pal.Syntax;

internal sealed partial class Parser
{
    private Statement ReadSimple()
    {
        var line = Current.Line;
        if (Current.Kind == TokenKind.Name)
        {
            switch (Current.Text)
            {
                case "pass":
                    index++;
                    return new PassStatement(line);
                case "break" or "continue":
                    var isBreak = Take("break") || !Take("continue");
                    if (Scope.LoopDepth == 0)
                        throw new PalSyntaxException(isBreak ? "'break' outside loop" : "'continue' not properly in loop", line);
                    return isBreak ? new BreakStatement(line) : new ContinueStatement(line);
                case "return":
                    index++;
                    if (Scope.Kind != ScopeKind.Function)
                        throw new PalSyntaxException("'return' outside function", line);
                    return new ReturnStatement(AtEnd() ? null : ReadExpressions(), line);
                case "raise":
                    index++;
                    var exception = AtEnd() ? null : ReadExpression();
                    return new RaiseStatement(exception, exception is not null && Take("from") ? ReadExpression() : null, line);
                case "assert":
                    index++;
                    var test = ReadExpression();
                    return new AssertStatement(test, Take(",") ? ReadExpression() : null, line);
                case "del":
                    index++;
                    var deleted = AsTarget(ReadTargetList(), "delete");
                    return new DeleteStatement(deleted is TupleExpression tuple ? tuple.Items : [deleted], line);
                case "global" or "nonlocal":
                    return ReadDeclaration(line);
                case "import":
                    index++;
                    return ReadImport(line);
                case "from":
                    index++;
                    return ReadImportFrom(line);
            }
        }

        return ReadExpressionOrAssignment(line);
    }

    private bool AtEnd() => Current.Kind is TokenKind.Newline or TokenKind.End || Is(";");

    private Statement ReadExpressionOrAssignment(int line)
    {
        var first = ReadExpressionsOrYield();
        if (Take(":"))
        {
            // An annotation is read and dropped.
            ReadExpression();
            var target = AsTarget(first);
            return Take("=") ? new AssignStatement([target], ReadExpressionsOrYield(), line) : new PassStatement(line);
        }

        if (Current.Kind == TokenKind.Operator && AugmentedOperators.TryGetValue(Current.Text, out var augmented))
        {
            if (first is not (NameExpression or AttributeExpression or SubscriptExpression))
                throw new PalSyntaxException($"'{Describe(first)}' is an illegal expression for augmented assignment", line);
            index++;
            return new AugmentedAssignStatement(AsTarget(first), augmented, ReadExpressionsOrYield(), line);
        }

        if (!Is("="))
            return new ExpressionStatement(first, line);
        var targets = new List<Expression>();
        var value = first;
        while (Take("="))
        {
            if (value is StarredExpression)
                throw new PalSyntaxException("starred assignment target must be in a list or tuple", line);
            targets.Add(AsTarget(value));
            value = ReadExpressionsOrYield();
        }

        return new AssignStatement([.. targets], value, line);
    }

    private Expression ReadExpressionsOrYield() => Is("yield") ? ReadYield() : ReadExpressions();

    private YieldExpression ReadYield()
    {
        var line = Current.Line;
        if (Scope.Kind != ScopeKind.Function)
            throw new PalSyntaxException("'yield' outside function", line);
        Scope.YieldCount++;
        index++;
        if (Take("from"))
            return new YieldExpression(ReadExpression(), true, line);
        return new YieldExpression(AtEnd() || Is(")") || Is("=") ? null : ReadExpressions(), false, line);
    }

    private PassStatement ReadDeclaration(int line)
    {
        var isGlobal = Take("global") || !Take("nonlocal");
        do
        {
            var name = ReadName();
            if (Scope.Kind == ScopeKind.Module)
            {
                if (!isGlobal)
                    throw new PalSyntaxException("nonlocal declaration not allowed at module level", line);
                continue;
            }

            if (Scope.Locals.Contains(name))
                throw new PalSyntaxException($"name '{name}' is assigned to before {(isGlobal ? "global" : "nonlocal")} declaration", line);
            if (!isGlobal && !scopes.Skip(1).Any(scope => scope.Kind == ScopeKind.Function && (scope.Locals.Contains(name) || scope.Nonlocals.Contains(name))))
                throw new PalSyntaxException($"no binding for nonlocal '{name}' found", line);
            (isGlobal ? Scope.Globals : Scope.Nonlocals).Add(name);
        }
        while (Take(","));
        return new PassStatement(line);
    }

    private Statement ReadImport(int line)
    {
        var module = ReadDotted();
        var statement = new ImportStatement(module, Take("as") ? ReadName() : module.Split('.')[0], line);
        Scope.Bind(statement.BoundName);
        if (Is(","))
            throw Wrong("one module an import statement here: write 'import a' and 'import b' on two lines");
        return statement;
    }

    private ImportFromStatement ReadImportFrom(int line)
    {
        if (Is("."))
            throw Wrong("relative imports are not supported here");
        var module = ReadDotted();
        Expect("import");
        if (Take("*"))
            return new ImportFromStatement(module, [("*", "*")], line);
        var parenthesized = Take("(");
        var names = new List<(string, string)>();
        do
        {
            if (parenthesized && Is(")"))
                break;
            var name = ReadName();
            var bound = Take("as") ? ReadName() : name;
            Scope.Bind(bound);
            names.Add((name, bound));
        }
        while (Take(","));
        if (parenthesized)
            Expect(")");
        return new ImportFromStatement(module, [.. names], line);
    }

    private string ReadDotted()
    {
        var name = ReadName();
        while (Take("."))
            name += "." + ReadName();
        return name;
    }
}
