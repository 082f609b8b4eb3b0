using System.Text.Json;
using Assistant.Inference.Grammars;
using Assistant.Inference.Templates;
using Assistant.Inference.Tests.Grammars;
using Microsoft.Extensions.AI;

namespace Assistant.Inference.Tests.Templates;

public sealed class ToolCallTests
{
    private static readonly AIFunctionDeclaration[] Tools =
    [
        AIFunctionFactory.CreateDeclaration("search", "Finds", JsonSerializer.Deserialize<JsonElement>("""{"type":"object","properties":{"query":{"type":"string"},"k":{"type":"integer","minimum":1,"maximum":9}},"required":["query"]}""")),
        AIFunctionFactory.CreateDeclaration("compute", "Computes", JsonSerializer.Deserialize<JsonElement>("""{"type":"object","properties":{"program":{"$ref":"#/$defs/program"}},"required":["program"],"$defs":{"program":{"type":"string"}}}""")),
    ];

    private static ToolCallFormat Format(string template) => ToolCallFormat.Of(ChatTemplate.Parse(TemplateFiles.Published(template)));

    /// <summary>Reads a text in pieces of every length.</summary>
    private static (string Text, string[] Calls) Read(ToolCallFormat format, string written)
    {
        (string Text, string[] Calls)? first = null;
        for (var length = 1; length <= written.Length; length += length < 8 ? 1 : 7)
        {
            var reader = format.Reader(Tools);
            var text = "";
            for (var at = 0; at < written.Length; at += length) text += reader.Add(written[at..Math.Min(written.Length, at + length)]);
            var (rest, calls) = reader.Finish();
            (string, string[]) read = (text + rest, [.. calls.Select(call => $"{call.Name}({JsonSerializer.Serialize(call.Arguments)})")]);
            Assert.All(calls, call => Assert.Matches("^[a-zA-Z0-9]{9}$", call.CallId));
            first ??= read;
            Assert.Equal(first.Value.Text, read.Item1);
            Assert.Equal(first.Value.Calls, read.Item2);
        }

        return first!.Value;
    }

    [Theory]
    [InlineData("qwen2.5", nameof(ToolCallStyle.Hermes))]
    [InlineData("qwen3", nameof(ToolCallStyle.Hermes))]
    [InlineData("hermes", nameof(ToolCallStyle.Hermes))]
    [InlineData("llama3.1", nameof(ToolCallStyle.Llama))]
    [InlineData("mistral", nameof(ToolCallStyle.Mistral))]
    [InlineData("deepseek", nameof(ToolCallStyle.Json))] // its template shows calls, not tools
    [InlineData("chatml", nameof(ToolCallStyle.Json))]
    [InlineData("gemma3", nameof(ToolCallStyle.Json))]
    public void The_template_tells_the_format(string template, string style) => Assert.Equal(style, Format(template).Style.ToString());

    [Theory]
    [InlineData("qwen2.5", "Let me look.\n<tool_call>\n{\"name\": \"search\", \"arguments\": {\"query\": \"a } b\"}}\n</tool_call>\n<tool_call>\n{\"name\": \"compute\", \"arguments\": {\"program\": \"1\"}}\n</tool_call>", 2, "Let me look.")]
    [InlineData("qwen2.5", "{\"name\": \"search\", \"arguments\": {\"query\": \"x\"}}", 1, "")]
    [InlineData("mistral", "[TOOL_CALLS] [{\"name\": \"search\", \"arguments\": {\"query\": \"x\"}}, {\"name\": \"compute\", \"arguments\": {\"program\": \"1\"}}]", 2, "")]
    [InlineData("mistral", "[{\"name\": \"search\", \"arguments\": {\"query\": \"x\"}}]", 1, "")]
    [InlineData("llama3.1", "{\"name\": \"search\", \"parameters\": {\"query\": \"x\"}}", 1, "")]
    [InlineData("llama3.1", "<|python_tag|>{\"type\": \"function\", \"name\": \"search\", \"parameters\": {\"query\": \"x\"}}", 1, "")]
    [InlineData("chatml", "{\"tool_calls\": [{\"name\": \"search\", \"arguments\": \"{\\\"query\\\": \\\"x\\\"}\"}]}", 1, "")]
    public void Calls_are_read_and_the_text_beside_them_kept(string template, string written, int calls, string text)
    {
        var read = Read(Format(template), written);
        Assert.Equal((calls, text), (read.Calls.Length, read.Text.Trim()));
        Assert.StartsWith("search({\"query\":", read.Calls[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("qwen2.5", "Just text with <tool and {braces}.")]
    [InlineData("qwen2.5", "<tool_call>\n{\"name\": \"rm\", \"arguments\": {}}\n</tool_call>")]
    [InlineData("qwen2.5", "<tool_call>\n{\"name\": \"search\", \"argum")]
    [InlineData("mistral", "[1, 2, 3]")]
    [InlineData("llama3.1", "{\"answer\": 42}")]
    [InlineData("chatml", "{")]
    [InlineData("chatml", "  \n ")]
    public void What_is_no_call_comes_out_as_it_was(string template, string written)
    {
        var read = Read(Format(template), written);
        Assert.Equal((written, 0), (read.Text, read.Calls.Length));
    }

    [Theory]
    [InlineData("qwen2.5", true)]
    [InlineData("qwen2.5", false)]
    [InlineData("mistral", true)]
    [InlineData("llama3.1", true)]
    [InlineData("chatml", true)]
    public void A_forced_call_is_read_back(string template, bool parallel)
    {
        var format = Format(template);
        var grammar = Gbnf.Parse(format.Grammar(Tools, parallel));
        var random = new Random(11);
        var most = 0;
        for (var i = 0; i < 60; i++)
        {
            var written = grammar.Sample(random);
            var reader = format.Reader(Tools);
            Assert.Equal("", reader.Add(written));
            var (text, calls) = reader.Finish();
            Assert.Equal("", text);
            Assert.NotEmpty(calls);
            most = Math.Max(most, calls.Count);
            Assert.All(calls, call => Assert.Contains(call.Name == "search" ? "query" : "program", call.Arguments!.Keys));
        }

        Assert.Equal(parallel && format.Style != ToolCallStyle.Llama, most > 1);
        Assert.False(grammar.Accepts("no call"));
    }

    [Fact]
    public void An_answer_by_schema_may_stand_in_place_of_a_call()
    {
        var grammar = Gbnf.Parse(Format("qwen2.5").Grammar(Tools, true, JsonSerializer.Deserialize<JsonElement>("""{"type":"object","properties":{"answer":{"type":"string"}},"required":["answer"]}""")));
        Assert.True(grammar.Accepts("{\"answer\":\"x\"}"));
        Assert.True(grammar.Accepts("<tool_call>\n{\"name\": \"compute\", \"arguments\": {\"program\":\"1\"}}\n</tool_call>"));
        Assert.False(grammar.Accepts("{}"));
    }

    [Fact]
    public void A_tool_whose_parameters_cannot_be_forced_is_named()
    {
        var tool = AIFunctionFactory.CreateDeclaration("odd", "", JsonSerializer.Deserialize<JsonElement>("""{"type":"object","properties":{"a":{"not":{}}}}"""));
        var refused = Assert.Throws<JsonSchemaException>(() => Format("chatml").Grammar([tool], true));
        Assert.Contains("odd", refused.Message, StringComparison.Ordinal);
        Assert.Contains("#/properties/a", refused.Message, StringComparison.Ordinal);
    }
}
