using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Assistant.Core.Access;
using Assistant.Native.Gguf;
using Assistant.Native.LlamaCpp;
using Microsoft.Extensions.DependencyInjection;
using OpenAI;
using OpenAI.Chat;

namespace Assistant.Api.Tests.OpenAi;

/// <summary>The official client against the engine in the service's own process; its model has random weights, so that only forms can be right.</summary>
public sealed class LocalModelTests : IDisposable
{
    private const string Parameters = """{"type":"object","properties":{"city":{"enum":["Bern","Oslo"]},"days":{"type":"integer","minimum":1,"maximum":9}},"required":["city","days"]}""";
    private readonly string _folder = Directory.CreateTempSubdirectory("local-model-").FullName;

    private string Model
    {
        get
        {
            var path = Path.Combine(_folder, "tiny.gguf");
            if (!File.Exists(path)) RandomModel.Write(path, new RandomModelShape("tiny", 64, 2, 128, 4, 2, Vocabulary: 1024, ContextTokens: 2048), LlamaFileType.F16);
            return path;
        }
    }

    /// <summary>A LoRA adapter of rank 4 that changes the queries of both layers at random.</summary>
    private string Adapter()
    {
        var random = new Random(1);
        var writer = new GgufWriter().Set("general.architecture", "llama").Set("general.type", "adapter").Set("adapter.type", "lora").Set("adapter.lora.alpha", 4f);
        foreach (var (name, shape) in from layer in Enumerable.Range(0, 2) from part in new[] { ("lora_a", new long[] { 64, 4 }), ("lora_b", [4, 64]) } select ($"blk.{layer}.attn_q.weight.{part.Item1}", part.Item2))
        {
            var numbers = Enumerable.Range(0, 256).Select(_ => (float)(2 * random.NextDouble() - 1)).ToArray();
            writer.Add(name, GgufTensorType.F32, shape, stream => stream.Write(MemoryMarshal.AsBytes(numbers.AsSpan())));
        }

        var path = Path.Combine(_folder, "polite.gguf");
        writer.Write(path);
        return path;
    }

    private ServiceFixture Service() => new(("Assistant:Llm:Model", Model), ("Assistant:Llm:Threads", "1"), ("Assistant:Llm:PromptThreads", "1"));

    private static async Task<ChatClient> ClientAsync(ServiceFixture service, string model = "tiny")
    {
        var (_, secret) = await service.Services.GetRequiredService<IApiKeyStore>().CreateAsync("client", ApiRole.Reader, []);
        return new ChatClient(model, new ApiKeyCredential(secret), new OpenAIClientOptions { Endpoint = new Uri("http://localhost/v1"), Transport = new HttpClientPipelineTransport(new HttpClient(service.Handler())), RetryPolicy = new ClientRetryPolicy(0) });
    }

    [RequiresLlamaFact]
    public async Task The_official_client_gets_text_chunks_usage_and_log_probabilities()
    {
        await using var service = Service();
        var client = await ClientAsync(service);
        var options = new ChatCompletionOptions { Temperature = 0, MaxOutputTokenCount = 12, IncludeLogProbabilities = true, TopLogProbabilityCount = 2 };
        var whole = (await client.CompleteChatAsync([new UserChatMessage("Where?")], options)).Value;
        StringBuilder streamed = new();
        await foreach (var update in client.CompleteChatStreamingAsync([new UserChatMessage("Where?")], options)) streamed.Append(string.Concat(update.ContentUpdate.Select(part => part.Text)));

        Assert.Equal((ChatFinishReason.Length, 12, 12), (whole.FinishReason, whole.Usage.OutputTokenCount, whole.ContentTokenLogProbabilities.Count));
        Assert.Equal(whole.Content[0].Text, streamed.ToString());
        Assert.All(whole.ContentTokenLogProbabilities, token => Assert.True(token.LogProbability <= 0 && token.TopLogProbabilities[0].LogProbability == token.LogProbability));
    }

    [RequiresLlamaFact]
    public async Task Adapters_are_models_of_their_own_and_unknown_ones_are_refused()
    {
        await using var service = new ServiceFixture(("Assistant:Llm:Model", Model), ("Assistant:Llm:Threads", "1"), ("Assistant:Llm:PromptThreads", "1"), ("Assistant:Llm:Adapters:polite", Adapter()));
        var options = new ChatCompletionOptions { Temperature = 0, MaxOutputTokenCount = 24 };
        async Task<string> AskAsync(string model) => (await (await ClientAsync(service, model)).CompleteChatAsync([new UserChatMessage("Where?")], options)).Value.Content[0].Text;

        var (plain, polite, again) = (await AskAsync("tiny"), await AskAsync("tiny:polite"), await AskAsync("tiny"));
        var unknown = await Assert.ThrowsAsync<ClientResultException>(() => AskAsync("tiny:rude"));

        Assert.NotEqual(plain, polite);
        Assert.Equal(plain, again);
        Assert.Equal(404, unknown.Status);
    }

    [RequiresLlamaFact]
    public async Task A_schema_is_kept_to_and_a_required_tool_is_called()
    {
        await using var service = Service();
        var client = await ClientAsync(service);
        for (var seed = 0; seed < 4; seed++)
        {
#pragma warning disable OPENAI001 // The package calls the seed experimental.
            var format = new ChatCompletionOptions { Temperature = 1, Seed = seed, MaxOutputTokenCount = 200, ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("place", BinaryData.FromString(Parameters), null, true) };
            var calling = new ChatCompletionOptions
            {
                Temperature = 1,
                Seed = seed,
                MaxOutputTokenCount = 400,
                Tools = { ChatTool.CreateFunctionTool("get_weather", "Weather", BinaryData.FromString(Parameters)), ChatTool.CreateFunctionTool("get_time", "Time", BinaryData.FromString("""{"type":"object","properties":{}}""")) },
                ToolChoice = ChatToolChoice.CreateFunctionChoice("get_weather"),
            };
#pragma warning restore OPENAI001
            var answer = JsonSerializer.Deserialize<JsonElement>((await client.CompleteChatAsync([new UserChatMessage("Where?")], format)).Value.Content[0].Text);
            var called = (await client.CompleteChatAsync([new UserChatMessage("How warm?")], calling)).Value;

            var call = Assert.Single(called.ToolCalls);
            var arguments = JsonSerializer.Deserialize<JsonElement>(call.FunctionArguments);
            Assert.Equal((ChatFinishReason.ToolCalls, "get_weather"), (called.FinishReason, call.FunctionName));
            foreach (var place in (JsonElement[])[answer, arguments])
            {
                Assert.Contains(place.GetProperty("city").GetString(), (string[])["Bern", "Oslo"]);
                Assert.InRange(place.GetProperty("days").GetInt32(), 1, 9);
            }
        }
    }

    [RequiresLlamaFact]
    public async Task Several_plain_completions_are_repeatable_by_their_seed()
    {
        await using var service = Service();
        var first = await PostAsync(service, "/v1/completions", """{"model":"tiny","prompt":"Once","n":3,"seed":4,"temperature":1,"max_tokens":9,"logprobs":1}""");
        var second = await PostAsync(service, "/v1/completions", """{"model":"tiny","prompt":"Once","n":3,"seed":4,"temperature":1,"max_tokens":9,"logprobs":1}""");

        List<string> texts = [.. first.Body.GetProperty("choices").EnumerateArray().Select(choice => choice.GetProperty("text").GetString()!)];
        Assert.Equal(texts, second.Body.GetProperty("choices").EnumerateArray().Select(choice => choice.GetProperty("text").GetString()));
        Assert.Equal(3, texts.Distinct().Count());
        Assert.Equal(9, first.Body.GetProperty("choices")[0].GetProperty("logprobs").GetProperty("tokens").GetArrayLength());
    }

    [RequiresLlamaFact]
    public async Task What_the_engine_cannot_do_is_a_bad_request_with_the_reason()
    {
        await using var service = Service();
        foreach (var (members, words) in ((string, string)[])[
            (""","response_format":{"type":"json_schema","json_schema":{"name":"s","schema":{"type":"object","properties":{"a":{"not":{}}}}}}""", "#/properties/a"),
            (""","grammar":"root ::= (" """, "grammar"),
            (""","max_tokens":100000""", "context"),
            (""","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,aGVsbG8="}}]}]""", "cannot")])
        {
            var (status, body) = await PostAsync(service, "/v1/chat/completions", $$"""{"model":"tiny","messages":[{"role":"user","content":"x"}]{{members}}}""");
            Assert.True(status == HttpStatusCode.BadRequest, $"{members}: {status} {body.GetRawText()}");
            Assert.Contains(words, body.GetProperty("error").GetProperty("message").GetString(), StringComparison.OrdinalIgnoreCase);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(ServiceFixture service, string path, string body)
    {
        using var response = await service.Http.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
        return (response.StatusCode, JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync()));
    }
}
