using System.Numerics;
using System.Text.Json;

namespace Assistant.Inference.Grammars;

/// <summary>A schema and where it stands.</summary>
internal readonly record struct SchemaPart(JsonElement Schema, string Path);

/// <summary>Kinds of JSON values; an integer is a number too.</summary>
[Flags]
internal enum SchemaTypes
{
    None = 0,
    Null = 1,
    Boolean = 2,
    Object = 4,
    Array = 8,
    Integer = 16,
    Fraction = 32,
    Text = 64,
    Number = Integer | Fraction,
    All = 127,
}

/// <summary>Everything that several schemas ask of one value at once, without alternatives. Subschemas are lists that all hold.</summary>
internal sealed record SchemaShape
{
    public required string Path { get; init; }

    public SchemaTypes Types { get; init; } = SchemaTypes.All;

    /// <summary>The kinds that some keyword speaks of; what a schema without a type is taken to mean.</summary>
    public SchemaTypes Mentioned { get; init; }

    /// <summary>The only values, from enum and const; null for no such limit.</summary>
    public IReadOnlyList<JsonElement>? Values { get; init; }

    public NumberLimit? Least { get; init; }

    public NumberLimit? Most { get; init; }

    public int MinLength { get; init; }

    public int? MaxLength { get; init; }

    /// <summary>Regular expressions of texts, with formats turned into such.</summary>
    public IReadOnlyList<(string Pattern, string Path)> Patterns { get; init; } = [];

    public OrderedDictionary<string, IReadOnlyList<SchemaPart>> Properties { get; init; } = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Required { get; init; } = [];

    /// <summary>What other properties must be; null where nothing is said of them.</summary>
    public IReadOnlyList<SchemaPart>? Additional { get; init; }

    public int MinProperties { get; init; }

    public int? MaxProperties { get; init; }

    public IReadOnlyList<IReadOnlyList<SchemaPart>> Prefix { get; init; } = [];

    /// <summary>What items after the prefix must be; null where nothing is said of them.</summary>
    public IReadOnlyList<SchemaPart>? Items { get; init; }

    public int MinItems { get; init; }

    public int? MaxItems { get; init; }

    public bool UniqueItems { get; init; }

    /// <summary>Which branch of each oneOf was taken.</summary>
    public IReadOnlyList<(string Path, int Branch)> Taken { get; init; } = [];

    /// <summary>The kinds of value that are generated.</summary>
    public SchemaTypes Generated => Types == SchemaTypes.All && Mentioned != SchemaTypes.None ? Mentioned : Types;

    /// <summary>Whether every value is one.</summary>
    public bool IsAnything => Types == SchemaTypes.All && Mentioned == SchemaTypes.None && Values is null;

    /// <summary>Whether objects are generated with properties beyond those named; where a schema names some and says nothing of others, they are not.</summary>
    public bool HasExtras => Additional is not null ? !Additional.Any(part => part.Schema.ValueKind == JsonValueKind.False) : Properties.Count == 0;

    /// <summary>Both together.</summary>
    public SchemaShape And(SchemaShape other)
    {
        var properties = new OrderedDictionary<string, IReadOnlyList<SchemaPart>>(StringComparer.Ordinal);
        foreach (var name in Properties.Keys.Concat(other.Properties.Keys)) properties[name] = [.. Of(this, name), .. Of(other, name)];
        var prefix = Enumerable.Range(0, Math.Max(Prefix.Count, other.Prefix.Count)).Select(i => (IReadOnlyList<SchemaPart>)[.. ItemOf(this, i), .. ItemOf(other, i)]).ToList();
        return this with
        {
            Path = other.Path,
            Types = Types & other.Types,
            Mentioned = Mentioned | other.Mentioned,
            Values = Values is null ? other.Values : other.Values is null ? Values : [.. Values.Where(value => other.Values.Any(same => JsonElement.DeepEquals(value, same)))],
            Least = Tighter(Least, other.Least, 1),
            Most = Tighter(Most, other.Most, -1),
            MinLength = Math.Max(MinLength, other.MinLength),
            MaxLength = Smaller(MaxLength, other.MaxLength),
            Patterns = [.. Patterns, .. other.Patterns],
            Properties = properties,
            Required = [.. Required.Union(other.Required, StringComparer.Ordinal)],
            Additional = Both(Additional, other.Additional),
            MinProperties = Math.Max(MinProperties, other.MinProperties),
            MaxProperties = Smaller(MaxProperties, other.MaxProperties),
            Prefix = prefix,
            Items = Both(Items, other.Items),
            MinItems = Math.Max(MinItems, other.MinItems),
            MaxItems = Smaller(MaxItems, other.MaxItems),
            UniqueItems = UniqueItems || other.UniqueItems,
            Taken = [.. Taken, .. other.Taken],
        };
    }

    private static IReadOnlyList<SchemaPart> Of(SchemaShape shape, string name) => shape.Properties.TryGetValue(name, out var parts) ? parts : shape.Additional ?? [];

    private static IReadOnlyList<SchemaPart> ItemOf(SchemaShape shape, int i) => i < shape.Prefix.Count ? shape.Prefix[i] : shape.Items ?? [];

    private static IReadOnlyList<SchemaPart>? Both(IReadOnlyList<SchemaPart>? a, IReadOnlyList<SchemaPart>? b) => a is null ? b : b is null ? a : [.. a, .. b];

    private static int? Smaller(int? a, int? b) => a is null ? b : b is null ? a : Math.Min(a.Value, b.Value);

    private static NumberLimit? Tighter(NumberLimit? a, NumberLimit? b, int sign)
    {
        if (a is null || b is null) return a ?? b;
        var order = BigInteger.Compare(a.Value, b.Value) * sign;
        return order > 0 || (order == 0 && a.IsOpen) ? a : b;
    }
}
