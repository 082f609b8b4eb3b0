using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using System.Text.Json;
using OpenAI;
using OpenAI.Chat;

namespace Assistant.Api.Tests.OpenAi;

public sealed class OpenAiClientTests
{
    private const string Question = "How many goats does the lighthouse keeper have?";

    [Fact]
    public async Task The_official_client_completes_and_streams()
    {
        await using var service = new ServiceFixture();
        await service.SubmitAsync("goats.txt", "The lighthouse keeper has three goats.");
        using var http = new HttpClient(service.Handler());
        var client = new ChatClient("assistant", new ApiKeyCredential("unused"), new OpenAIClientOptions { Endpoint = new Uri("http://localhost/v1"), Transport = new HttpClientPipelineTransport(http) });
        // The client always sends a key; without keys in the store there is none to match, so the service must know it.
        var exception = await Assert.ThrowsAsync<ClientResultException>(async () => await client.CompleteChatAsync(Question));
        Assert.Equal(401, exception.Status);

        var (_, secret) = await CreateKeyAsync(service);
        client = new ChatClient("assistant", new ApiKeyCredential(secret), new OpenAIClientOptions { Endpoint = new Uri("http://localhost/v1"), Transport = new HttpClientPipelineTransport(http) });
        var completion = (await client.CompleteChatAsync(Question)).Value;
        var streamed = new StringBuilder();
        await foreach (var update in client.CompleteChatStreamingAsync(Question))
        {
            foreach (var part in update.ContentUpdate)
                streamed.Append(part.Text);
        }

        Assert.Contains("three goats", completion.Content[0].Text, StringComparison.Ordinal);
        Assert.Contains("[1]", completion.Content[0].Text, StringComparison.Ordinal);
        Assert.Equal(ChatFinishReason.Stop, completion.FinishReason);
        Assert.Contains("three goats", streamed.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_ends_with_its_citations_and_DONE()
    {
        await using var service = new ServiceFixture();
        await service.SubmitAsync("goats.txt", "The lighthouse keeper has three goats.");
        using var response = await service.Http.PostAsync("/v1/chat/completions", new StringContent(
            JsonSerializer.Serialize(new { model = "assistant", stream = true, stream_options = new { include_usage = true }, messages = new[] { new { role = "user", content = Question } } }), Encoding.UTF8, "application/json"));
        var lines = (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("data: [DONE]", lines[^1]);
        Assert.All(lines, line => Assert.StartsWith("data: ", line, StringComparison.Ordinal));
        var chunks = lines[..^1].Select(line => JsonDocument.Parse(line[6..]).RootElement).ToList();
        Assert.Equal("assistant", chunks[0].GetProperty("choices")[0].GetProperty("delta").GetProperty("role").GetString());
        var last = chunks.Single(chunk => chunk.TryGetProperty("citations", out _));
        Assert.Equal(("stop", "goats.txt"), (last.GetProperty("choices")[0].GetProperty("finish_reason").GetString(), last.GetProperty("citations")[0].GetProperty("uri").GetString()));
        Assert.True(chunks[^1].TryGetProperty("usage", out _));
    }

    private static async Task<(Core.Access.ApiKey Key, string Secret)> CreateKeyAsync(ServiceFixture service) =>
        await ((Core.Access.IApiKeyStore)service.Services.GetService(typeof(Core.Access.IApiKeyStore))!).CreateAsync("client", Core.Access.ApiRole.Reader, []);
}
