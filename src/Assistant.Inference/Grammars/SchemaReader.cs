using System.Globalization;
using System.Text.Json;

namespace Assistant.Inference.Grammars;

/// <summary>Turns schemas into shapes: references are followed, allOf is merged, anyOf and oneOf become alternatives.</summary>
internal sealed class SchemaReader(JsonElement root)
{
    private const int MostAlternatives = 256;

    // Keywords that limit values in ways that no grammar here expresses.
    private static readonly string[] Unsupported =
    [
        "not", "if", "then", "else", "patternProperties", "propertyNames", "unevaluatedProperties", "unevaluatedItems", "contains", "minContains", "maxContains",
        "dependentRequired", "dependentSchemas", "dependencies", "$dynamicRef", "$recursiveRef",
    ];

    /// <summary>The part that a schema which is nothing but a reference stands for; the part itself otherwise.</summary>
    public SchemaPart Follow(SchemaPart part)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        while (part.Schema.ValueKind == JsonValueKind.Object && part.Schema.TryGetProperty("$ref", out _) && part.Schema.EnumerateObject().All(member => member.Name == "$ref" || IsAnnotation(member.Name)))
        {
            if (!seen.Add(part.Path)) throw new JsonSchemaException(part.Path, "$ref leads back to itself.");
            part = Target(part);
        }

        return part;
    }

    /// <summary>The alternatives that parts which all hold amount to.</summary>
    public List<SchemaShape> Expand(IEnumerable<SchemaPart> parts, string path)
    {
        var shapes = All(parts, path, []);
        foreach (var a in shapes)
        {
            foreach (var b in shapes)
            {
                if (Conflict(a, b) is { } oneOf && !SchemaOverlap.Excludes(this, a, b))
                    throw new JsonSchemaException(oneOf, "a value could match two branches of oneOf, which a grammar cannot prevent. Use anyOf, or give the branches properties that tell them apart (a const each).");
            }
        }

        return shapes;
    }

    private static string? Conflict(SchemaShape a, SchemaShape b) =>
        a.Taken.FirstOrDefault(choice => b.Taken.Any(other => other.Path == choice.Path && other.Branch != choice.Branch)).Path;

    private List<SchemaShape> All(IEnumerable<SchemaPart> parts, string path, HashSet<string> open)
    {
        List<SchemaShape> shapes = [new() { Path = path }];
        foreach (var part in parts) shapes = And(shapes, One(part, open), part.Path);
        return shapes;
    }

    private static List<SchemaShape> And(List<SchemaShape> shapes, List<SchemaShape> more, string path) => shapes.Count * more.Count <= MostAlternatives
        ? [.. shapes.SelectMany(shape => more.Select(shape.And))]
        : throw new JsonSchemaException(path, $"anyOf and oneOf combine to more than {MostAlternatives} alternatives.");

    private List<SchemaShape> One(SchemaPart part, HashSet<string> open)
    {
        var (schema, path) = (part.Schema, part.Path);
        if (schema.ValueKind == JsonValueKind.True) return [new() { Path = path }];
        if (schema.ValueKind == JsonValueKind.False) return [];
        if (schema.ValueKind != JsonValueKind.Object) throw new JsonSchemaException(path, "a schema is an object, true or false.");
        if (!open.Add(path)) throw new JsonSchemaException(path, "the schema contains itself without an object or list in between.");
        foreach (var name in Unsupported)
        {
            if (schema.TryGetProperty(name, out _)) throw new JsonSchemaException(path, $"{name} cannot be expressed in a grammar.");
        }

        List<SchemaShape> shapes = [KeywordReader.Read(part)];
        if (schema.TryGetProperty("$ref", out _)) shapes = And(shapes, One(Target(part), open), path);
        if (schema.TryGetProperty("allOf", out var all))
        {
            foreach (var inner in List(all, path, "allOf")) shapes = And(shapes, One(inner, open), path);
        }

        foreach (var name in (string[])["anyOf", "oneOf"])
        {
            if (!schema.TryGetProperty(name, out var any)) continue;
            var branches = List(any, path, name).SelectMany((inner, i) => One(inner, open).Select(shape => name == "anyOf" ? shape : shape with { Taken = [.. shape.Taken, ($"{path}/{name}", i)] }));
            shapes = And(shapes, [.. branches], path);
        }

        open.Remove(path);
        return shapes;
    }

    private static IEnumerable<SchemaPart> List(JsonElement list, string path, string name) => list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0
        ? list.EnumerateArray().Select((item, i) => new SchemaPart(item, string.Create(CultureInfo.InvariantCulture, $"{path}/{name}/{i}")))
        : throw new JsonSchemaException($"{path}/{name}", "a list of schemas is wanted.");

    private SchemaPart Target(SchemaPart part)
    {
        var held = part.Schema.GetProperty("$ref");
        var reference = held.ValueKind == JsonValueKind.String ? held.GetString()! : throw new JsonSchemaException(part.Path, "$ref is a text.");
        if (reference != "#" && !reference.StartsWith("#/", StringComparison.Ordinal)) throw new JsonSchemaException(part.Path, $"$ref \"{reference}\" leads out of the schema; only \"#/…\" is followed.");
        var target = root;
        foreach (var step in reference.Split('/').Skip(1))
        {
            var name = Uri.UnescapeDataString(step).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (target.ValueKind == JsonValueKind.Object && target.TryGetProperty(name, out var member)) target = member;
            else if (target.ValueKind == JsonValueKind.Array && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var i) && i < target.GetArrayLength()) target = target[i];
            else throw new JsonSchemaException(part.Path, $"$ref \"{reference}\" leads nowhere.");
        }

        return new(target, reference);
    }

    private static bool IsAnnotation(string name) => name is "description" or "title" or "default" or "examples" or "$comment" or "$defs" or "definitions" or "$schema" or "$id" or "deprecated" or "readOnly" or "writeOnly";
}
