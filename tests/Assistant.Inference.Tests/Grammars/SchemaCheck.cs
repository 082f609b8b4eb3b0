using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Assistant.Inference.Tests.Grammars;

/// <summary>A plain check of values against schemas, keyword by keyword as the specification says it.</summary>
internal sealed class SchemaCheck(JsonElement root)
{
    public bool IsValid(JsonElement value) => IsValid(value, root);

    private bool IsValid(JsonElement value, JsonElement schema)
    {
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False) return schema.ValueKind == JsonValueKind.True;
        return schema.EnumerateObject().All(keyword => Holds(keyword.Name, keyword.Value, value, schema));
    }

    private bool Holds(string keyword, JsonElement limit, JsonElement value, JsonElement schema)
    {
        var (isNumber, isText, isList, isObject) = (value.ValueKind == JsonValueKind.Number, value.ValueKind == JsonValueKind.String, value.ValueKind == JsonValueKind.Array, value.ValueKind == JsonValueKind.Object);
        switch (keyword)
        {
            case "$ref":
                return IsValid(value, limit.GetString()!.Split('/').Skip(1).Aggregate(root, (at, name) => at.GetProperty(name)));
            case "type":
                return limit.ValueKind == JsonValueKind.String ? IsOf(value, limit.GetString()!) : limit.EnumerateArray().Any(type => IsOf(value, type.GetString()!));
            case "enum":
                return limit.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value));
            case "const":
                return JsonElement.DeepEquals(limit, value);
            case "minimum":
                return !isNumber || Number(value) >= Number(limit);
            case "maximum":
                return !isNumber || Number(value) <= Number(limit);
            case "exclusiveMinimum":
                return !isNumber || Number(value) > Number(limit);
            case "exclusiveMaximum":
                return !isNumber || Number(value) < Number(limit);
            case "minLength":
                return !isText || value.GetString()!.EnumerateRunes().Count() >= limit.GetInt32();
            case "maxLength":
                return !isText || value.GetString()!.EnumerateRunes().Count() <= limit.GetInt32();
            case "pattern":
                return !isText || Regex.IsMatch(value.GetString()!, limit.GetString()!, RegexOptions.ECMAScript, TimeSpan.FromSeconds(5));
            case "format":
                return !isText || limit.GetString() switch
                {
                    "date" => DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
                    "date-time" => DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
                    "uuid" => Guid.TryParseExact(value.GetString(), "D", out _),
                    "ipv4" => System.Net.IPAddress.TryParse(value.GetString(), out var address) && address.ToString() == value.GetString(),
                    "ipv6" => System.Net.IPAddress.TryParse(value.GetString(), out _),
                    "email" => System.Net.Mail.MailAddress.TryCreate(value.GetString(), out _),
                    _ => throw new NotSupportedException(limit.GetString()),
                };
            case "required":
                return !isObject || limit.EnumerateArray().All(name => value.TryGetProperty(name.GetString()!, out _));
            case "properties":
                return !isObject || value.EnumerateObject().All(member => !limit.TryGetProperty(member.Name, out var inner) || IsValid(member.Value, inner));
            case "additionalProperties":
                return !isObject || value.EnumerateObject().All(member => (schema.TryGetProperty("properties", out var named) && named.TryGetProperty(member.Name, out _)) || IsValid(member.Value, limit));
            case "items":
                return !isList || value.EnumerateArray().Skip(schema.TryGetProperty("prefixItems", out var before) ? before.GetArrayLength() : 0).All(item => IsValid(item, limit));
            case "prefixItems":
                return !isList || value.EnumerateArray().Zip(limit.EnumerateArray()).All(pair => IsValid(pair.First, pair.Second));
            case "minItems":
                return !isList || value.GetArrayLength() >= limit.GetInt32();
            case "maxItems":
                return !isList || value.GetArrayLength() <= limit.GetInt32();
            case "allOf":
                return limit.EnumerateArray().All(part => IsValid(value, part));
            case "anyOf":
                return limit.EnumerateArray().Any(part => IsValid(value, part));
            case "oneOf":
                return limit.EnumerateArray().Count(part => IsValid(value, part)) == 1;
            case "$defs":
                return true;
            default:
                throw new NotSupportedException(keyword);
        }
    }

    private static bool IsOf(JsonElement value, string type) => type switch
    {
        "null" => value.ValueKind == JsonValueKind.Null,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        _ => value.ValueKind == JsonValueKind.Number && value.GetDouble() == Math.Floor(value.GetDouble()),
    };

    private static double Number(JsonElement value) => value.GetDouble();
}
