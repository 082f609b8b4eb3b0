namespace Assistant.Inference.Templates;

/// <summary>Arguments of a call, by place and by name.</summary>
internal sealed class TemplateArguments(string callee, List<object?> positional, Dictionary<string, object?> named, int line)
{
    public int Line => line;

    public string Callee => callee;

    public List<object?> Positional => positional;

    public Dictionary<string, object?> Named => named;

    /// <summary>Whether an argument was given.</summary>
    public bool Has(int place, string name) => place < positional.Count || named.ContainsKey(name);

    /// <summary>An argument that must be there.</summary>
    public object? Required(int place, string name) =>
        Has(place, name) ? Optional(place, name, null) : throw new ChatTemplateException($"{callee} wants the argument {name}.", line);

    /// <summary>An argument, or another value.</summary>
    public object? Optional(int place, string name, object? otherwise) => place < positional.Count ? positional[place] : named.GetValueOrDefault(name, otherwise);

    public string Text(int place, string name) =>
        Required(place, name) as string ?? throw new ChatTemplateException($"{callee} wants a text as {name}.", line);

    public string Text(int place, string name, string otherwise) => Has(place, name) && Optional(place, name, null) is not null ? Text(place, name) : otherwise;

    public long Whole(int place, string name, long otherwise) => Has(place, name) && Optional(place, name, null) is { } given ? TemplateValues.Whole(given, line) : otherwise;

    public bool Flag(int place, string name) => TemplateValues.IsTrue(Optional(place, name, false));

    /// <summary>The arguments after the first ones.</summary>
    public TemplateArguments From(int place, string name) => new(name, [.. positional.Skip(place)], named, line);
}
