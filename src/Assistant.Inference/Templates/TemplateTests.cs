namespace Assistant.Inference.Templates;

/// <summary>The tests (<c>is …</c>) of Jinja.</summary>
internal static class TemplateTests
{
    private static readonly Dictionary<string, TemplateFilter> All = new(StringComparer.Ordinal)
    {
        ["defined"] = (value, _, _) => value is not Undefined,
        ["undefined"] = (value, _, _) => value is Undefined,
        ["none"] = (value, _, _) => value is null,
        ["string"] = (value, _, _) => value is string,
        ["mapping"] = (value, _, _) => value is OrderedDictionary<string, object?>,
        ["iterable"] = (value, _, _) => value is string or List<object?> or OrderedDictionary<string, object?> or Undefined,
        ["sequence"] = (value, _, _) => value is string or List<object?> or OrderedDictionary<string, object?> or Undefined,
        ["number"] = (value, _, _) => value is long or double or bool,
        ["integer"] = (value, _, _) => value is long,
        ["float"] = (value, _, _) => value is double,
        ["boolean"] = (value, _, _) => value is bool,
        ["true"] = (value, _, _) => value is true,
        ["false"] = (value, _, _) => value is false,
        ["callable"] = (value, _, _) => value is TemplateFunction,
        ["odd"] = (value, a, _) => TemplateValues.Whole(value, a.Line) % 2 != 0,
        ["even"] = (value, a, _) => TemplateValues.Whole(value, a.Line) % 2 == 0,
        ["divisibleby"] = (value, a, _) => a.Whole(0, "num", 0) is var by and not 0 ? TemplateValues.Whole(value, a.Line) % by == 0 : throw new ChatTemplateException("division by zero.", a.Line),
        ["lower"] = (value, a, state) => TemplateStrings.Method(TemplateValues.Text(value, state, a.Line), "islower")!(state, a),
        ["upper"] = (value, a, state) => TemplateStrings.Method(TemplateValues.Text(value, state, a.Line), "isupper")!(state, a),
        ["sameas"] = (value, a, _) => ReferenceEquals(value, a.Required(0, "other")) || (value is bool x && a.Required(0, "other") is bool y && x == y),
        ["in"] = (value, a, state) => TemplateValues.Contains(a.Required(0, "seq"), value, state, a.Line),
        ["eq"] = (value, a, state) => TemplateValues.AreEqual(value, a.Required(0, "other"), state, a.Line),
        ["ne"] = (value, a, state) => !TemplateValues.AreEqual(value, a.Required(0, "other"), state, a.Line),
        ["lt"] = (value, a, state) => TemplateValues.Compare(value, a.Required(0, "other"), state, a.Line) < 0,
        ["le"] = (value, a, state) => TemplateValues.Compare(value, a.Required(0, "other"), state, a.Line) <= 0,
        ["gt"] = (value, a, state) => TemplateValues.Compare(value, a.Required(0, "other"), state, a.Line) > 0,
        ["ge"] = (value, a, state) => TemplateValues.Compare(value, a.Required(0, "other"), state, a.Line) >= 0,
    };

    /// <summary>A test by name, or by one of its other names.</summary>
    /// <exception cref="ChatTemplateException">There is none.</exception>
    public static TemplateFilter Find(string name, int line) => All.GetValueOrDefault(name switch
    {
        "equalto" or "==" => "eq",
        "!=" => "ne",
        "lessthan" or "<" => "lt",
        "<=" => "le",
        "greaterthan" or ">" => "gt",
        ">=" => "ge",
        _ => name,
    }) ?? throw new ChatTemplateException($"there is no test {name}.", line);
}
