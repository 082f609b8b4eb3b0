using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Assistant.Inference.Grammars;

/// <summary>Reads the keywords of one schema that have no alternatives.</summary>
internal static class KeywordReader
{
    private static readonly (SchemaTypes Types, string[] Keywords)[] Kinds =
    [
        (SchemaTypes.Object, ["properties", "required", "additionalProperties", "minProperties", "maxProperties"]),
        (SchemaTypes.Array, ["items", "prefixItems", "additionalItems", "minItems", "maxItems", "uniqueItems"]),
        (SchemaTypes.Text, ["minLength", "maxLength", "pattern", "format"]),
        (SchemaTypes.Number, ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]),
    ];

    public static SchemaShape Read(SchemaPart part)
    {
        var (schema, path) = (part.Schema, part.Path);
        var types = Types(schema, path);
        var shape = new SchemaShape
        {
            Path = path,
            Types = types,
            Mentioned = Kinds.Where(kind => kind.Keywords.Any(name => schema.TryGetProperty(name, out _))).Aggregate(SchemaTypes.None, (all, kind) => all | kind.Types),
            Values = Values(schema, path),
            MinLength = Count(schema, path, "minLength") ?? 0,
            MaxLength = Count(schema, path, "maxLength"),
            MinProperties = Count(schema, path, "minProperties") ?? 0,
            MaxProperties = Count(schema, path, "maxProperties"),
            MinItems = Count(schema, path, "minItems") ?? 0,
            MaxItems = Count(schema, path, "maxItems"),
            UniqueItems = schema.TryGetProperty("uniqueItems", out var unique) && unique.ValueKind == JsonValueKind.True,
            Patterns = [.. Patterns(schema, path)],
            Additional = schema.TryGetProperty("additionalProperties", out var additional) ? [new(additional, path + "/additionalProperties")] : null,
            Required = Required(schema, path),
        };
        if (schema.TryGetProperty("format", out _) && !shape.Patterns.Any(pattern => pattern.Path.EndsWith("/format", StringComparison.Ordinal))) shape = NumberFormat(shape, schema, path);
        return Items(Properties(Limits(shape, schema, path), schema, path), schema, path);
    }

    private static SchemaTypes Types(JsonElement schema, string path)
    {
        if (!schema.TryGetProperty("type", out var type)) return SchemaTypes.All;
        var types = type.ValueKind switch
        {
            JsonValueKind.String => Type(type, path),
            JsonValueKind.Array => type.EnumerateArray().Aggregate(SchemaTypes.None, (all, one) => all | Type(one, path)),
            _ => throw new JsonSchemaException($"{path}/type", "a name of a type or a list of such is wanted."),
        };
        return schema.TryGetProperty("nullable", out var nullable) && nullable.ValueKind == JsonValueKind.True ? types | SchemaTypes.Null : types;
    }

    private static SchemaTypes Type(JsonElement type, string path) => (type.ValueKind == JsonValueKind.String ? type.GetString() : null) switch
    {
        "null" => SchemaTypes.Null,
        "boolean" => SchemaTypes.Boolean,
        "object" => SchemaTypes.Object,
        "array" => SchemaTypes.Array,
        "integer" => SchemaTypes.Integer,
        "number" => SchemaTypes.Number,
        "string" => SchemaTypes.Text,
        _ => throw new JsonSchemaException($"{path}/type", "types are null, boolean, object, array, integer, number and string."),
    };

    private static List<JsonElement>? Values(JsonElement schema, string path)
    {
        List<JsonElement>? values = null;
        if (schema.TryGetProperty("enum", out var list))
            values = list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : throw new JsonSchemaException($"{path}/enum", "a list of values is wanted.");
        if (!schema.TryGetProperty("const", out var only)) return values;
        return values is null || values.Exists(value => JsonElement.DeepEquals(value, only)) ? [only] : [];
    }

    private static int? Count(JsonElement schema, string path, string name)
    {
        if (!schema.TryGetProperty(name, out var held)) return null;
        return held.ValueKind == JsonValueKind.Number && held.TryGetDouble(out var number) && number >= 0 && number == Math.Floor(number)
            ? (int)Math.Min(number, int.MaxValue)
            : throw new JsonSchemaException($"{path}/{name}", "a whole number from 0 is wanted.");
    }

    private static IEnumerable<(string, string)> Patterns(JsonElement schema, string path)
    {
        if (schema.TryGetProperty("pattern", out var pattern)) yield return (Text(pattern, $"{path}/pattern"), $"{path}/pattern");
        if (schema.TryGetProperty("format", out var format) && StringRules.PatternOf(Text(format, $"{path}/format")) is { } known) yield return (known, $"{path}/format");
    }

    // OpenAPI's formats of numbers.
    private static SchemaShape NumberFormat(SchemaShape shape, JsonElement schema, string path) => schema.GetProperty("format").GetString() switch
    {
        "int32" => shape with { Least = new(int.MinValue, false), Most = new(int.MaxValue, false), Mentioned = shape.Mentioned & ~SchemaTypes.Text | SchemaTypes.Integer },
        "int64" or "double" => shape with { Mentioned = shape.Mentioned & ~SchemaTypes.Text | SchemaTypes.Number },
        var other => throw new JsonSchemaException($"{path}/format", $"the format {other} cannot be expressed in a grammar; known are {string.Join(", ", StringRules.KnownFormats)}."),
    };

    private static string[] Required(JsonElement schema, string path)
    {
        if (!schema.TryGetProperty("required", out var required)) return [];
        return required.ValueKind == JsonValueKind.Array
            ? [.. required.EnumerateArray().Select(name => Text(name, $"{path}/required"))]
            : throw new JsonSchemaException($"{path}/required", "a list of names is wanted.");
    }

    private static SchemaShape Limits(SchemaShape shape, JsonElement schema, string path)
    {
        if (schema.TryGetProperty("multipleOf", out var multiple) && !((shape.Types & SchemaTypes.Number) == SchemaTypes.Integer && multiple.ValueKind == JsonValueKind.Number && multiple.TryGetDecimal(out var by) && by == 1))
            throw new JsonSchemaException($"{path}/multipleOf", "multiples cannot be expressed in a grammar.");
        var whole = (shape.Types & SchemaTypes.Number) == SchemaTypes.Integer;
        shape = shape.And(new SchemaShape { Path = path, Least = Limit("minimum", false, up: true), Most = Limit("maximum", false, up: false) });
        return shape.And(new SchemaShape { Path = path, Least = Limit("exclusiveMinimum", true, up: true), Most = Limit("exclusiveMaximum", true, up: false) });

        NumberLimit? Limit(string name, bool open, bool up)
        {
            if (!schema.TryGetProperty(name, out var held)) return null;
            if (held.ValueKind != JsonValueKind.Number || !decimal.TryParse(held.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture, out var limit))
                throw new JsonSchemaException($"{path}/{name}", "a number of at most 28 digits is wanted.");
            if (limit == decimal.Floor(limit)) return new(new BigInteger(limit), open);
            if (!whole) throw new JsonSchemaException($"{path}/{name}", "limits of numbers that are not integers must be whole.");
            return new(new BigInteger(up ? decimal.Ceiling(limit) : decimal.Floor(limit)), false);
        }
    }

    private static SchemaShape Properties(SchemaShape shape, JsonElement schema, string path)
    {
        if (!schema.TryGetProperty("properties", out var properties)) return shape;
        if (properties.ValueKind != JsonValueKind.Object) throw new JsonSchemaException($"{path}/properties", "an object of schemas is wanted.");
        var read = new OrderedDictionary<string, IReadOnlyList<SchemaPart>>(StringComparer.Ordinal);
        foreach (var property in properties.EnumerateObject()) read[property.Name] = [new(property.Value, $"{path}/properties/{property.Name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}")];
        return shape with { Properties = read };
    }

    private static SchemaShape Items(SchemaShape shape, JsonElement schema, string path)
    {
        var name = schema.TryGetProperty("prefixItems", out var prefix) ? "prefixItems" : "items";
        var hasItems = schema.TryGetProperty("items", out var items);
        // Before 2020 a list under items was the prefix, and additionalItems what follows it.
        var old = hasItems && items.ValueKind == JsonValueKind.Array;
        if (old) (prefix, hasItems) = (items, schema.TryGetProperty("additionalItems", out items));
        if (prefix.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Array)) throw new JsonSchemaException($"{path}/{name}", "a list of schemas is wanted.");
        return shape with
        {
            Prefix = prefix.ValueKind == JsonValueKind.Array ? [.. prefix.EnumerateArray().Select((item, i) => (IReadOnlyList<SchemaPart>)[new(item, string.Create(CultureInfo.InvariantCulture, $"{path}/{name}/{i}"))])] : [],
            Items = hasItems ? [new(items, old ? $"{path}/additionalItems" : $"{path}/items")] : null,
        };
    }

    private static string Text(JsonElement element, string path) => element.ValueKind == JsonValueKind.String ? element.GetString()! : throw new JsonSchemaException(path, "a text is wanted.");
}
