using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Assistant.Contracts.Http;
using Assistant.Core.Access;
using OpenAI;
using OpenAI.Embeddings;

namespace Assistant.Api.Tests.Encoders;

/// <summary>With the encoder that comes with the program.</summary>
public sealed class EncoderEndpointTests
{
    private static readonly (string, string)[] Bundled = [("Assistant:Encoders:Text", "bundled"), ("Assistant:Encoders:Image", "bundled")];
    private static readonly byte[] Picture = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Sample", "documents", "pictures", "island-map.png"));

    [RequiresEnginesFact]
    public async Task A_picture_is_found_by_itself_and_shown_as_a_picture()
    {
        await using var service = new ServiceFixture(Bundled);
        await service.SubmitAsync("a.md", "Words only.");
        await UploadAsync(service, "map.png", Picture);
        using var response = await service.Http.PostAsJsonAsync("/api/search", new SearchBody { Image = "data:image/png;base64," + Convert.ToBase64String(Picture) }, AssistantJson.Options);
        response.EnsureSuccessStatusCode();
        var result = await ServiceFixture.ReadAsync<SearchResult>(response);
        var hit = Assert.Single(result.Hits);
        Assert.Equal(("map.png", "image", 1), (hit.Uri, hit.Kind, hit.Legs["dense_image"]));
        Assert.True(result.Timings.EncodeMs > 0 && result.Timings.DenseMs > 0);
    }

    [RequiresEnginesFact]
    public async Task Bytes_that_are_no_picture_and_pictures_that_are_too_large_are_refused()
    {
        await using var service = new ServiceFixture(Bundled);
        foreach (var path in new[] { "/api/search", "/api/ask" })
        {
            using var response = await service.Http.PostAsync(path, JsonContent.Create(new { query = "x", question = "x", image = "aGVsbG8=" }));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        }

        using var large = await service.Http.PostAsync("/api/search", JsonContent.Create(new { query = "x", image = Convert.ToBase64String(new byte[(20 << 20) + 1]) }));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
    }

    [RequiresEnginesFact]
    public async Task An_answer_to_a_picture_names_the_one_that_is_most_like_it()
    {
        await using var service = new ServiceFixture(Bundled);
        await UploadAsync(service, "map.png", Picture);
        await UploadAsync(service, "sign.jpg", File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Sample", "documents", "pictures", "trail-sign.jpg")));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/ask") { Content = JsonContent.Create(new AskBody { Question = "What is this?", Image = Convert.ToBase64String(Picture) }, options: AssistantJson.Options) };
        using var response = await service.Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.Contains("most like it is map.png", text, StringComparison.Ordinal);
    }

    [RequiresEnginesFact]
    public async Task The_official_client_makes_embeddings()
    {
        await using var service = new ServiceFixture(Bundled);
        using var http = new HttpClient(service.Handler());
        var (_, secret) = await ((IApiKeyStore)service.Services.GetService(typeof(IApiKeyStore))!).CreateAsync("client", ApiRole.Reader, []);
        var client = new EmbeddingClient("assistant", new ApiKeyCredential(secret), new OpenAIClientOptions { Endpoint = new Uri("http://localhost/v1"), Transport = new HttpClientPipelineTransport(http) });
        var made = (await client.GenerateEmbeddingsAsync(["a red car", "ein Haus"])).Value; // the client asks for base64
        Assert.Equal(2, made.Count);
        var first = made[0].ToFloats().ToArray();
        Assert.Equal(1, first.Sum(value => value * value), 3);

        using var plain = await PostAsync(service, """{"input":"a red car"}""", secret);
        var numbers = JsonDocument.Parse(await plain.Content.ReadAsStringAsync()).RootElement.GetProperty("data")[0].GetProperty("embedding").EnumerateArray().Select(number => number.GetSingle());
        Assert.Equal(first, numbers);
        Assert.Contains(made.Model, await service.ClientWith(secret).GetStringAsync("/v1/models"), StringComparison.Ordinal);
    }

    [RequiresEnginesTheory]
    [InlineData("""{"input":[[1,2,3]]}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"input":[]}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"input":""}""", HttpStatusCode.BadRequest)]
    [InlineData("""{}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"input":"x","dimensions":7}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"input":"x","encoding_format":"int8"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"input":"x","model":"text-embedding-3-small"}""", HttpStatusCode.NotFound)]
    public async Task What_embeddings_cannot_give_is_refused_in_words(string body, HttpStatusCode expected)
    {
        await using var service = new ServiceFixture(Bundled);
        using var response = await PostAsync(service, body);
        Assert.Equal(expected, response.StatusCode);
        Assert.NotEmpty(JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error").GetProperty("message").GetString()!);
    }

    [Fact]
    public async Task Without_an_encoder_embeddings_are_not_found_and_the_state_says_off()
    {
        await using var service = new ServiceFixture();
        using var response = await PostAsync(service, """{"input":"x"}""");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.All(await ServiceFixture.ReadAsync<IReadOnlyList<EncoderInfo>>(await service.Http.GetAsync("/api/encoders")), encoder => Assert.Equal("Off", encoder.State));
    }

    [RequiresEnginesFact]
    public async Task Readers_see_the_encoders_and_administrators_roll_back()
    {
        await using var service = new ServiceFixture(Bundled);
        var reader = await service.ClientOfAsync(ApiRole.Reader);
        var admin = await service.ClientOfAsync(ApiRole.Admin);
        var encoders = await ServiceFixture.ReadAsync<IReadOnlyList<EncoderInfo>>(await reader.GetAsync("/api/encoders"));
        Assert.Equal([("text", "Ready"), ("image", "Ready")], encoders.Select(encoder => (encoder.Role, encoder.State)));
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.PostAsJsonAsync("/api/encoders/rollback", new EncoderRollback { Role = "text" })).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await admin.PostAsJsonAsync("/api/encoders/rollback", new EncoderRollback { Role = "text" })).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await admin.PostAsJsonAsync("/api/encoders/rollback", new EncoderRollback { Role = "sound" })).StatusCode);
        Assert.Equal(0, (await ServiceFixture.ReadAsync<EncoderPrune>(await admin.PostAsync("/api/encoders/prune", null))).Removed);
    }

    private static async Task UploadAsync(ServiceFixture service, string name, byte[] bytes)
    {
        using var form = new MultipartFormDataContent { { new StringContent("default"), "collection" }, { new ByteArrayContent(bytes), "file", name } };
        using var response = await service.Http.PostAsync("/api/content", form);
        response.EnsureSuccessStatusCode();
        var accepted = (await ServiceFixture.ReadAsync<ContentAccepted>(response)).Items[0];
        Assert.Equal("Indexed", (await service.FinishedAsync(accepted.Id!)).State);
    }

    private static Task<HttpResponseMessage> PostAsync(ServiceFixture service, string body, string? secret = null) =>
        (secret is null ? service.Http : service.ClientWith(secret)).PostAsync("/v1/embeddings", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
}
