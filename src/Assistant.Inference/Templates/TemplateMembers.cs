namespace Assistant.Inference.Templates;

/// <summary>What <c>a.b</c> and <c>a[b]</c> mean.</summary>
internal static class TemplateMembers
{
    /// <summary><c>a.b</c>: a method first, then an item.</summary>
    public static object? Attribute(object? value, string name, int line) => Method(value, name) ?? Item(value, name, line);

    /// <summary><c>a[b]</c>: an item; undefined when there is none.</summary>
    public static object? Item(object? value, object? key, int line)
    {
        switch (value)
        {
            case OrderedDictionary<string, object?> map:
                return key is string name ? map.TryGetValue(name, out var found) ? found : new Undefined(name) : new Undefined($"{TemplateValues.KindOf(key)} as a key");
            case TemplateNamespace space:
                return key is string member && space.Values.TryGetValue(member, out var held) ? held : new Undefined($"{key}");
            case List<object?> list when key is long at:
                return At(list, at);
            case string text when key is long at:
                return At(TemplateValues.Items(text, line), at);
            case Undefined undefined:
                throw new ChatTemplateException($"'{undefined.Name}' is undefined and has no '{key}'.", line);
            default:
                return key is string asked && Method(value, asked) is { } method ? method : new Undefined($"{key}");
        }
    }

    private static object? At(List<object?> list, long at) =>
        (at < 0 ? at + list.Count : at) is var place && place >= 0 && place < list.Count ? list[(int)place] : new Undefined("an item past the end");

    private static TemplateFunction? Method(object? value, string name) => (value, name) switch
    {
        (string text, _) => TemplateStrings.Method(text, name),
        (OrderedDictionary<string, object?> map, "items") => (_, _) => map.Select(entry => (object?)new List<object?> { entry.Key, entry.Value }).ToList(),
        (OrderedDictionary<string, object?> map, "keys") => (_, _) => new List<object?>(map.Keys),
        (OrderedDictionary<string, object?> map, "values") => (_, _) => new List<object?>(map.Values),
        (OrderedDictionary<string, object?> map, "get") => (_, a) => a.Required(0, "key") is string key && map.TryGetValue(key, out var found) ? found : a.Optional(1, "default", null),
        (List<object?> list, "index") => (state, a) => (long)list.FindIndex(item => TemplateValues.AreEqual(item, a.Required(0, "value"), state, a.Line)) is var at and >= 0
            ? at
            : throw new ChatTemplateException("the list does not hold the value.", a.Line),
        (List<object?> list, "count") => (state, a) => (long)list.Count(item => TemplateValues.AreEqual(item, a.Required(0, "value"), state, a.Line)),
        _ => null,
    };
}
