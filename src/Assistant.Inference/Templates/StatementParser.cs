namespace Assistant.Inference.Templates;

/// <summary>A statement of a template, ready to run; says how to go on.</summary>
internal delegate Flow Statement(RenderState state);

/// <summary>How to go on after a statement.</summary>
internal enum Flow
{
    Next,
    Break,
    Continue,
}

/// <summary>Reads text, output and the blocks set, if, for, macro, filter and generation.</summary>
internal sealed class StatementParser
{
    private readonly TemplateTokens tokens;
    private readonly ExpressionParser expressions;
    private int loops;

    private StatementParser(TemplateTokens tokens)
    {
        this.tokens = tokens;
        expressions = new ExpressionParser(tokens);
    }

    /// <summary>Reads a whole template.</summary>
    public static Statement Parse(string template)
    {
        var parser = new StatementParser(new TemplateTokens(TemplateLexer.Read(template)));
        return parser.Body(0, []);
    }

    // Up to one of the named blocks, whose name is left to be taken; up to the end of the template when none is named.
    private Statement Body(int opened, string[] ends) => tokens.Nested(() =>
    {
        List<Statement> statements = [];
        while (true)
        {
            var token = tokens.Take();
            switch (token.Kind)
            {
                case TokenKind.End when ends.Length == 0:
                    return Run(statements);
                case TokenKind.End:
                    throw new ChatTemplateException($"the block has no {ends[^1]}.", opened);
                case TokenKind.Data:
                    statements.Add(state => Write(state, token.Text, token.Line));
                    break;
                case TokenKind.VariableBegin:
                    var value = expressions.Tuple();
                    tokens.Take(TokenKind.VariableEnd, "}}");
                    statements.Add(state => Write(state, TemplateValues.Text(value(state), state, token.Line), token.Line));
                    break;
                default:
                    if (tokens.Current.Kind == TokenKind.Name && ends.Contains(tokens.Current.Text)) return Run(statements);
                    statements.Add(Block());
                    break;
            }
        }
    });

    private static Statement Run(List<Statement> statements) => state =>
    {
        foreach (var statement in statements)
        {
            if (statement(state) is not Flow.Next and var flow) return flow;
        }

        return Flow.Next;
    };

    private static Flow Write(RenderState state, string text, int line)
    {
        state.Write(text, line);
        return Flow.Next;
    }

    private Statement Block()
    {
        var name = tokens.Take(TokenKind.Name, "the name of a block");
        switch (name.Text)
        {
            case "set": return Set(name.Line);
            case "if": return If(name.Line);
            case "for": return For(name.Line);
            case "macro": return Macro(name.Line);
            case "filter": return FilterBlock(name.Line);
            case "generation": // Marks what a model is trained on; nothing to do here.
                EndOfTag();
                return Until("endgeneration", name.Line);
            case "break" or "continue" when loops > 0:
                EndOfTag();
                return _ => name.Text == "break" ? Flow.Break : Flow.Continue;
            default:
                throw new ChatTemplateException($"the block {name.Text} is not supported here.", name.Line);
        }
    }

    private Statement Until(string end, int line)
    {
        var body = Body(line, [end]);
        tokens.Take(end);
        EndOfTag();
        return body;
    }

    private void EndOfTag() => tokens.Take(TokenKind.BlockEnd, "%}");

    private Statement Set(int line)
    {
        List<string> names = [tokens.Take(TokenKind.Name, "a name").Text];
        if (tokens.TryTake("."))
        {
            var member = tokens.Take(TokenKind.Name, "a name").Text;
            tokens.Take("=");
            var assigned = expressions.Tuple();
            EndOfTag();
            return state => state.Scope[names[0]] is TemplateNamespace space
                ? Assign(() => space.Values[member] = assigned(state))
                : throw new ChatTemplateException($"'{names[0]}' is no namespace; only those can be changed.", line);
        }

        while (tokens.TryTake(",")) names.Add(tokens.Take(TokenKind.Name, "a name").Text);
        if (tokens.TryTake("="))
        {
            var value = expressions.Tuple();
            EndOfTag();
            return state => Assign(() => Bind(state.Scope, names, value(state), line));
        }

        Expression? filtered = null;
        var captured = "";
        while (tokens.TryTake("|")) filtered = expressions.Filter(filtered ?? (_ => captured));
        EndOfTag();
        var body = Until("endset", line);
        return state => Assign(() =>
        {
            var text = state.Capture(new TemplateScope(state.Scope), () => body(state), line);
            captured = text;
            Bind(state.Scope, names, filtered is null ? text : filtered(state), line);
        });
    }

    private static Flow Assign(Action assign)
    {
        assign();
        return Flow.Next;
    }

    private static void Bind(TemplateScope scope, List<string> names, object? value, int line)
    {
        if (names.Count == 1)
        {
            scope[names[0]] = value;
            return;
        }

        var parts = TemplateValues.Items(value, line);
        if (parts.Count != names.Count) throw new ChatTemplateException($"{parts.Count} values are given to {names.Count} names.", line);
        for (var i = 0; i < parts.Count; i++) scope[names[i]] = parts[i];
    }

    private Statement If(int line)
    {
        List<(Expression Test, Statement Body)> branches = [];
        Statement otherwise = _ => Flow.Next;
        var test = expressions.Tuple();
        EndOfTag();
        while (true)
        {
            branches.Add((test, Body(line, ["elif", "else", "endif"])));
            if (tokens.TryTake("elif"))
            {
                test = expressions.Tuple();
                EndOfTag();
                continue;
            }

            if (tokens.TryTake("else"))
            {
                EndOfTag();
                otherwise = Body(line, ["endif"]);
            }

            tokens.Take("endif");
            EndOfTag();
            return state =>
            {
                state.Spend(1, line);
                foreach (var (condition, body) in branches)
                {
                    if (TemplateValues.IsTrue(condition(state))) return body(state);
                }

                return otherwise(state);
            };
        }
    }

    private Statement For(int line)
    {
        var parenthesized = tokens.TryTake("(");
        List<string> names = [tokens.Take(TokenKind.Name, "a name").Text];
        while (tokens.TryTake(",")) names.Add(tokens.Take(TokenKind.Name, "a name").Text);
        if (parenthesized) tokens.Take(")");
        tokens.Take("in");
        var source = expressions.Or();
        var filter = tokens.TryTake("if") ? expressions.Or() : null;
        if (tokens.Current.Is("recursive")) throw new ChatTemplateException("recursive loops are not supported.", line);
        EndOfTag();
        loops++;
        var body = Body(line, ["else", "endfor"]);
        loops--;
        Statement otherwise = _ => Flow.Next;
        if (tokens.TryTake("else"))
        {
            EndOfTag();
            otherwise = Body(line, ["endfor"]);
        }

        tokens.Take("endfor");
        EndOfTag();
        return state => TemplateLoop.Run(state, names, source, filter, body, otherwise, Bind, line);
    }

    private Statement Macro(int line)
    {
        var name = tokens.Take(TokenKind.Name, "a name").Text;
        List<(string Name, Expression? Default)> parameters = [];
        tokens.Take("(");
        while (!tokens.TryTake(")"))
        {
            if (parameters.Count > 0) tokens.Take(",");
            var parameter = tokens.Take(TokenKind.Name, "a name").Text;
            parameters.Add((parameter, tokens.TryTake("=") ? expressions.Parse() : null));
        }

        EndOfTag();
        var outer = loops;
        loops = 0;
        var body = Until("endmacro", line);
        loops = outer;
        return state =>
        {
            var home = state.Scope;
            home[name] = (TemplateFunction)((caller, arguments) =>
            {
                if (arguments.Positional.Count > parameters.Count) throw new ChatTemplateException($"the macro {name} takes {parameters.Count} arguments.", arguments.Line);
                var scope = new TemplateScope(home);
                return caller.Capture(scope, () =>
                {
                    for (var i = 0; i < parameters.Count; i++)
                    {
                        var (parameter, otherwise) = parameters[i];
                        scope[parameter] = arguments.Has(i, parameter) ? arguments.Optional(i, parameter, null) : otherwise is null ? new Undefined(parameter) : otherwise(caller);
                    }

                    body(caller);
                }, arguments.Line);
            });
            return Flow.Next;
        };
    }

    private Statement FilterBlock(int line)
    {
        var captured = "";
        var filtered = expressions.Filter(_ => captured);
        while (tokens.TryTake("|")) filtered = expressions.Filter(filtered);
        EndOfTag();
        var body = Until("endfilter", line);
        return state =>
        {
            captured = state.Capture(new TemplateScope(state.Scope), () => body(state), line);
            return Write(state, TemplateValues.Text(filtered(state), state, line), line);
        };
    }
}
