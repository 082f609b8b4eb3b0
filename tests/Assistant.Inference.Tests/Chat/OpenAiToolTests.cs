using System.Text.Json;
using Assistant.Core.Answering;
using Assistant.Core.Chat;
using Assistant.Inference.Chat;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace Assistant.Inference.Tests.Chat;

public sealed class OpenAiToolTests
{
    private const string Head = """{"id":"c1","object":"chat.completion","created":1,"model":"small-1","choices":[""";
    private static readonly ChatMessage[] Question = [new(ChatRole.User, "How warm is it?")];
    private static readonly AITool Weather = AIFunctionFactory.Create((string city, int days = 1) => city + days, "get_weather", "Weather at a place");

    private static OpenAiChatClient Client(ProtocolServer server) => new(Options.Create(new ChatEndpointOptions { Endpoint = server.Endpoint, Model = "small-1", Retries = 0 }));

    private static Task Answer(HttpContext context, string choice)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(Head + choice + """],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""");
    }

    [Fact]
    public async Task Tools_their_choice_calls_and_results_travel_in_the_protocol()
    {
        await using var server = await ProtocolServer.Start((context, _) => ProtocolServer.Complete(context, "7 degrees."));
        using var client = Client(server);
        ChatMessage[] conversation =
        [
            .. Question,
            new(ChatRole.Assistant, [new TextContent("Looking."), new FunctionCallContent("call1", "get_weather", new Dictionary<string, object?> { ["city"] = "Bern" })]),
            new(ChatRole.Tool, [new FunctionResultContent("call1", new { celsius = 7 })]),
        ];
        await client.GetResponseAsync(conversation, new ChatOptions { Tools = [Weather], ToolMode = ChatToolMode.RequireSpecific("get_weather"), AllowMultipleToolCalls = false });

        var body = Assert.Single(server.Requests).Body;
        var function = body.GetProperty("tools")[0].GetProperty("function");
        Assert.Equal(("get_weather", "string"), (function.GetProperty("name").GetString(), function.GetProperty("parameters").GetProperty("properties").GetProperty("city").GetProperty("type").GetString()));
        Assert.Equal("get_weather", body.GetProperty("tool_choice").GetProperty("function").GetProperty("name").GetString());
        Assert.False(body.GetProperty("parallel_tool_calls").GetBoolean());
        var (call, result) = (body.GetProperty("messages")[1], body.GetProperty("messages")[2]);
        Assert.Equal("""{"city":"Bern"}""", call.GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetString());
        Assert.Contains("Looking.", call.GetProperty("content").GetRawText(), StringComparison.Ordinal);
        Assert.Equal(("tool", "call1"), (result.GetProperty("role").GetString(), result.GetProperty("tool_call_id").GetString()));
        Assert.Contains("celsius", result.GetProperty("content").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_comes_back_whole_and_from_pieces()
    {
        await using var server = await ProtocolServer.Start(async (context, number) =>
        {
            if (number == 1)
            {
                await Answer(context, """{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant","content":null,"tool_calls":[{"id":"a1","type":"function","function":{"name":"get_weather","arguments":"{\"city\":\"Bern\",\"days\":2}"}}]}}""");
                return;
            }

            context.Response.ContentType = "text/event-stream";
            foreach (var delta in (string[])["""{"tool_calls":[{"index":0,"id":"a1","type":"function","function":{"name":"get_weather","arguments":""}}]}""", """{"tool_calls":[{"index":0,"function":{"arguments":"{\"city\":\"Be"}}]}""", """{"tool_calls":[{"index":0,"function":{"arguments":"rn\",\"days\":2}"}},{"index":1,"id":"a2","type":"function","function":{"name":"get_weather","arguments":"{}"}}]}"""])
                await context.Response.WriteAsync($$"""data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"small-1","choices":[{"index":0,"delta":{{delta}},"finish_reason":null}]}""" + "\n\n");
            await ProtocolServer.Piece(context, null, "tool_calls");
            await context.Response.WriteAsync("data: [DONE]\n\n");
        });
        using var client = Client(server);
        var whole = await client.GetResponseAsync(Question, new ChatOptions { Tools = [Weather] });
        var streamed = await client.GetStreamingResponseAsync(Question, new ChatOptions { Tools = [Weather] }).ToChatResponseAsync();

        Assert.Equal(ChatFinishReason.ToolCalls, whole.FinishReason);
        Assert.Equal(ChatFinishReason.ToolCalls, streamed.FinishReason);
        var call = Assert.Single(whole.Messages[0].Contents.OfType<FunctionCallContent>());
        Assert.Equal(("a1", "get_weather", "Bern", 2), (call.CallId, call.Name, ((JsonElement)call.Arguments!["city"]!).GetString(), ((JsonElement)call.Arguments["days"]!).GetInt32()));
        var calls = streamed.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().ToList();
        Assert.Equal(["a1", "a2"], calls.Select(one => one.CallId));
        Assert.Equal("Bern", ((JsonElement)calls[0].Arguments!["city"]!).GetString());
    }

    [Fact]
    public async Task A_call_with_arguments_that_are_no_JSON_is_not_the_protocol()
    {
        await using var server = await ProtocolServer.Start((context, _) => Answer(context, """{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant","content":null,"tool_calls":[{"id":"a1","type":"function","function":{"name":"get_weather","arguments":"{city"}}]}}"""));
        using var client = Client(server);
        Assert.Contains("not an answer", (await Assert.ThrowsAsync<ChatModelException>(() => client.GetResponseAsync(Question))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schema_seed_bias_and_the_settings_of_other_servers_travel()
    {
        await using var server = await ProtocolServer.Start((context, _) => ProtocolServer.Complete(context, "{}"));
        using var client = Client(server);
        var options = new GenerationOptions { LogitBias = new Dictionary<int, float> { [42] = -100 }, LogProbabilities = 3, MinP = 0.05f, RepeatPenalty = 1.1f }.On(new ChatOptions
        {
            Seed = 7,
            TopK = 40,
            ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonSerializer.Deserialize<JsonElement>("""{"type":"object","properties":{"a":{"type":"integer"}}}"""), "thing", "A thing"),
            AdditionalProperties = new() { ["strict"] = true },
        });
        await client.GetResponseAsync(Question, options);

        var body = Assert.Single(server.Requests).Body;
        var format = body.GetProperty("response_format");
        Assert.Equal(("json_schema", "thing", true), (format.GetProperty("type").GetString(), format.GetProperty("json_schema").GetProperty("name").GetString(), format.GetProperty("json_schema").GetProperty("strict").GetBoolean()));
        Assert.Equal("integer", format.GetProperty("json_schema").GetProperty("schema").GetProperty("properties").GetProperty("a").GetProperty("type").GetString());
        Assert.Equal((7, -100, true, 3), (body.GetProperty("seed").GetInt32(), body.GetProperty("logit_bias").GetProperty("42").GetInt32(), body.GetProperty("logprobs").GetBoolean(), body.GetProperty("top_logprobs").GetInt32()));
        Assert.Equal((40, 0.05, 1.1), (body.GetProperty("top_k").GetInt32(), body.GetProperty("min_p").GetDouble(), body.GetProperty("repetition_penalty").GetDouble()));
    }

    [Fact]
    public async Task Log_probabilities_come_back_whole_and_from_a_stream()
    {
        const string Logprobs = """{"content":[{"token":"H","logprob":-0.25,"bytes":[72],"top_logprobs":[{"token":"H","logprob":-0.25,"bytes":[72]},{"token":"J","logprob":-1.5,"bytes":[74]}]}],"refusal":null}""";
        await using var server = await ProtocolServer.Start(async (context, number) =>
        {
            if (number == 1)
            {
                await Answer(context, $$"""{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"H"},"logprobs":{{Logprobs}}}""");
                return;
            }

            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync($$"""data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"small-1","choices":[{"index":0,"delta":{"content":"H"},"logprobs":{{Logprobs}},"finish_reason":null}]}""" + "\n\n");
            await ProtocolServer.End(context);
        });
        using var client = Client(server);
        var whole = await client.GetResponseAsync(Question);
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in client.GetStreamingResponseAsync(Question)) updates.Add(update);

        foreach (var properties in (AdditionalPropertiesDictionary?[])[whole.AdditionalProperties, updates[0].AdditionalProperties])
        {
            var token = Assert.Single((IReadOnlyList<TokenLogProbability>)properties![TokenLogProbability.Key]!);
            Assert.Equal((-0.25f, (byte)72, -1.5f), (token.LogProbability, token.Bytes.Span[0], token.Best[1].LogProbability));
        }
    }

    [Fact]
    public async Task What_the_protocol_cannot_say_is_refused_rather_than_left_out()
    {
        await using var server = await ProtocolServer.Start((context, _) => ProtocolServer.Complete(context, "x"));
        using var client = Client(server);
        foreach (var generation in (GenerationOptions[])[new() { IsRaw = true }, new() { Grammar = "root ::= \"x\"" }, new() { Beams = 2 }, new() { Adapters = new Dictionary<string, float> { ["a"] = 1 } }])
            await Assert.ThrowsAsync<NotSupportedException>(() => client.GetResponseAsync(Question, generation.On(new ChatOptions())));
        Assert.Empty(server.Requests);
    }
}
