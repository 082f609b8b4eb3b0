using System.Text.Json;
using Assistant.Inference.Grammars;

namespace Assistant.Inference.Tests.Grammars;

public sealed class JsonSchemaGrammarTests
{
    private static Gbnf Grammar(string schema) => Gbnf.Parse(JsonSchemaGrammar.Convert(JsonSerializer.Deserialize<JsonElement>(schema)));

    [Theory]
    [InlineData("""{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer","minimum":0,"maximum":150}},"required":["name"]}""",
        """{"name":"x"}""", """{"name": "x", "age": 150}""", """!{"age":3}""", """!{"name":"x","age":151}""", """!{"name":"x","more":1}""", """!{"name":"x",}""", """!{"age":3,"name":"x"}""", """!{ "name":"x"}""", """!{"name":"x","age":03}""")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"null"},"b":{"type":"null"},"c":{"type":"null"}}}""", "{}", """{"a":null}""", """{"b":null}""", """{"a":null,"c":null}""", """{"b":null,"c":null}""", """!{"c":null,"b":null}""", """!{,"b":null}""")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"null"}},"additionalProperties":{"type":"integer"}}""", "{}", """{"a":null,"b":1,"ab":2}""", """{"":1}""", """!{"a":1}""", """!{"b":null}""", """!{"\u0061":1}""")]
    [InlineData("""{"enum":["a\"b",1,null,{"k":[1]}]}""", "\"a\\\"b\"", "1", "null", """{"k":[1]}""", "!\"a\"", "!2")]
    [InlineData("""{"const":"é😀"}""", "\"é😀\"", "!\"é\"")]
    [InlineData("""{"type":"array","items":{"type":"boolean"},"minItems":1,"maxItems":3}""", "[true]", "[true, false,true]", "![]", "![true,true,true,true]", "![1]")]
    [InlineData("""{"type":"array","prefixItems":[{"type":"string"},{"type":"integer"}],"items":false,"minItems":1}""", """["x"]""", """["x",1]""", "![]", """!["x",1,2]""", "![1]")]
    [InlineData("""{"type":"string","minLength":2,"maxLength":3}""", "\"ab\"", "\"a😀é\"", "\"\\n\\u00e9\"", "!\"a\"", "!\"abcd\"")]
    [InlineData("""{"type":"string","pattern":"^[A-Z]{2}-\\d+$"}""", "\"AB-1\"", "\"XY-2025\"", "!\"AB-\"", "!\"aB-1\"", "!\"AB-1 \"")]
    [InlineData("""{"type":"string","pattern":"a\"b|\\\\$"}""", "\"xxa\\\"bxx\"", "\"xx\\\\\"", "!\"ab\"", "!\"\"")]
    [InlineData("""{"type":"string","format":"date"}""", "\"2024-02-28\"", "\"2025-12-31\"", "!\"2025-02-30\"", "!\"2025-13-01\"", "!\"2025-04-31\"")]
    [InlineData("""{"type":"string","format":"uuid"}""", "\"123e4567-e89b-12d3-a456-426614174000\"", "!\"123e4567\"")]
    [InlineData("""{"type":"integer","minimum":-5,"maximum":12}""", "-5", "0", "9", "10", "12", "!-6", "!13", "!-0", "!1.0", "!00")]
    [InlineData("""{"type":"integer","exclusiveMinimum":99,"maximum":1000}""", "100", "999", "1000", "!99", "!1001")]
    [InlineData("""{"type":"number","minimum":0,"maximum":1}""", "0", "0.5", "1", "!1.5", "!-0.5", "!2")]
    [InlineData("""{"type":"number","exclusiveMinimum":-2,"exclusiveMaximum":3}""", "-1.999", "0", "2.99", "!-2", "!3", "!3.0")]
    [InlineData("""{"type":"number"}""", "-1.5e10", "0", "12", "!01", "!.5", "!1e999")]
    [InlineData("""{"anyOf":[{"type":"string","maxLength":1},{"type":"null"}]}""", "null", "\"a\"", "!\"ab\"", "!1")]
    [InlineData("""{"type":["string","null"],"maxLength":1}""", "null", "\"\"", "!1")]
    [InlineData("""{"type":"integer","nullable":true}""", "null", "4", "!\"\"")]
    [InlineData("""{"oneOf":[{"type":"object","properties":{"kind":{"const":"a"},"x":{"type":"integer"}},"required":["kind","x"]},{"type":"object","properties":{"kind":{"const":"b"}},"required":["kind"]}]}""",
        """{"kind":"a","x":1}""", """{"kind":"b"}""", """!{"kind":"a"}""", """!{"kind":"c"}""")]
    [InlineData("""{"oneOf":[{"type":"object","properties":{"t":{"type":"string"},"calls":{"type":"array"}},"required":["t","calls"]},{"type":"object","properties":{"t":{"type":"string"},"answer":{"type":"string"}},"required":["t","answer"]}]}""",
        """{"t":"","calls":[]}""", """{"t":"","answer":""}""", """!{"t":""}""", """!{"t":"","calls":[],"answer":""}""")]
    [InlineData("""{"allOf":[{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]},{"properties":{"a":{"maximum":3,"minimum":2},"b":{"type":"null"}},"required":["b"]}]}""", """{"a":2,"b":null}""", """!{"a":4,"b":null}""", """!{"a":2}""")]
    [InlineData("""{"$ref":"#/$defs/node","$defs":{"node":{"type":"object","properties":{"v":{"type":"integer"},"next":{"anyOf":[{"$ref":"#/$defs/node"},{"type":"null"}]}},"required":["v","next"]}}}""",
        """{"v":1,"next":null}""", """{"v":1,"next":{"v":2,"next":{"v":3,"next":null}}}""", """!{"v":1}""", """!{"v":1,"next":{"v":2}}""")]
    [InlineData("""{"type":"array","items":{"$ref":"#"}}""", "[]", "[[],[[]]]", "![1]")]
    [InlineData("""{"type":"object"}""", "{}", """{"a":{"b":[1,"x",null]}}""", "![]")]
    [InlineData("""{"properties":{"a":{"type":"integer"}}}""", """{"a":1}""", "!1")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer"},"b":false}}""", """{"a":1}""", "{}", """!{"b":1}""")]
    [InlineData("true", "1", "[{}]", "\"x\"", "![")]
    public void A_schema_admits_what_it_says(string schema, params string[] examples)
    {
        var grammar = Grammar(schema);
        Assert.All(examples, example => Assert.True(grammar.Accepts(example.TrimStart('!')) == !example.StartsWith('!'), $"{schema}: {example}"));
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"not":{"type":"null"}}}}""", "#/properties/a", "not")]
    [InlineData("""{"type":"object","properties":{"a/b":{"type":"array","uniqueItems":true}}}""", "#/properties/a~1b", "uniqueItems")]
    [InlineData("""{"type":"number","multipleOf":0.5}""", "#/multipleOf", "multiples")]
    [InlineData("""{"type":"number","minimum":0.5}""", "#/minimum", "whole")]
    [InlineData("""{"type":"strin"}""", "#/type", "types are")]
    [InlineData("""{"type":"string","format":"iri"}""", "#/format", "iri")]
    [InlineData("""{"type":"string","pattern":"(?=a)b"}""", "#/pattern", "look-arounds")]
    [InlineData("""{"type":"string","pattern":"(a*)*"}""", "#/pattern", "may be empty")]
    [InlineData("""{"type":"string","pattern":"(\\w"}""", "#/pattern", "no end")]
    [InlineData("""{"type":"string","pattern":"a+","maxLength":3}""", "#/pattern", "minLength")]
    [InlineData("""{"oneOf":[{"type":"integer"},{"type":"number"}]}""", "#/oneOf", "two branches")]
    [InlineData("""{"oneOf":[{"type":"object","properties":{"a":{"type":"integer"}}},{"type":"object","properties":{"b":{"type":"integer"}}}]}""", "#/oneOf", "two branches")]
    [InlineData("""{"$ref":"#"}""", "#", "back to itself")]
    [InlineData("""{"anyOf":[{"$ref":"#"},{"type":"null"}]}""", "#", "contains itself")]
    [InlineData("""{"$ref":"https://example.org/schema"}""", "#", "leads out")]
    [InlineData("""{"$ref":"#/$defs/none"}""", "#", "leads nowhere")]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"#"}},"required":["a"]}""", "#", "no value")]
    [InlineData("""{"allOf":[{"type":"string"},{"type":"integer"}]}""", "#", "no value")]
    [InlineData("""{"enum":[]}""", "#", "no value")]
    [InlineData("""{"type":"string","minLength":5000}""", "#", "minLength")]
    [InlineData("""{"type":"object","minProperties":1}""", "#", "minProperties")]
    [InlineData("""{"items":3}""", "#/items", "a schema is")]
    [InlineData("""{"properties":[]}""", "#/properties", "object of schemas")]
    [InlineData("[]", "#", "a schema is")]
    public void What_cannot_be_expressed_is_refused_with_its_place(string schema, string path, string words)
    {
        var refused = Assert.Throws<JsonSchemaException>(() => Grammar(schema));
        Assert.Equal(path, refused.Path);
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_object_is_an_object_of_bounded_depth()
    {
        var grammar = Gbnf.Parse(JsonSchemaGrammar.AnyObject());
        Assert.True(grammar.Accepts("""{"a": {"b": [1, 2.5e3, "x", true, null, {}]}}"""));
        Assert.False(grammar.Accepts("[]"));
        Assert.False(grammar.Accepts("{\"a\":\n1}"));
        Assert.False(grammar.Accepts("{\"a\":" + new string('[', 20) + new string(']', 20) + "}"));
        var random = new Random(5);
        for (var i = 0; i < 200; i++) Assert.Equal(JsonValueKind.Object, JsonSerializer.Deserialize<JsonElement>(grammar.Sample(random)).ValueKind);
    }
}
