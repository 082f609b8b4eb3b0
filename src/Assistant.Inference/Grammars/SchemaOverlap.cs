using System.Text.Json;

namespace Assistant.Inference.Grammars;

/// <summary>Proves that values of one alternative are refused by another; where it cannot, it says no.</summary>
internal static class SchemaOverlap
{
    private const int Deepest = 4;

    /// <summary>Whether no value that is generated for <paramref name="generated"/> satisfies <paramref name="other"/>.</summary>
    public static bool Excludes(SchemaReader reader, SchemaShape generated, SchemaShape other) => Excludes(reader, generated, other, 0);

    /// <summary>Whether a value keeps the limits of a shape that can be told without its subschemas.</summary>
    public static bool Satisfies(JsonElement value, SchemaShape shape)
    {
        var type = TypeOf(value);
        if ((shape.Types & type) == 0) return false;
        if (shape.Values is not null && !shape.Values.Any(one => JsonElement.DeepEquals(one, value))) return false;
        switch (value.ValueKind)
        {
            case JsonValueKind.Number when value.TryGetDouble(out var number):
                return (shape.Least is not { } least || (least.IsOpen ? number > (double)least.Value : number >= (double)least.Value))
                    && (shape.Most is not { } most || (most.IsOpen ? number < (double)most.Value : number <= (double)most.Value));
            case JsonValueKind.String:
                var length = value.GetString()!.EnumerateRunes().Count();
                return length >= shape.MinLength && length <= (shape.MaxLength ?? int.MaxValue);
            case JsonValueKind.Array:
                return value.GetArrayLength() >= shape.MinItems && value.GetArrayLength() <= (shape.MaxItems ?? int.MaxValue);
            case JsonValueKind.Object:
                var count = value.EnumerateObject().Count();
                return shape.Required.All(name => value.TryGetProperty(name, out _)) && count >= shape.MinProperties && count <= (shape.MaxProperties ?? int.MaxValue);
            default:
                return true;
        }
    }

    public static SchemaTypes TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => SchemaTypes.Null,
        JsonValueKind.True or JsonValueKind.False => SchemaTypes.Boolean,
        JsonValueKind.Object => SchemaTypes.Object,
        JsonValueKind.Array => SchemaTypes.Array,
        JsonValueKind.String => SchemaTypes.Text,
        _ => value.TryGetDouble(out var number) && number == Math.Floor(number) ? SchemaTypes.Integer : SchemaTypes.Fraction,
    };

    private static bool Excludes(SchemaReader reader, SchemaShape generated, SchemaShape other, int depth)
    {
        if (generated.Values is not null) return generated.Values.Where(value => Satisfies(value, generated)).All(value => !Satisfies(value, other));
        var types = generated.Generated & other.Types;
        if (other.Values is not null) types &= other.Values.Aggregate(SchemaTypes.None, (all, value) => all | (TypeOf(value) is var type && (type & SchemaTypes.Number) != 0 ? SchemaTypes.Number : type));
        // A number that happens to be whole is an integer too.
        if ((generated.Generated & SchemaTypes.Fraction) != 0 && (other.Types & SchemaTypes.Number) != 0) types |= SchemaTypes.Integer;
        if ((types & (SchemaTypes.Null | SchemaTypes.Boolean | SchemaTypes.Array)) != 0) return false;
        if ((types & SchemaTypes.Number) != 0 && !(Below(generated.Most, other.Least) || Below(other.Most, generated.Least))) return false;
        if ((types & SchemaTypes.Text) != 0 && !(generated.MaxLength < other.MinLength || other.MaxLength < generated.MinLength)) return false;
        return (types & SchemaTypes.Object) == 0 || ExcludesObjects(reader, generated, other, depth);
    }

    private static bool ExcludesObjects(SchemaReader reader, SchemaShape generated, SchemaShape other, int depth)
    {
        if (!generated.HasExtras && other.Required.Any(name => !generated.Properties.ContainsKey(name))) return true;
        if (depth == Deepest) return false;
        foreach (var name in generated.Required)
        {
            var (mine, theirs) = (Parts(generated, name), Parts(other, name));
            if (mine is null || theirs is null) continue;
            var (a, b) = (reader.Expand(mine, generated.Path), reader.Expand(theirs, other.Path));
            if (a.All(one => b.All(two => Excludes(reader, one, two, depth + 1)))) return true;
        }

        return false;
    }

    private static IReadOnlyList<SchemaPart>? Parts(SchemaShape shape, string name) => shape.Properties.TryGetValue(name, out var parts) ? parts : shape.Additional;

    private static bool Below(NumberLimit? most, NumberLimit? least) => most is not null && least is not null && (most.Value < least.Value || (most.Value == least.Value && (most.IsOpen || least.IsOpen)));
}
