using System.Globalization;

namespace Assistant.Inference.Templates;

/// <summary>An expression of a template, ready to be evaluated.</summary>
internal delegate object? Expression(RenderState state);

/// <summary>Reads expressions, with Jinja's precedence: conditional, or, and, not, comparisons, + -, ~, * / // %, **, unary, filters and tests.</summary>
internal sealed class ExpressionParser(TemplateTokens tokens)
{
    private static readonly string[] Comparisons = ["==", "!=", "<", ">", "<=", ">="];

    /// <summary>An expression, with an inline if.</summary>
    public Expression Parse() => tokens.Nested(() =>
    {
        var value = Or();
        while (tokens.Current.Is("if"))
        {
            var line = tokens.Take().Line;
            var (then, test) = (value, Or());
            Expression otherwise = tokens.TryTake("else") ? Parse() : _ => new Undefined("the else of an inline if");
            value = Step(line, state => TemplateValues.IsTrue(test(state)) ? then(state) : otherwise(state));
        }

        return value;
    });

    /// <summary>An expression without an inline if, as after <c>in</c> of a loop.</summary>
    public Expression Or()
    {
        var left = And();
        while (tokens.TryTake("or"))
        {
            var (a, b) = (left, And());
            left = state => a(state) is var value && TemplateValues.IsTrue(value) ? value : b(state);
        }

        return left;
    }

    /// <summary>An expression, or several with commas between them as a list.</summary>
    public Expression Tuple()
    {
        var (line, first) = (tokens.Line, Parse());
        if (!tokens.Current.Is(",")) return first;
        List<Expression> items = [first];
        while (tokens.TryTake(","))
        {
            if (tokens.Current.Kind is TokenKind.BlockEnd or TokenKind.VariableEnd || tokens.Current.Is(")")) break;
            items.Add(Parse());
        }

        return ListOf(items, line);
    }

    /// <summary>Arguments of a call, after the opening parenthesis.</summary>
    public Func<RenderState, TemplateArguments> Arguments(string callee, int line)
    {
        List<Expression> positional = [];
        List<(string Name, Expression Value)> named = [];
        while (!tokens.TryTake(")"))
        {
            if (positional.Count + named.Count > 0) tokens.Take(",");
            if (tokens.TryTake(")")) break;
            if (tokens.Current.Kind == TokenKind.Name && tokens.Peek.Is("="))
            {
                var name = tokens.Take().Text;
                tokens.Take();
                named.Add((name, Parse()));
            }
            else if (named.Count > 0) throw new ChatTemplateException("arguments without a name stand before those with one.", tokens.Line);
            else positional.Add(Parse());
        }

        return state => new TemplateArguments(callee, [.. positional.Select(value => value(state))], named.ToDictionary(entry => entry.Name, entry => entry.Value(state), StringComparer.Ordinal), line);
    }

    /// <summary>Filters after a value.</summary>
    public Expression Filter(Expression value)
    {
        var line = tokens.Line;
        var name = DottedName();
        var filter = TemplateFilters.Find(name, line);
        var arguments = tokens.TryTake("(") ? Arguments(name, line) : _ => new TemplateArguments(name, [], [], line);
        return Step(line, state => filter(value(state), arguments(state), state));
    }

    private static Expression Step(int line, Expression evaluate) => state =>
    {
        state.Spend(1, line);
        return evaluate(state);
    };

    private Expression And()
    {
        var left = Not();
        while (tokens.TryTake("and"))
        {
            var (a, b) = (left, Not());
            left = state => a(state) is var value && !TemplateValues.IsTrue(value) ? value : b(state);
        }

        return left;
    }

    private Expression Not()
    {
        if (!tokens.TryTake("not")) return Comparison();
        var value = tokens.Nested(Not);
        return state => !TemplateValues.IsTrue(value(state));
    }

    private Expression Comparison()
    {
        var (first, line) = (Sum(), tokens.Line);
        List<(string Symbol, Expression Right)> links = [];
        while (true)
        {
            if (tokens.Current.Kind == TokenKind.Operator && Comparisons.Contains(tokens.Current.Text)) links.Add((tokens.Take().Text, Sum()));
            else if (tokens.TryTake("in")) links.Add(("in", Sum()));
            else if (tokens.Current.Is("not") && tokens.Peek.Is("in"))
            {
                tokens.Take();
                tokens.Take();
                links.Add(("not in", Sum()));
            }
            else break;
        }

        if (links.Count == 0) return first;
        return Step(line, state =>
        {
            var left = first(state);
            foreach (var (symbol, next) in links)
            {
                var right = next(state);
                if (!Holds(symbol, left, right, state, line)) return false;
                left = right;
            }

            return true;
        });
    }

    private static bool Holds(string symbol, object? a, object? b, RenderState state, int line) => symbol switch
    {
        "==" => TemplateValues.AreEqual(a, b, state, line),
        "!=" => !TemplateValues.AreEqual(a, b, state, line),
        "in" => TemplateValues.Contains(b, a, state, line),
        "not in" => !TemplateValues.Contains(b, a, state, line),
        "<" => TemplateValues.Compare(a, b, state, line) < 0,
        ">" => TemplateValues.Compare(a, b, state, line) > 0,
        "<=" => TemplateValues.Compare(a, b, state, line) <= 0,
        _ => TemplateValues.Compare(a, b, state, line) >= 0,
    };

    private Expression Sum() => Chain(["+", "-"], Concatenation);

    private Expression Concatenation()
    {
        var first = Product();
        if (!tokens.Current.Is("~")) return first;
        var line = tokens.Line;
        List<Expression> parts = [first];
        while (tokens.TryTake("~")) parts.Add(Product());
        return Step(line, state => TemplateStrings.Join("", [.. parts.Select(part => part(state))], state, line));
    }

    private Expression Product() => Chain(["*", "/", "//", "%"], () => Chain(["**"], Unary));

    private Expression Chain(string[] symbols, Func<Expression> operand)
    {
        var left = operand();
        while (tokens.Current.Kind == TokenKind.Operator && symbols.Contains(tokens.Current.Text))
        {
            var (symbol, line) = (tokens.Current.Text, tokens.Take().Line);
            var (a, b) = (left, operand());
            left = symbol switch
            {
                "+" => Step(line, state => TemplateOperators.Add(a(state), b(state), state, line)),
                "*" => Step(line, state => TemplateOperators.Multiply(a(state), b(state), state, line)),
                _ => Step(line, state => TemplateOperators.Arithmetic(symbol, a(state), b(state), line)),
            };
        }

        return left;
    }

    private Expression Unary() => FiltersAndTests(Signed());

    private Expression Signed()
    {
        if (!tokens.Current.Is("-") && !tokens.Current.Is("+")) return Postfix(Primary());
        var (symbol, line) = (tokens.Current.Text, tokens.Take().Line);
        var value = tokens.Nested(Signed);
        return Step(line, state => TemplateOperators.Arithmetic(symbol, 0L, value(state), line));
    }

    private Expression FiltersAndTests(Expression value)
    {
        while (true)
        {
            if (tokens.TryTake("|")) value = Filter(value);
            else if (tokens.TryTake("is")) value = Test(value);
            else return value;
        }
    }

    private Expression Test(Expression value)
    {
        var line = tokens.Line;
        var negated = tokens.TryTake("not");
        var name = DottedName();
        var test = TemplateTests.Find(name, line);
        Func<RenderState, TemplateArguments> arguments = _ => new(name, [], [], line);
        if (tokens.TryTake("(")) arguments = Arguments(name, line);
        else if (tokens.Current.Kind is TokenKind.Text or TokenKind.Integer or TokenKind.Real || tokens.Current.Is("[") || tokens.Current.Is("{") || IsOperand(tokens.Current))
        {
            var operand = Postfix(Primary());
            arguments = state => new(name, [operand(state)], [], line);
        }

        return Step(line, state => TemplateValues.IsTrue(test(value(state), arguments(state), state)) != negated);
    }

    private static bool IsOperand(TemplateToken token) => token is { Kind: TokenKind.Name, Text: not ("else" or "or" or "and" or "is" or "if" or "in" or "not") };

    private string DottedName()
    {
        var name = tokens.Take(TokenKind.Name, "a name").Text;
        while (tokens.TryTake(".")) name += "." + tokens.Take(TokenKind.Name, "a name").Text;
        return name;
    }

    private Expression Postfix(Expression value)
    {
        while (true)
        {
            var (line, of) = (tokens.Line, value);
            if (tokens.TryTake("."))
            {
                if (tokens.Current.Kind == TokenKind.Integer)
                {
                    object? index = Whole(tokens.Take());
                    value = Step(line, state => TemplateMembers.Item(of(state), index, line));
                    continue;
                }

                var name = tokens.Take(TokenKind.Name, "a name").Text;
                value = Step(line, state => TemplateMembers.Attribute(of(state), name, line));
            }
            else if (tokens.TryTake("[")) value = Subscript(of, line);
            else if (tokens.TryTake("("))
            {
                var arguments = Arguments("the function", line);
                value = Step(line, state => of(state) switch
                {
                    TemplateFunction function => function(state, arguments(state)),
                    var other => throw new ChatTemplateException($"{TemplateValues.KindOf(other)} cannot be called.", line),
                });
            }
            else return value;
        }
    }

    private Expression Subscript(Expression of, int line)
    {
        Expression? start = null, stop = null, step = null;
        if (!tokens.Current.Is(":"))
        {
            start = Tuple();
            if (tokens.TryTake("]"))
            {
                var key = start;
                return Step(line, state => TemplateMembers.Item(of(state), key(state), line));
            }
        }

        tokens.Take(":");
        if (!tokens.Current.Is(":") && !tokens.Current.Is("]")) stop = Parse();
        if (tokens.TryTake(":") && !tokens.Current.Is("]")) step = Parse();
        tokens.Take("]");
        return Step(line, state => TemplateValues.Slice(of(state), Bound(start, state), Bound(stop, state), Bound(step, state) ?? 1, state, line));

        long? Bound(Expression? bound, RenderState state) => bound?.Invoke(state) is { } value ? TemplateValues.Whole(value, line) : null;
    }

    private Expression Primary()
    {
        var token = tokens.Take();
        switch (token.Kind)
        {
            case TokenKind.Name:
                return token.Text switch
                {
                    "true" or "True" => _ => true,
                    "false" or "False" => _ => false,
                    "none" or "None" => _ => null,
                    var name => Step(token.Line, state => state.Scope[name]),
                };
            case TokenKind.Text:
                var text = token.Text;
                while (tokens.Current.Kind == TokenKind.Text) text += tokens.Take().Text;
                return _ => text;
            case TokenKind.Integer:
                object? whole = Whole(token);
                return _ => whole;
            case TokenKind.Real:
                object? real = double.Parse(token.Text, CultureInfo.InvariantCulture);
                return _ => real;
            case TokenKind.Operator when token.Text == "(":
                if (tokens.TryTake(")")) return ListOf([], token.Line);
                var inner = Tuple();
                tokens.Take(")");
                return inner;
            case TokenKind.Operator when token.Text == "[":
                return ListOf(Items("]"), token.Line);
            case TokenKind.Operator when token.Text == "{":
                return Map(token.Line);
            default:
                throw new ChatTemplateException(token.Text.Length > 0 ? $"a value is expected, not '{token.Text}'." : "a value is expected.", token.Line);
        }
    }

    private List<Expression> Items(string close)
    {
        List<Expression> items = [];
        while (!tokens.TryTake(close))
        {
            if (items.Count > 0) tokens.Take(",");
            if (tokens.TryTake(close)) break;
            items.Add(Parse());
        }

        return items;
    }

    private Expression Map(int line)
    {
        List<(Expression Key, Expression Value)> entries = [];
        while (!tokens.TryTake("}"))
        {
            if (entries.Count > 0) tokens.Take(",");
            if (tokens.TryTake("}")) break;
            var key = Parse();
            tokens.Take(":");
            entries.Add((key, Parse()));
        }

        return Step(line, state =>
        {
            var map = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
            foreach (var (key, value) in entries)
                map[key(state) as string ?? throw new ChatTemplateException("keys of mappings are texts.", line)] = value(state);
            return map;
        });
    }

    private static Expression ListOf(List<Expression> items, int line) => Step(line, state => items.ConvertAll(item => item(state)));

    private static long Whole(TemplateToken token) =>
        long.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new ChatTemplateException($"the number {token.Text} is too large.", token.Line);
}
