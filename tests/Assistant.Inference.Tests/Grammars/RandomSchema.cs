using System.Text.Json.Nodes;

namespace Assistant.Inference.Tests.Grammars;

/// <summary>Schemas at random, of every keyword that grammars express.</summary>
internal sealed class RandomSchema(Random random)
{
    private const int Definitions = 2;
    private static readonly string[] Names = ["a", "ab", "abc", "b", "é\"\\", "kind", ""];
    private static readonly string[] Patterns = ["^[a-c]{2,4}$", "^(ab|c)+d?$", "x\\d", "^[^a-z\"]{1,3}$", "^\\w+-\\s?\\.$", "^a|b$", "^[\\u00e0-\\u00ff\\n\\\\]*$", "^(?:[1-9]\\d{0,2}|0)$"];
    private static readonly string[] Formats = ["date", "date-time", "uuid", "ipv4", "ipv6", "email"];

    public JsonObject Next()
    {
        var schema = Value(3);
        schema["$defs"] = new JsonObject(Enumerable.Range(0, Definitions).Select(i => KeyValuePair.Create($"d{i}", (JsonNode?)Value(2))));
        return schema;
    }

    private JsonObject Value(int depth) => random.Next(depth > 0 ? 16 : 8) switch
    {
        0 => new() { ["type"] = "null" },
        1 => new() { ["type"] = "boolean" },
        2 or 3 => Number(),
        4 or 5 => Text(),
        6 => new() { ["enum"] = new JsonArray([.. Literals().Take(random.Next(1, 5))]) },
        7 => new() { ["const"] = Literals().First() },
        8 or 9 => List(depth - 1),
        10 or 11 or 12 => Object(depth - 1),
        13 => new() { [random.Next(2) == 0 ? "anyOf" : "oneOf"] = new JsonArray([.. Enumerable.Range(0, random.Next(2, 4)).Select(_ => Value(depth - 1))]) },
        14 => new() { ["allOf"] = new JsonArray(Object(depth - 1), Object(depth - 1)) },
        _ => new() { ["$ref"] = $"#/$defs/d{random.Next(Definitions)}" },
    };

    private JsonObject Number()
    {
        var isInteger = random.Next(2) == 0;
        var schema = new JsonObject { ["type"] = isInteger ? "integer" : "number" };
        var span = (int)Math.Pow(10, random.Next(1, 6));
        var least = random.Next(-span, span);
        if (random.Next(2) == 0) schema[random.Next(4) == 0 ? "exclusiveMinimum" : "minimum"] = least;
        if (random.Next(2) == 0) schema[random.Next(4) == 0 ? "exclusiveMaximum" : "maximum"] = least + random.Next(1, span);
        return schema;
    }

    private JsonObject Text()
    {
        var schema = new JsonObject { ["type"] = "string" };
        switch (random.Next(4))
        {
            case 0: schema["pattern"] = Patterns[random.Next(Patterns.Length)]; break;
            case 1: schema["format"] = Formats[random.Next(Formats.Length)]; break;
            case 2:
                var least = random.Next(4);
                schema["minLength"] = least;
                schema["maxLength"] = least + random.Next(4);
                break;
        }

        return schema;
    }

    private IEnumerable<JsonNode?> Literals()
    {
        while (true)
        {
            yield return random.Next(5) switch { 0 => null, 1 => JsonValue.Create(random.Next(-5, 500)), 2 => JsonValue.Create(random.Next(2) == 0), 3 => new JsonArray("x", 1), _ => JsonValue.Create(Names[random.Next(Names.Length)]) };
        }
    }

    private JsonObject List(int depth)
    {
        var schema = new JsonObject { ["type"] = "array" };
        if (random.Next(3) == 0) schema["prefixItems"] = new JsonArray([.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Value(depth))]);
        if (random.Next(4) != 0) schema["items"] = Value(depth);
        if (random.Next(2) == 0) schema["minItems"] = random.Next(3);
        if (random.Next(2) == 0) schema["maxItems"] = 3 + random.Next(3);
        return schema;
    }

    private JsonObject Object(int depth)
    {
        var names = Names.OrderBy(_ => random.Next()).Take(random.Next(4)).ToList();
        var schema = new JsonObject { ["type"] = "object" };
        if (names.Count > 0) schema["properties"] = new JsonObject(names.Select(name => KeyValuePair.Create(name, (JsonNode?)Value(depth))));
        if (names.Count > 0) schema["required"] = new JsonArray([.. names.Where(_ => random.Next(2) == 0).Select(name => JsonValue.Create(name))]);
        if (random.Next(3) == 0) schema["additionalProperties"] = random.Next(2) == 0 ? JsonValue.Create(false) : Value(depth);
        return schema;
    }
}
