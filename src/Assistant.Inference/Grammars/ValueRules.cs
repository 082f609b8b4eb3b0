using System.Text;
using System.Text.Json;

namespace Assistant.Inference.Grammars;

/// <summary>Grammars of values, one rule for each place in the schema.</summary>
internal sealed class ValueRules(Grammar grammar, SchemaReader reader)
{
    /// <summary>llama.cpp refuses repetitions of 2,000 and more.</summary>
    private const int MostRepeats = 1_000;
    private static readonly SchemaTypes[] Kinds = [SchemaTypes.Object, SchemaTypes.Array, SchemaTypes.Text, SchemaTypes.Fraction, SchemaTypes.Integer, SchemaTypes.Boolean, SchemaTypes.Null];
    private readonly Dictionary<string, RuleNode> known = new(StringComparer.Ordinal);

    /// <summary>What satisfies all the parts.</summary>
    public GrammarNode Of(IReadOnlyList<SchemaPart> parts, string name)
    {
        SchemaPart[] followed = [.. parts.Select(reader.Follow).DistinctBy(part => part.Path)];
        var key = string.Join('\n', followed.Select(part => part.Path).Order(StringComparer.Ordinal));
        if (known.TryGetValue(key, out var rule)) return rule;
        var path = followed.Length > 0 ? followed[0].Path : "#";
        rule = known[key] = grammar.Reserve(Named(name), path);
        grammar.Define(rule, GrammarNode.Choice(reader.Expand(followed, path).Select(shape => Of(shape, name))));
        return rule;
    }

    private GrammarNode Of(SchemaShape shape, string name)
    {
        if (shape.Values is not null) return GrammarNode.Choice(shape.Values.Where(value => Keeps(value, shape)).Select(value => GrammarNode.Text(Json(value))));
        if (shape.IsAnything) return AnyValue.Value(grammar, AnyValue.Depth);
        return GrammarNode.Choice(Kinds.Where(kind => (shape.Generated & kind) != 0).Select(kind => kind switch
        {
            SchemaTypes.Object => Object(shape, name),
            SchemaTypes.Array => Array(shape, name),
            SchemaTypes.Text => Text(shape),
            SchemaTypes.Fraction => shape.Least is null && shape.Most is null ? AnyValue.Number(grammar) : NumberRules.Number(shape.Least, shape.Most),
            SchemaTypes.Integer when (shape.Generated & SchemaTypes.Fraction) != 0 => GrammarNode.Nothing,
            SchemaTypes.Integer => NumberRules.Integer(shape.Least is { IsOpen: true } least ? least.Value + 1 : shape.Least?.Value, shape.Most is { IsOpen: true } most ? most.Value - 1 : shape.Most?.Value),
            SchemaTypes.Boolean => GrammarNode.Choice(GrammarNode.Text("true"), GrammarNode.Text("false")),
            _ => GrammarNode.Text("null"),
        }));
    }

    private static bool Keeps(JsonElement value, SchemaShape shape)
    {
        var deeper = value.ValueKind switch
        {
            JsonValueKind.String => shape.Patterns.Count > 0,
            JsonValueKind.Object => shape.Properties.Count > 0 || shape.Additional is not null,
            JsonValueKind.Array => shape.Prefix.Count > 0 || shape.Items is not null || shape.UniqueItems,
            _ => false,
        };
        return deeper
            ? throw new JsonSchemaException(shape.Path, "enum and const beside a pattern, format, properties or items cannot be checked; list only what satisfies both.")
            : SchemaOverlap.Satisfies(value, shape);
    }

    private GrammarNode Text(SchemaShape shape)
    {
        if (shape.Patterns.Count > 1) throw new JsonSchemaException(shape.Path, "two patterns or formats for one text cannot be combined.");
        if (shape.Patterns is [var (pattern, path)])
        {
            var read = PatternReader.Read(pattern, path);
            if (read.Least < shape.MinLength || (shape.MaxLength is { } limit && (read.Most ?? long.MaxValue) > limit))
                throw new JsonSchemaException(path, "it cannot be combined with minLength and maxLength; write the length into the pattern.");
            return StringRules.OfPattern(read);
        }

        if (shape.MaxLength < shape.MinLength) return GrammarNode.Nothing;
        if (shape.MinLength > MostRepeats) throw new JsonSchemaException(shape.Path, $"minLength is at most {MostRepeats}.");
        return shape is { MinLength: 0, MaxLength: null } ? AnyValue.Text(grammar) : StringRules.OfLength(grammar, shape.MinLength, shape.MaxLength is { } most ? Math.Min(most, MostRepeats) : null);
    }

    private GrammarNode Array(SchemaShape shape, string name)
    {
        if (shape.UniqueItems && shape.MaxItems is not <= 1) throw new JsonSchemaException(shape.Path, "uniqueItems cannot be expressed in a grammar.");
        if (shape.MinItems > MostRepeats) throw new JsonSchemaException(shape.Path, $"minItems is at most {MostRepeats}.");
        if (shape.MaxItems < shape.MinItems) return GrammarNode.Nothing;
        var most = shape.MaxItems is { } limit ? Math.Min(limit, MostRepeats) : (int?)null;
        // Where nothing is said of what follows a prefix, nothing does unless there must be more.
        var rest = shape.Items is not null || shape.Prefix.Count == 0 || shape.MinItems > shape.Prefix.Count ? Of(shape.Items ?? [], name + "-item") : GrammarNode.Nothing;
        var after = Tail(shape.Prefix.Count);
        for (var i = Math.Min(shape.Prefix.Count, most ?? int.MaxValue) - 1; i >= 0; i--)
        {
            var item = GrammarNode.Sequence(i == 0 ? GrammarNode.Empty : AnyValue.Comma(grammar), Of(shape.Prefix[i], name + "-item"), after);
            after = i < shape.MinItems ? item : GrammarNode.Optional(item);
        }

        return GrammarNode.Sequence(GrammarNode.Text("["), after, GrammarNode.Text("]"));

        GrammarNode Tail(int before)
        {
            var (least, left) = (Math.Max(0, shape.MinItems - before), most - before);
            if (left <= 0) return GrammarNode.Empty;
            if (before > 0) return GrammarNode.Repeat(GrammarNode.Sequence(AnyValue.Comma(grammar), rest), least, left);
            var several = AnyValue.Several(grammar, rest, Math.Max(1, least), left);
            return least == 0 ? GrammarNode.Optional(several) : several;
        }
    }

    private GrammarNode Object(SchemaShape shape, string name)
    {
        var properties = new OrderedDictionary<string, IReadOnlyList<SchemaPart>>(shape.Properties, StringComparer.Ordinal);
        foreach (var required in shape.Required) properties.TryAdd(required, shape.Additional ?? []);
        if (shape.MinProperties > shape.Required.Count) throw new JsonSchemaException(shape.Path, "minProperties beyond the required properties cannot be expressed in a grammar.");
        if (shape.MaxProperties is { } most && (shape.HasExtras || most < properties.Count)) throw new JsonSchemaException(shape.Path, "maxProperties below the number of properties cannot be expressed in a grammar.");
        if (properties.Count == 0 && shape.Additional is null) return AnyValue.Object(grammar, AnyValue.Depth);

        var extra = shape.HasExtras ? Member(StringRules.NoneOf(properties.Keys), shape.Additional ?? [], name + "-extra") : GrammarNode.Nothing;
        // What may follow once a property was written, and before one was; each is a rule, because both are used twice.
        GrammarNode later = GrammarNode.Repeat(GrammarNode.Sequence(AnyValue.Comma(grammar), extra), 0, null);
        GrammarNode first = GrammarNode.Optional(GrammarNode.Sequence(extra, later));
        for (var i = properties.Count - 1; i >= 0; i--)
        {
            var (property, parts) = properties.GetAt(i);
            var member = Member(GrammarNode.Text(StringRules.Json(property)), parts, $"{name}-{property}");
            var isRequired = shape.Required.Contains(property);
            var here = GrammarNode.Sequence(member, later);
            first = isRequired ? here : GrammarNode.Choice(here, first);
            var more = GrammarNode.Sequence(AnyValue.Comma(grammar), member);
            later = GrammarNode.Sequence(isRequired ? more : GrammarNode.Optional(more), later);
            (first, later) = (Rule(first, "first"), Rule(later, "more"));
        }

        return GrammarNode.Sequence(GrammarNode.Text("{"), first, GrammarNode.Text("}"));

        GrammarNode Member(GrammarNode key, IReadOnlyList<SchemaPart> parts, string rule) => GrammarNode.Sequence(key, AnyValue.Colon(grammar), Of(parts, rule));

        RuleNode Rule(GrammarNode node, string suffix)
        {
            var rule = grammar.Reserve(Named($"{name}-{suffix}"), shape.Path);
            grammar.Define(rule, node);
            return rule;
        }
    }

    // Names of rules are letters, digits and dashes.
    private static string Named(string name)
    {
        var clean = new StringBuilder();
        foreach (var c in name) clean.Append(char.IsAsciiLetterOrDigit(c) ? c : '-');
        return clean.Length <= 60 ? clean.ToString() : clean.ToString(clean.Length - 60, 60).TrimStart('-');
    }

    private static string Json(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => StringRules.Json(value.GetString()!),
        JsonValueKind.Array => $"[{string.Join(',', value.EnumerateArray().Select(Json))}]",
        JsonValueKind.Object => $"{{{string.Join(',', value.EnumerateObject().Select(member => $"{StringRules.Json(member.Name)}:{Json(member.Value)}"))}}}",
        _ => value.GetRawText(),
    };
}
