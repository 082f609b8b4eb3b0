using System.Text.Json;
using Assistant.Inference.Llm.Text;

namespace Assistant.Inference.Tests.Llm;

public sealed class ToolCallReaderTests
{
    [Theory]
    [InlineData("""{"tool_calls": [{"name": "search", "arguments": {"query": "a <b>", "limit": 3}}]}""")]
    [InlineData("<tool_call>\n{\"name\": \"search\", \"arguments\": {\"query\": \"a <b>\", \"limit\": 3}}\n</tool_call>")]
    [InlineData("""{"name": "search", "parameters": {"query": "a <b>", "limit": 3}}""")]
    [InlineData(""" [{"name": "search", "arguments": {"query": "a <b>", "limit": 3}}]""")]
    public void Calls_are_read_in_the_forms_that_models_write(string written)
    {
        for (var size = 1; size < written.Length; size += 5)
        {
            var reader = new ToolCallReader(new HashSet<string> { "search" });
            var text = string.Concat(written.Chunk(size).Select(piece => reader.Add(new string(piece))));
            var (rest, calls) = reader.Finish();

            Assert.Equal("", (text + rest).Trim());
            var call = Assert.Single(calls);
            Assert.Equal("search", call.Name);
            Assert.Equal("a <b>", ((JsonElement)call.Arguments!["query"]!).GetString());
            Assert.Equal(3, ((JsonElement)call.Arguments["limit"]!).GetInt32());
        }
    }

    [Fact]
    public void Several_calls_behind_a_text_are_read_and_the_text_stays()
    {
        var reader = new ToolCallReader(new HashSet<string> { "a", "b" });
        var text = reader.Add("I look. <tool_call>{\"name\":\"a\",\"arguments\":{}}</tool_call>\n<tool_call>{\"name\":\"b\",\"arguments\":{}}</tool_call>");
        var (rest, calls) = reader.Finish();

        Assert.Equal("I look. ", text + rest);
        Assert.Equal(["a", "b"], calls.Select(call => call.Name));
    }

    [Theory]
    [InlineData("""{"name": "unknown", "arguments": {}}""")]
    [InlineData("""{"answer": 5}""")]
    [InlineData("[1] says so <tool")]
    [InlineData("<tool_call>{broken</tool_call>")]
    public void What_is_no_call_comes_out_as_text(string written)
    {
        var reader = new ToolCallReader(new HashSet<string> { "search" });
        var text = string.Concat(written.Chunk(3).Select(piece => reader.Add(new string(piece))));
        var (rest, calls) = reader.Finish();

        Assert.Equal(written, text + rest);
        Assert.Empty(calls);
    }
}
