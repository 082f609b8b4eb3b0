using System.Text.Json;

namespace Assistant.Inference.Grammars;

/// <summary>
/// JSON schemas as GBNF grammars for llama.cpp. The grammar may admit less than the schema (properties in the schema's order, no
/// properties beyond those named unless the schema asks for them, white space of at most one blank after a comma or colon, numbers of 15
/// digits), never more; what would be more is refused with its place in the schema.
/// </summary>
public static class JsonSchemaGrammar
{
    private const int MostCharacters = 1 << 20;

    /// <summary>Turns a schema into a grammar.</summary>
    /// <param name="schema">An object, or true for any value. References lead into it.</param>
    /// <returns>GBNF with the rule <c>root</c> first.</returns>
    /// <exception cref="JsonSchemaException">It is malformed, cannot be expressed, or admits nothing.</exception>
    public static string Convert(JsonElement schema)
    {
        if (schema.ValueKind == JsonValueKind.Object && schema.GetRawText().Length > MostCharacters) throw new JsonSchemaException("#", $"the schema has more than {MostCharacters} characters.");
        try
        {
            var grammar = new Grammar();
            var root = new ValueRules(grammar, new SchemaReader(schema)).Of([new(schema, "#")], "root-value");
            return grammar.Write(root) ?? throw new JsonSchemaException("#", "no value satisfies the schema.");
        }
        catch (InvalidOperationException e)
        {
            // Strings of JSON are decoded when they are asked for, and say so when an escape is half a character.
            throw new JsonSchemaException("The JSON schema holds a half of a character.", e);
        }
    }

    /// <summary>The grammar of any JSON object, nested at most eight deep: what <c>response_format</c> <c>json_object</c> asks for.</summary>
    public static string AnyObject()
    {
        var grammar = new Grammar();
        return grammar.Write(AnyValue.Object(grammar, AnyValue.Depth))!;
    }
}
