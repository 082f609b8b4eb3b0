using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Syntax;

internal sealed partial class Parser
{
    private Expression ReadAtom()
    {
        var token = Current;
        EnsureStack(token.Line);
        switch (token.Kind)
        {
            case TokenKind.Number:
                index++;
                return new LiteralExpression(token.Value!, token.Line);
            case TokenKind.String or TokenKind.FormattedString:
                return ReadStrings();
            case TokenKind.Name:
                object? constant = token.Text switch { "None" => PyNone.Value, "True" => true, "False" => false, _ => null };
                if (constant is null)
                    return new NameExpression(ReadName(), token.Line);
                index++;
                return new LiteralExpression(constant, token.Line);
            case TokenKind.Operator when Take("("):
                return ReadParenthesized(token.Line);
            case TokenKind.Operator when Take("["):
                return ReadListDisplay(token.Line);
            case TokenKind.Operator when Take("{"):
                return ReadBraces(token.Line);
            case TokenKind.Operator when Take("..."):
                return new LiteralExpression(PyEllipsis.Value, token.Line);
            default:
                throw Wrong();
        }
    }

    private Expression ReadParenthesized(int line)
    {
        if (Take(")"))
            return new TupleExpression([], line);
        if (Is("yield"))
        {
            var yielded = ReadYield();
            Expect(")");
            return yielded;
        }

        var first = ReadStarredOrNamed();
        if (Is("for"))
        {
            var generator = ReadComprehension(ComprehensionKind.Generator, first, null, line);
            Expect(")");
            return generator;
        }

        if (!Is(","))
        {
            Expect(")");
            return first is StarredExpression ? throw new PalSyntaxException("cannot use starred expression here", line) : first;
        }

        var items = new List<Expression> { first };
        while (Take(",") && !Is(")"))
            items.Add(ReadStarredOrNamed());
        Expect(")");
        return new TupleExpression([.. items], line);
    }

    private Expression ReadListDisplay(int line)
    {
        var items = new List<Expression>();
        while (!Is("]"))
        {
            items.Add(ReadStarredOrNamed());
            if (items.Count == 1 && Is("for"))
            {
                var list = ReadComprehension(ComprehensionKind.List, items[0], null, line);
                Expect("]");
                return list;
            }

            if (!Take(","))
                break;
        }

        Expect("]");
        return new ListExpression([.. items], line);
    }

    private Expression ReadBraces(int line)
    {
        var items = new List<Expression>();
        var entries = new List<(Expression?, Expression)>();
        while (!Is("}"))
        {
            if (items.Count == 0 && Take("**"))
            {
                entries.Add((null, ReadBinary(0)));
            }
            else
            {
                var key = ReadStarredOrNamed();
                if (items.Count == 0 && Take(":"))
                {
                    var value = ReadExpression();
                    if (entries.Count == 0 && Is("for"))
                    {
                        var dictionary = ReadComprehension(ComprehensionKind.Dictionary, key, value, line);
                        Expect("}");
                        return dictionary;
                    }

                    entries.Add((key, value));
                }
                else if (entries.Count > 0)
                {
                    throw Wrong("':' expected after dictionary key");
                }
                else
                {
                    items.Add(key);
                    if (items.Count == 1 && Is("for"))
                    {
                        var set = ReadComprehension(ComprehensionKind.Set, key, null, line);
                        Expect("}");
                        return set;
                    }
                }
            }

            if (!Take(","))
                break;
        }

        Expect("}");
        return items.Count > 0 ? new SetExpression([.. items], line) : new DictionaryExpression([.. entries], line);
    }

    private ComprehensionExpression ReadComprehension(ComprehensionKind kind, Expression element, Expression? value, int line)
    {
        if (element is StarredExpression)
            throw new PalSyntaxException("iterable unpacking cannot be used in comprehension", line);
        var scope = new Scope(ScopeKind.Comprehension);
        var clauses = new List<ComprehensionClause>();
        while (Take("for"))
        {
            var target = AsTarget(ReadTargetList(), names: scope.Locals);
            Expect("in");
            var source = ReadOr();
            var conditions = new List<Expression>();
            while (Take("if"))
            {
                var condition = ReadOr();
                if (Take(":="))
                {
                    Scope.Bind(((NameExpression)condition).Id);
                    condition = new NamedExpression(((NameExpression)condition).Id, ReadOr(), line);
                }

                conditions.Add(condition);
            }

            clauses.Add(new ComprehensionClause(target, source, [.. conditions]));
        }

        return new ComprehensionExpression(kind, element, value, [.. clauses], scope, line);
    }

    private Argument[] ReadArguments()
    {
        var arguments = new List<Argument>();
        while (!Is(")"))
        {
            var line = Current.Line;
            if (Take("**"))
            {
                arguments.Add(new Argument(ReadExpression(), null, 2));
            }
            else if (Take("*"))
            {
                arguments.Add(new Argument(ReadExpression(), null, 1));
            }
            else if (Current.Kind == TokenKind.Name && tokens[index + 1] is { Kind: TokenKind.Operator, Text: "=" })
            {
                var name = ReadName();
                index++;
                if (arguments.Exists(argument => argument.Name == name))
                    throw new PalSyntaxException($"keyword argument repeated: {name}", line);
                arguments.Add(new Argument(ReadExpression(), name, 0));
            }
            else
            {
                var value = ReadNamedExpression();
                if (Is("for"))
                {
                    value = ReadComprehension(ComprehensionKind.Generator, value, null, line);
                    if (arguments.Count > 0 || !Is(")"))
                        throw new PalSyntaxException("Generator expression must be parenthesized", line);
                }
                else if (arguments.Exists(argument => argument.Name is not null))
                {
                    throw new PalSyntaxException("positional argument follows keyword argument", line);
                }

                arguments.Add(new Argument(value, null, 0));
            }

            if (!Take(","))
                break;
        }

        if (!Take(")"))
            throw Wrong(Current.Kind == TokenKind.Operator ? null : "invalid syntax. Perhaps you forgot a comma?");
        return [.. arguments];
    }

    private Expression ReadSubscript()
    {
        var line = Current.Line;
        var first = ReadSliceOrExpression();
        if (!Is(","))
        {
            Expect("]");
            return first;
        }

        var items = new List<Expression> { first };
        while (Take(",") && !Is("]"))
            items.Add(ReadSliceOrExpression());
        Expect("]");
        return new TupleExpression([.. items], line);
    }

    private Expression ReadSliceOrExpression()
    {
        var line = Current.Line;
        var start = Is(":") ? null : ReadNamedExpression();
        if (!Take(":"))
            return start!;
        var stop = Is(":") || Is("]") || Is(",") ? null : ReadExpression();
        var step = Take(":") && !Is("]") && !Is(",") ? ReadExpression() : null;
        return new SliceExpression(start, stop, step, line);
    }

    private Parameter[] ReadParameters(Scope scope, string end, bool annotated)
    {
        var parameters = new List<Parameter>();
        var keywordOnly = false;
        while (!Is(end))
        {
            var line = Current.Line;
            var kind = keywordOnly ? ParameterKind.KeywordOnly : ParameterKind.Positional;
            if (Take("/"))
            {
                if (parameters.Count == 0)
                    throw new PalSyntaxException("at least one argument must precede /", line);
                for (var i = 0; i < parameters.Count; i++)
                    parameters[i] = parameters[i] with { Kind = ParameterKind.PositionalOnly };
                if (!Take(","))
                    break;
                continue;
            }

            if (Take("**"))
            {
                kind = ParameterKind.KeywordVariadic;
            }
            else if (Take("*"))
            {
                keywordOnly = true;
                if (Take(","))
                    continue;
                kind = ParameterKind.Variadic;
            }

            var name = ReadName();
            if (!scope.Locals.Add(name))
                throw new PalSyntaxException($"duplicate argument '{name}' in function definition", line);
            if (annotated && Take(":"))
                ReadExpression();
            var value = kind is ParameterKind.Positional or ParameterKind.KeywordOnly && Take("=") ? ReadExpression() : null;
            if (value is null && kind == ParameterKind.Positional && parameters.Exists(parameter => parameter.Default is not null))
                throw new PalSyntaxException("non-default argument follows default argument", line);
            parameters.Add(new Parameter(name, kind, value));
            if (!Take(","))
                break;
        }

        return [.. parameters];
    }
}
