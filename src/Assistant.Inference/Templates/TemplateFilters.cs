using System.Globalization;

namespace Assistant.Inference.Templates;

/// <summary>A filter: the value, the arguments after it.</summary>
internal delegate object? TemplateFilter(object? value, TemplateArguments arguments, RenderState state);

/// <summary>The filters of Jinja that chat templates use.</summary>
internal static class TemplateFilters
{
    private static readonly Dictionary<string, TemplateFilter> All = new(StringComparer.Ordinal)
    {
        ["abs"] = (value, a, _) => value is double real ? (object)Math.Abs(real) : Math.Abs(TemplateValues.Whole(value, a.Line)),
        ["capitalize"] = (value, a, state) => TemplateStrings.Capitalize(TemplateValues.Text(value, state, a.Line)),
        ["count"] = (value, a, _) => TemplateValues.Length(value, a.Line),
        ["d"] = Default,
        ["default"] = Default,
        ["dictsort"] = (value, a, state) => Sort([.. Entries(value, a)], a, state, entry => ((List<object?>)entry!)[a.Text(1, "by", "key") == "value" ? 1 : 0], a.Flag(2, "reverse"), a.Flag(0, "case_sensitive")),
        ["e"] = (value, a, state) => Escape(value, a, state),
        ["escape"] = (value, a, state) => Escape(value, a, state),
        ["first"] = (value, a, _) => TemplateValues.Items(value, a.Line) is [var first, ..] ? first : new Undefined("first item of nothing"),
        ["float"] = (value, a, _) => Real(value) ?? a.Optional(0, "default", 0.0),
        ["indent"] = Indent,
        ["int"] = (value, a, _) => Whole(value) ?? a.Optional(0, "default", 0L),
        ["items"] = (value, a, _) => value is Undefined ? new List<object?>() : [.. Entries(value, a)],
        ["join"] = Join,
        ["last"] = (value, a, _) => TemplateValues.Items(value, a.Line) is [.., var last] ? last : new Undefined("last item of nothing"),
        ["length"] = (value, a, _) => TemplateValues.Length(value, a.Line),
        ["list"] = (value, a, state) => Copy(value, a, state),
        ["lower"] = (value, a, state) => TemplateValues.Text(value, state, a.Line).ToLowerInvariant(),
        ["map"] = Map,
        ["max"] = (value, a, state) => Sort(Copy(value, a, state), a, state, item => item, reverse: true, caseSensitive: true) is [var first, ..] ? first : new Undefined("largest of nothing"),
        ["min"] = (value, a, state) => Sort(Copy(value, a, state), a, state, item => item, reverse: false, caseSensitive: true) is [var first, ..] ? first : new Undefined("smallest of nothing"),
        ["reject"] = (value, a, state) => Select(value, a, state, byAttribute: false, wanted: false),
        ["rejectattr"] = (value, a, state) => Select(value, a, state, byAttribute: true, wanted: false),
        ["replace"] = (value, a, state) => TemplateStrings.Replace(TemplateValues.Text(value, state, a.Line), a.Text(0, "old"), a.Text(1, "new"), a.Whole(2, "count", -1), state, a.Line),
        ["reverse"] = (value, a, state) => value is string ? TemplateValues.Slice(value, null, null, -1, state, a.Line) : Enumerable.Reverse(Copy(value, a, state)).ToList(),
        ["round"] = (value, a, _) => Math.Round(Real(value) ?? 0, (int)Math.Clamp(a.Whole(0, "precision", 0), 0, 15), MidpointRounding.ToEven),
        ["safe"] = (value, _, _) => value,
        ["select"] = (value, a, state) => Select(value, a, state, byAttribute: false, wanted: true),
        ["selectattr"] = (value, a, state) => Select(value, a, state, byAttribute: true, wanted: true),
        ["sort"] = (value, a, state) => Sort(Copy(value, a, state), a, state, item => Attribute(item, a.Optional(2, "attribute", null), a.Line), a.Flag(0, "reverse"), a.Flag(1, "case_sensitive")),
        ["string"] = (value, a, state) => TemplateValues.Text(value, state, a.Line),
        ["sum"] = (value, a, state) => Copy(value, a, state).Aggregate((object?)0L, (sum, item) => TemplateOperators.Add(sum, Attribute(item, a.Optional(0, "attribute", null), a.Line), state, a.Line)),
        ["title"] = (value, a, state) => TemplateStrings.Title(TemplateValues.Text(value, state, a.Line)),
        ["tojson"] = (value, a, state) => TemplateJson.Write(value, a.Optional(1, "indent", a.Positional is [long] ? a.Positional[0] : null) is long indent ? (int)Math.Clamp(indent, 0, 16) : null, state, a.Line),
        ["trim"] = (value, a, state) => TemplateStrings.Method(TemplateValues.Text(value, state, a.Line), "strip")!(state, a),
        ["unique"] = Unique,
        ["upper"] = (value, a, state) => TemplateValues.Text(value, state, a.Line).ToUpperInvariant(),
    };

    /// <summary>A filter by name.</summary>
    /// <exception cref="ChatTemplateException">There is none.</exception>
    public static TemplateFilter Find(string name, int line) => All.GetValueOrDefault(name) ?? throw new ChatTemplateException($"there is no filter {name}.", line);

    private static object? Default(object? value, TemplateArguments arguments, RenderState state) =>
        value is Undefined || (arguments.Flag(1, "boolean") && !TemplateValues.IsTrue(value)) ? arguments.Optional(0, "default_value", "") : value;

    private static string Escape(object? value, TemplateArguments arguments, RenderState state)
    {
        var text = TemplateValues.Text(value, state, arguments.Line);
        state.SpendText(text.Length * 6L, arguments.Line);
        return text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal)
            .Replace("'", "&#39;", StringComparison.Ordinal).Replace("\"", "&#34;", StringComparison.Ordinal);
    }

    private static string Indent(object? value, TemplateArguments arguments, RenderState state)
    {
        var text = TemplateValues.Text(value, state, arguments.Line);
        var width = arguments.Optional(0, "width", 4L) is string given ? given : new string(' ', (int)Math.Clamp(arguments.Whole(0, "width", 4), 0, 1_000));
        var (first, blank) = (arguments.Flag(1, "first"), arguments.Flag(2, "blank"));
        var lines = text.Split('\n');
        state.SpendText(text.Length + (long)lines.Length * width.Length, arguments.Line);
        return string.Join('\n', lines.Select((line, i) => (i == 0 ? first : blank || line.Length > 0) ? width + line : line));
    }

    private static string Join(object? value, TemplateArguments arguments, RenderState state)
    {
        var attribute = arguments.Optional(1, "attribute", null);
        List<object?> items = [.. TemplateValues.Items(value, arguments.Line).Select(item => Attribute(item, attribute, arguments.Line))];
        return TemplateStrings.Join(arguments.Text(0, "d", ""), items, state, arguments.Line);
    }

    private static List<object?> Map(object? value, TemplateArguments arguments, RenderState state)
    {
        var items = Copy(value, arguments, state);
        if (arguments.Named.TryGetValue("attribute", out var attribute))
        {
            var otherwise = arguments.Named.GetValueOrDefault("default");
            return [.. items.Select(item => Attribute(item, attribute, arguments.Line)).Select(item => item is Undefined && arguments.Named.ContainsKey("default") ? otherwise : item)];
        }

        var filter = Find(arguments.Text(0, "filter"), arguments.Line);
        var rest = arguments.From(1, arguments.Text(0, "filter"));
        return [.. items.Select(item => filter(item, rest, state))];
    }

    private static List<object?> Select(object? value, TemplateArguments arguments, RenderState state, bool byAttribute, bool wanted)
    {
        var attribute = byAttribute ? arguments.Required(0, "attribute") : null;
        var place = byAttribute ? 1 : 0;
        TemplateFilter test = (item, _, _) => TemplateValues.IsTrue(item);
        var rest = arguments;
        if (arguments.Positional.Count > place)
        {
            test = TemplateTests.Find(arguments.Text(place, "test"), arguments.Line);
            rest = arguments.From(place + 1, arguments.Text(place, "test"));
        }

        return [.. Copy(value, arguments, state).Where(item => TemplateValues.IsTrue(test(Attribute(item, attribute, arguments.Line), rest, state)) == wanted)];
    }

    private static List<object?> Sort(List<object?> items, TemplateArguments arguments, RenderState state, Func<object?, object?> key, bool reverse, bool caseSensitive)
    {
        state.Spend(items.Count * 16, arguments.Line);
        var order = Comparer<object?>.Create((a, b) => TemplateValues.Compare(a, b, state, arguments.Line));
        object? Key(object? item) => key(item) is string text && !caseSensitive ? text.ToLowerInvariant() : key(item);
        return reverse ? [.. items.OrderByDescending(Key, order)] : [.. items.OrderBy(Key, order)];
    }

    private static List<object?> Unique(object? value, TemplateArguments arguments, RenderState state)
    {
        List<object?> kept = [];
        foreach (var item in Copy(value, arguments, state))
        {
            if (!kept.Exists(other => TemplateValues.AreEqual(other, item, state, arguments.Line))) kept.Add(item);
        }

        return kept;
    }

    private static List<object?> Copy(object? value, TemplateArguments arguments, RenderState state)
    {
        var items = TemplateValues.Items(value, arguments.Line);
        state.Spend(items.Count, arguments.Line);
        return [.. items];
    }

    private static IEnumerable<object?> Entries(object? value, TemplateArguments arguments) => value is OrderedDictionary<string, object?> map
        ? map.Select(entry => (object?)new List<object?> { entry.Key, entry.Value })
        : throw new ChatTemplateException($"{arguments.Callee} wants a mapping, not {TemplateValues.KindOf(value)}.", arguments.Line);

    private static object? Attribute(object? item, object? path, int line) => path switch
    {
        null => item,
        long index => TemplateMembers.Item(item, index, line),
        string names => names.Split('.').Aggregate(item, (value, name) => value is Undefined ? value : long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? TemplateMembers.Item(value, index, line)
            : TemplateMembers.Item(value, name, line)),
        _ => throw new ChatTemplateException("an attribute is a name.", line),
    };

    private static double? Real(object? value) => value switch
    {
        string text => double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) ? parsed : null,
        _ => TemplateValues.TryNumber(value, out var number) ? number : null,
    };

    private static object? Whole(object? value) => value switch
    {
        long or bool => TemplateValues.Whole(value, 0),
        string text when long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed) => parsed,
        _ => Real(value) is { } real && Math.Abs(real) < 9e18 ? (long)real : null,
    };
}
