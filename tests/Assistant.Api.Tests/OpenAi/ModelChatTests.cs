using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net;
using System.Text;
using System.Text.Json;
using Assistant.Core.Access;
using Assistant.Core.Answering;
using Assistant.Core.Chat;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Models;
using ChatFinishReason = Microsoft.Extensions.AI.ChatFinishReason;
using Wire = OpenAI.Chat;

namespace Assistant.Api.Tests.OpenAi;

public sealed class ModelChatTests
{
    private const string Parameters = """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}""";

    private static async Task<(ChatClient Client, ApiKeyCredential Key, OpenAIClientOptions Options)> ClientAsync(ServiceFixture service)
    {
        var (_, secret) = await service.Services.GetRequiredService<IApiKeyStore>().CreateAsync("client", ApiRole.Reader, []);
        var key = new ApiKeyCredential(secret);
        var options = new OpenAIClientOptions { Endpoint = new Uri("http://localhost/v1"), Transport = new HttpClientPipelineTransport(new HttpClient(service.Handler())), RetryPolicy = new ClientRetryPolicy(0) };
        return (new ChatClient(ScriptedChatClient.Id, key, options), key, options);
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(ServiceFixture service, string path, string body)
    {
        using var response = await service.Http.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
        return (response.StatusCode, JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync()));
    }

    private static string Chat(string members) => $$"""{"model":"scripted-1","messages":[{"role":"user","content":"Hello?"}]{{members}}}""";

    [Fact]
    public async Task The_official_client_chats_with_the_model_itself()
    {
        using var model = new ScriptedChatClient((_, _) => ScriptedChatClient.Pieces(ChatFinishReason.Length, "Good", " day."));
        await using var service = new ServiceFixture(model);
        var (client, key, options) = await ClientAsync(service);
        Wire.ChatMessage[] messages = [new SystemChatMessage("Be brief."), new UserChatMessage("Hello?"), new AssistantChatMessage("Yes?"), new UserChatMessage("Go on.")];
        var completion = (await client.CompleteChatAsync(messages, new ChatCompletionOptions { Temperature = 0.5f, TopP = 0.9f, FrequencyPenalty = 1, PresencePenalty = -1, MaxOutputTokenCount = 5, StopSequences = { "END", "\n" } })).Value;
        StringBuilder streamed = new();
        Wire.ChatFinishReason? reason = null;
        ChatTokenUsage? usage = null;
        await foreach (var update in client.CompleteChatStreamingAsync(messages))
        {
            streamed.Append(string.Concat(update.ContentUpdate.Select(part => part.Text)));
            reason ??= update.FinishReason;
            usage ??= update.Usage;
        }

        Assert.Equal(("Good day.", Wire.ChatFinishReason.Length), (completion.Content[0].Text, completion.FinishReason));
        Assert.Equal((10, 2, 12, 4), (completion.Usage.InputTokenCount, completion.Usage.OutputTokenCount, completion.Usage.TotalTokenCount, completion.Usage.InputTokenDetails.CachedTokenCount));
        Assert.Equal(("Good day.", Wire.ChatFinishReason.Length, 12), (streamed.ToString(), reason, usage!.TotalTokenCount));
        var (asked, settings) = model.Asked.First();
        Assert.Equal(["system: Be brief.", "user: Hello?", "assistant: Yes?", "user: Go on."], asked.Select(message => $"{message.Role}: {message.Text}"));
        Assert.Equal((0.5f, 0.9f, 1f, -1f, 5), (settings.Temperature, settings.TopP, settings.FrequencyPenalty, settings.PresencePenalty, settings.MaxOutputTokens));
        Assert.Equal(["END", "\n"], settings.StopSequences!);
        var ids = (await new OpenAIModelClient(key, options).GetModelsAsync()).Value.Select(listed => listed.Id).ToList();
        Assert.Contains(ScriptedChatClient.Id, ids);
        Assert.Contains("assistant", ids);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_official_client_gets_calls_of_tools_and_gives_results(bool stream)
    {
        using var model = new ScriptedChatClient((messages, _) => messages[^1].Role == ChatRole.Tool
            ? ScriptedChatClient.Pieces(ChatFinishReason.Stop, "7 and 9 degrees.")
            :
            [
                new ChatResponseUpdate(ChatRole.Assistant, "Looking."),
                new ChatResponseUpdate(ChatRole.Assistant,
                [
                    new FunctionCallContent("aaaaaaaa1", "get_weather", new Dictionary<string, object?> { ["city"] = "Zürich" }),
                    new FunctionCallContent("aaaaaaaa2", "get_weather", new Dictionary<string, object?> { ["city"] = "Bern", ["days"] = 2 }),
                ]) { FinishReason = ChatFinishReason.ToolCalls },
            ]);
        await using var service = new ServiceFixture(model);
        var (client, _, _) = await ClientAsync(service);
        var options = new ChatCompletionOptions { Tools = { ChatTool.CreateFunctionTool("get_weather", "Weather at a place", BinaryData.FromString(Parameters), true) }, ToolChoice = ChatToolChoice.CreateRequiredChoice(), AllowParallelToolCalls = true };
        List<Wire.ChatMessage> messages = [new UserChatMessage("How warm is it?")];
        List<(string Id, string Name, string Arguments)> calls = [];
        if (stream)
        {
            SortedDictionary<int, (string Id, string Name, StringBuilder Arguments)> building = [];
            await foreach (var update in client.CompleteChatStreamingAsync(messages, options))
            {
                foreach (var piece in update.ToolCallUpdates)
                {
                    if (!building.ContainsKey(piece.Index)) building[piece.Index] = (piece.ToolCallId, piece.FunctionName, new StringBuilder());
                    building[piece.Index].Arguments.Append(piece.FunctionArgumentsUpdate);
                }
            }

            calls.AddRange(building.Values.Select(call => (call.Id, call.Name, call.Arguments.ToString())));
        }
        else
        {
            var completion = (await client.CompleteChatAsync(messages, options)).Value;
            Assert.Equal((Wire.ChatFinishReason.ToolCalls, "Looking."), (completion.FinishReason, completion.Content[0].Text));
            calls.AddRange(completion.ToolCalls.Select(call => (call.Id, call.FunctionName, call.FunctionArguments.ToString())));
        }

        Assert.Equal([("aaaaaaaa1", "get_weather", """{"city":"Zürich"}"""), ("aaaaaaaa2", "get_weather", """{"city":"Bern","days":2}""")], calls);
        messages.Add(new AssistantChatMessage(calls.Select(call => ChatToolCall.CreateFunctionToolCall(call.Id, call.Name, BinaryData.FromString(call.Arguments)))));
        messages.Add(new ToolChatMessage("aaaaaaaa1", "7"));
        messages.Add(new ToolChatMessage("aaaaaaaa2", "9"));
        Assert.Equal("7 and 9 degrees.", (await client.CompleteChatAsync(messages, options)).Value.Content[0].Text);

        var (_, first) = model.Asked.First();
        var tool = Assert.IsType<AIFunctionDeclaration>(Assert.Single(first.Tools!), exactMatch: false);
        Assert.Equal(("get_weather", "Weather at a place", "string"), (tool.Name, tool.Description, tool.JsonSchema.GetProperty("properties").GetProperty("city").GetProperty("type").GetString()));
        Assert.Equal((ChatToolMode.RequireAny, true), (first.ToolMode, first.AllowMultipleToolCalls));
        var (second, _) = model.Asked.Last();
        var call = second[1].Contents.OfType<FunctionCallContent>().Last();
        Assert.Equal(("aaaaaaaa2", "Bern"), (call.CallId, ((JsonElement)call.Arguments!["city"]!).GetString()));
        Assert.Equal(["7", "9"], second.Where(message => message.Role == ChatRole.Tool).Select(message => message.Contents.OfType<FunctionResultContent>().Single().Result));
    }

    [Fact]
    public async Task A_schema_a_seed_and_biases_reach_the_model()
    {
        using var model = new ScriptedChatClient((_, _) => ScriptedChatClient.Pieces(ChatFinishReason.Stop, "{}"));
        await using var service = new ServiceFixture(model);
        var (client, _, _) = await ClientAsync(service);
#pragma warning disable OPENAI001 // The package calls the seed experimental.
        var options = new ChatCompletionOptions { Seed = 7, ResponseFormat = Wire.ChatResponseFormat.CreateJsonSchemaFormat("place", BinaryData.FromString(Parameters), "A place", true), LogitBiases = { [42] = -100 } };
#pragma warning restore OPENAI001
        await client.CompleteChatAsync([new UserChatMessage("Where?")], options);
        await client.CompleteChatAsync([new UserChatMessage("Where?")], new ChatCompletionOptions { ResponseFormat = Wire.ChatResponseFormat.CreateJsonObjectFormat() });

        var settings = model.Asked.First().Options;
        var format = Assert.IsType<ChatResponseFormatJson>(settings.ResponseFormat);
        Assert.Equal(("place", "string", 7L), (format.SchemaName, format.Schema!.Value.GetProperty("properties").GetProperty("city").GetProperty("type").GetString(), settings.Seed));
        Assert.Equal(-100, GenerationOptions.Of(settings)!.LogitBias![42]);
        Assert.Null(Assert.IsType<ChatResponseFormatJson>(model.Asked.Last().Options.ResponseFormat).Schema);
    }

    [Fact]
    public async Task Log_probabilities_come_with_their_alternatives()
    {
        var euro = Encoding.UTF8.GetBytes("€");
        var logprobs = new AdditionalPropertiesDictionary
        {
            [TokenLogProbability.Key] = (IReadOnlyList<TokenLogProbability>)[new(7, euro.AsMemory(0, 2), -0.5f, [new(7, euro.AsMemory(0, 2), -0.5f, []), new(9, new byte[] { 65 }, -1.5f, [])])],
        };
        using var model = new ScriptedChatClient((_, _) => [new ChatResponseUpdate(ChatRole.Assistant, "€") { AdditionalProperties = logprobs, FinishReason = ChatFinishReason.Stop }]);
        await using var service = new ServiceFixture(model);
        var (client, _, _) = await ClientAsync(service);
        var options = new ChatCompletionOptions { IncludeLogProbabilities = true, TopLogProbabilityCount = 2 };
        var whole = Assert.Single((await client.CompleteChatAsync([new UserChatMessage("?")], options)).Value.ContentTokenLogProbabilities);
        List<ChatTokenLogProbabilityDetails> streamed = [];
        await foreach (var update in client.CompleteChatStreamingAsync([new UserChatMessage("?")], options)) streamed.AddRange(update.ContentTokenLogProbabilities);

        foreach (var token in (ChatTokenLogProbabilityDetails[])[whole, Assert.Single(streamed)])
        {
            Assert.Equal((-0.5f, "A", -1.5f), (token.LogProbability, token.TopLogProbabilities[1].Token, token.TopLogProbabilities[1].LogProbability));
            Assert.Equal(euro[..2], token.Utf8Bytes!.Value.ToArray());
        }

        Assert.Equal(2, GenerationOptions.Of(model.Asked.First().Options)!.LogProbabilities);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Several_answers_have_numbers_and_seeds_of_their_own(bool stream)
    {
        using var model = new ScriptedChatClient((_, options) => ScriptedChatClient.Pieces(ChatFinishReason.Stop, "seed ", $"{options.Seed}"));
        await using var service = new ServiceFixture(model);
        if (!stream)
        {
            var (status, body) = await PostAsync(service, "/v1/chat/completions", Chat(",\"n\":3,\"seed\":5"));
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.Equal([(0, "seed 5"), (1, "seed 6"), (2, "seed 7")], body.GetProperty("choices").EnumerateArray().Select(choice => (choice.GetProperty("index").GetInt32(), choice.GetProperty("message").GetProperty("content").GetString()!)));
            Assert.Equal((10, 6), (body.GetProperty("usage").GetProperty("prompt_tokens").GetInt32(), body.GetProperty("usage").GetProperty("completion_tokens").GetInt32()));
            return;
        }

        var lines = (await (await service.Http.PostAsync("/v1/chat/completions", new StringContent(Chat(",\"n\":3,\"seed\":5,\"stream\":true,\"stream_options\":{\"include_usage\":true}"), Encoding.UTF8, "application/json"))).Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("data: [DONE]", lines[^1]);
        List<JsonElement> chunks = [.. lines[..^1].Select(line => JsonSerializer.Deserialize<JsonElement>(line[6..]))];
        Assert.Equal(6, chunks[^1].GetProperty("usage").GetProperty("completion_tokens").GetInt32());
        var choices = chunks[..^1].Select(chunk => chunk.GetProperty("choices")[0]).GroupBy(choice => choice.GetProperty("index").GetInt32()).OrderBy(group => group.Key).ToList();
        Assert.Equal(["seed 5", "seed 6", "seed 7"], choices.Select(group => string.Concat(group.Select(choice => choice.GetProperty("delta").TryGetProperty("content", out var text) ? text.GetString() : ""))));
        Assert.All(choices, group => Assert.Equal("stop", group.Last().GetProperty("finish_reason").GetString()));
        Assert.All(choices, group => Assert.Equal("assistant", group.First().GetProperty("delta").GetProperty("role").GetString()));
    }

    [Fact]
    public async Task A_plain_prompt_is_gone_on_with()
    {
        using var model = new ScriptedChatClient((messages, _) => ScriptedChatClient.Pieces(ChatFinishReason.Length, " and", $" {messages[0].Text.Length}"));
        await using var service = new ServiceFixture(model);
        var (_, two) = await PostAsync(service, "/v1/completions", """{"model":"scripted-1","prompt":["Once","Twice"],"n":2,"echo":true,"max_tokens":7}""");
        using var streaming = await service.Http.PostAsync("/v1/completions", new StringContent("""{"model":"scripted-1","prompt":"Once","stream":true,"stream_options":{"include_usage":true}}""", Encoding.UTF8, "application/json"));
        var lines = (await streaming.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(["Once and 4", "Once and 4", "Twice and 5", "Twice and 5"], two.GetProperty("choices").EnumerateArray().Select(choice => choice.GetProperty("text").GetString()));
        Assert.Equal([0, 1, 2, 3], two.GetProperty("choices").EnumerateArray().Select(choice => choice.GetProperty("index").GetInt32()));
        Assert.Equal(("text_completion", 20), (two.GetProperty("object").GetString(), two.GetProperty("usage").GetProperty("prompt_tokens").GetInt32()));
        List<JsonElement> chunks = [.. lines[..^1].Select(line => JsonSerializer.Deserialize<JsonElement>(line[6..]))];
        Assert.Equal(" and 4", string.Concat(chunks[..^1].Select(chunk => chunk.GetProperty("choices")[0].GetProperty("text").GetString())));
        Assert.Equal("length", chunks[^2].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal(12, chunks[^1].GetProperty("usage").GetProperty("total_tokens").GetInt32());
        Assert.All(model.Asked, asked => Assert.True(GenerationOptions.Of(asked.Options)!.IsRaw));
        Assert.Equal([7, 16], model.Asked.Select(asked => asked.Options.MaxOutputTokens!.Value).Distinct());
    }

    [Theory]
    [InlineData(false, false, HttpStatusCode.BadRequest)]
    [InlineData(true, false, HttpStatusCode.ServiceUnavailable)]
    [InlineData(false, true, HttpStatusCode.BadGateway)]
    public async Task What_the_model_refuses_is_told_in_the_protocol(bool unreachable, bool misconfigured, HttpStatusCode expected)
    {
        using var model = new ScriptedChatClient((_, _) => throw new ChatModelException("The prompt is too long.", unreachable, null) { IsMisconfigured = misconfigured });
        await using var service = new ServiceFixture(model);
        foreach (var stream in (string[])["", ",\"stream\":true", ",\"n\":2", ",\"n\":2,\"stream\":true"])
        {
            var (status, body) = await PostAsync(service, "/v1/chat/completions", Chat(stream));
            Assert.Equal((expected, "The prompt is too long."), (status, body.GetProperty("error").GetProperty("message").GetString()));
        }

        Assert.Equal(expected, (await PostAsync(service, "/v1/completions", """{"model":"scripted-1","prompt":"x","stream":true}""")).Status);
    }

    [Fact]
    public async Task A_stream_that_breaks_off_says_so_and_is_not_done()
    {
        using var model = new ScriptedChatClient((_, _) => Broken());
        await using var service = new ServiceFixture(model);
        using var response = await service.Http.PostAsync("/v1/chat/completions", new StringContent(Chat(",\"stream\":true"), Encoding.UTF8, "application/json"));
        var text = await response.Content.ReadAsStringAsync();

        Assert.Contains("Good", text, StringComparison.Ordinal);
        Assert.Contains("\"error\":{\"message\":\"It broke.\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);

        static IEnumerable<ChatResponseUpdate> Broken()
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, "Good");
            throw new ChatModelException("It broke.", isUnreachable: true, null);
        }
    }

    [Fact]
    public async Task A_client_that_goes_away_ends_the_models_work()
    {
        var ended = new TaskCompletionSource();
        using var model = new ScriptedChatClient((_, _) => Enumerable.Range(0, 1_000_000).Select(i => new ChatResponseUpdate(ChatRole.Assistant, $"{i} ")))
        {
            Pace = async token =>
            {
                token.Register(() => ended.TrySetResult());
                await Task.Delay(5, token);
            },
        };
        await using var service = new ServiceFixture(model);
        using var leaving = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(Chat(",\"stream\":true,\"n\":2"), Encoding.UTF8, "application/json") };
        using (var response = await service.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, leaving.Token))
        {
            var stream = await response.Content.ReadAsStreamAsync(leaving.Token);
            Assert.True(await stream.ReadAsync(new byte[100], leaving.Token) > 0);
            await leaving.CancelAsync();
        }

        await ended.Task.WaitAsync(TimeSpan.FromMinutes(2));
    }

    [Theory]
    [InlineData(",\"temperature\":3", "temperature")]
    [InlineData(",\"temperature\":\"hot\"", null)]
    [InlineData(",\"top_p\":0", "top_p")]
    [InlineData(",\"frequency_penalty\":-3", "frequency_penalty")]
    [InlineData(",\"presence_penalty\":2.1", "presence_penalty")]
    [InlineData(",\"max_tokens\":0", "max_tokens")]
    [InlineData(",\"max_completion_tokens\":-1", "max_tokens")]
    [InlineData(",\"max_tokens\":99999999999", null)]
    [InlineData(",\"n\":0", "n")]
    [InlineData(",\"n\":129", "n")]
    [InlineData(",\"stop\":[1]", "stop[0]")]
    [InlineData(",\"stop\":\"\"", "stop")]
    [InlineData(",\"stop\":{\"a\":1}", "stop")]
    [InlineData(",\"logit_bias\":{\"x\":1}", "logit_bias")]
    [InlineData(",\"logit_bias\":{\"1\":101}", "logit_bias")]
    [InlineData(",\"top_logprobs\":2", "top_logprobs")]
    [InlineData(",\"logprobs\":true,\"top_logprobs\":21", "top_logprobs")]
    [InlineData(",\"stream_options\":{\"include_usage\":true}", "stream_options")]
    [InlineData(",\"tools\":[{\"type\":\"web_search\"}]", "tools[0]")]
    [InlineData(",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a b\"}}]", "tools[0].function.name")]
    [InlineData(",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\",\"parameters\":[]}}]", "tools[0].function.parameters")]
    [InlineData(",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\"}},{\"type\":\"function\",\"function\":{\"name\":\"a\"}}]", "tools")]
    [InlineData(",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\"}}],\"tool_choice\":\"maybe\"", "tool_choice")]
    [InlineData(",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\"}}],\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"b\"}}", "tool_choice")]
    [InlineData(",\"tool_choice\":\"auto\"", "tool_choice")]
    [InlineData(",\"functions\":[]", "functions")]
    [InlineData(",\"response_format\":{\"type\":\"xml\"}", "response_format")]
    [InlineData(",\"response_format\":{\"type\":\"json_schema\"}", "response_format")]
    [InlineData(",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"schema\":{}}}", "response_format.json_schema.name")]
    [InlineData(",\"response_format\":{\"type\":\"json_object\"},\"grammar\":\"root ::= [a]\"", "grammar")]
    [InlineData(",\"top_k\":-1", "top_k")]
    [InlineData(",\"min_p\":2", "min_p")]
    public async Task A_wrong_parameter_is_named(string members, string? parameter)
    {
        using var model = new ScriptedChatClient((_, _) => ScriptedChatClient.Pieces(ChatFinishReason.Stop, "x"));
        await using var service = new ServiceFixture(model);
        var (status, body) = await PostAsync(service, "/v1/chat/completions", Chat(members));
        var error = body.GetProperty("error");

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request_error", parameter), (status, error.GetProperty("type").GetString(), error.GetProperty("param").GetString()));
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
        Assert.Empty(model.Asked);
    }

    [Theory]
    [InlineData("[]", "messages")]
    [InlineData("[null]", "messages[0].role")]
    [InlineData("""[{"role":"king","content":"x"}]""", "messages[0].role")]
    [InlineData("""[{"role":"user"}]""", "messages[0].content")]
    [InlineData("""[{"role":"user","content":3}]""", "messages[0].content")]
    [InlineData("""[{"role":"user","content":"\ud800"}]""", "messages[0].content")]
    [InlineData("""[{"role":"user","content":[{"type":"video"}]}]""", "messages[0].content[0]")]
    [InlineData("""[{"role":"user","content":[{"type":"image_url","image_url":{"url":"http://169.254.169.254/"}}]}]""", "messages[0].content[0].image_url.url")]
    [InlineData("""[{"role":"system","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,aGVsbG8="}}]}]""", "messages[0].content")]
    [InlineData("""[{"role":"assistant"}]""", "messages[0].content")]
    [InlineData("""[{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{"}}]}]""", "messages[0].tool_calls[0].function.arguments")]
    [InlineData("""[{"role":"assistant","tool_calls":[{"id":"","function":{"name":"f"}}]}]""", "messages[0].tool_calls[0]")]
    [InlineData("""[{"role":"user","content":"x"},{"role":"tool","tool_call_id":"a","content":"x"}]""", "messages[1].tool_call_id")]
    public async Task A_wrong_message_is_named(string messages, string parameter)
    {
        using var model = new ScriptedChatClient((_, _) => ScriptedChatClient.Pieces(ChatFinishReason.Stop, "x"));
        await using var service = new ServiceFixture(model);
        var (status, body) = await PostAsync(service, "/v1/chat/completions", $$"""{"model":"scripted-1","messages":{{messages}}}""");

        Assert.Equal((HttpStatusCode.BadRequest, parameter), (status, body.GetProperty("error").GetProperty("param").GetString()));
    }

    [Theory]
    [InlineData(",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\"}}]", "tools")]
    [InlineData(",\"response_format\":{\"type\":\"json_object\"}", "response_format")]
    [InlineData(",\"n\":2", "n")]
    [InlineData(",\"logprobs\":true", "logprobs")]
    public async Task The_assistant_refuses_what_only_the_model_itself_can_give(string members, string parameter)
    {
        await using var service = new ServiceFixture();
        var (status, body) = await PostAsync(service, "/v1/chat/completions", Chat(members).Replace(ScriptedChatClient.Id, "assistant", StringComparison.Ordinal));
        Assert.Equal((HttpStatusCode.BadRequest, parameter), (status, body.GetProperty("error").GetProperty("param").GetString()));
    }

    [Theory]
    [InlineData("""{"model":"scripted-1"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"model":"scripted-1","prompt":[1,2]}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"model":"scripted-1","prompt":""}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"model":"scripted-1","prompt":"x","suffix":"y"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"model":"scripted-1","prompt":"x","best_of":5}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"model":"scripted-1","prompt":"x","logprobs":9}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"model":"scripted-1","prompt":"x","n":17}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"model":"assistant","prompt":"x"}""", HttpStatusCode.NotFound)]
    [InlineData("""{"model":"gpt-9","prompt":"x"}""", HttpStatusCode.NotFound)]
    public async Task A_wrong_plain_prompt_is_refused(string body, HttpStatusCode expected)
    {
        using var model = new ScriptedChatClient((_, _) => ScriptedChatClient.Pieces(ChatFinishReason.Stop, "x"));
        await using var service = new ServiceFixture(model);
        Assert.Equal(expected, (await PostAsync(service, "/v1/completions", body)).Status);
    }
}
