namespace Assistant.Inference.Templates;

/// <summary>A loop, with the variable <c>loop</c> of each turn.</summary>
internal static class TemplateLoop
{
    public static Flow Run(
        RenderState state, List<string> names, Expression source, Expression? filter, Statement body, Statement otherwise, Action<TemplateScope, List<string>, object?, int> bind, int line)
    {
        var outer = state.Scope;
        var items = TemplateValues.Items(source(state), line);
        state.Spend(items.Count, line);
        try
        {
            if (filter is not null) items = items.FindAll(item => TemplateValues.IsTrue(filter(Turn(item))));
            for (var i = 0; i < items.Count; i++)
            {
                Turn(items[i]).Scope["loop"] = Loop(items, i);
                if (body(state) == Flow.Break) break;
            }
        }
        finally
        {
            state.Scope = outer;
        }

        return items.Count == 0 ? otherwise(state) : Flow.Next;

        RenderState Turn(object? item)
        {
            state.Spend(1, line);
            state.Scope = new TemplateScope(outer);
            bind(state.Scope, names, item, line);
            return state;
        }
    }

    private static OrderedDictionary<string, object?> Loop(List<object?> items, int i) => new(StringComparer.Ordinal)
    {
        ["index"] = i + 1L,
        ["index0"] = (long)i,
        ["revindex"] = (long)(items.Count - i),
        ["revindex0"] = items.Count - i - 1L,
        ["first"] = i == 0,
        ["last"] = i == items.Count - 1,
        ["length"] = (long)items.Count,
        ["previtem"] = i > 0 ? items[i - 1] : new Undefined("previtem"),
        ["nextitem"] = i < items.Count - 1 ? items[i + 1] : new Undefined("nextitem"),
        ["cycle"] = (TemplateFunction)((_, arguments) => arguments.Positional.Count > 0 ? arguments.Positional[i % arguments.Positional.Count] : throw new ChatTemplateException("cycle wants values.", arguments.Line)),
    };
}
