using System.Net;
using System.Net.Http.Json;
using Assistant.Contracts.Http;
using Assistant.Core.Access;
using Assistant.Hosting.Access;

namespace Assistant.Api.Tests.Access;

public sealed class AccessTests
{
    private const string Secret = "The vault combination is seventeen-green-otter.";

    [Fact]
    public async Task A_key_in_the_store_closes_the_service_for_everybody_without_one()
    {
        await using var service = new ServiceFixture();
        Assert.Equal(HttpStatusCode.OK, (await service.Http.GetAsync("/api/collections")).StatusCode);
        using var reader = await service.ClientOfAsync(ApiRole.Reader);

        Assert.Equal(HttpStatusCode.Unauthorized, (await service.Http.GetAsync("/api/collections")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await service.Http.GetAsync("/healthz")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await reader.GetAsync("/api/collections")).StatusCode);
        using var wrong = service.ClientWith("not-a-key");
        Assert.Equal(HttpStatusCode.Unauthorized, (await wrong.GetAsync("/api/collections")).StatusCode);
        using var local = service.ClientWith(LocalKey.Read(service.Data)!);
        Assert.Equal(HttpStatusCode.OK, (await local.GetAsync("/api/collections")).StatusCode);
    }

    [Fact]
    public async Task The_other_header_works_too()
    {
        await using var service = new ServiceFixture();
        using var reader = await service.ClientOfAsync(ApiRole.Reader);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/collections");
        request.Headers.Add("X-Api-Key", reader.DefaultRequestHeaders.Authorization!.Parameter);

        Assert.Equal(HttpStatusCode.OK, (await service.Http.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task Roles_hold_on_every_route_that_changes_something()
    {
        await using var service = new ServiceFixture();
        var document = await service.SubmitAsync("a.txt", "Some words about puffins.");
        using var reader = await service.ClientOfAsync(ApiRole.Reader);
        using var writer = await service.ClientOfAsync(ApiRole.Writer);

        Assert.Equal(HttpStatusCode.Forbidden, (await reader.PostAsJsonAsync("/api/content", new ContentBody { Uri = "b.txt", Text = "b" })).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.DeleteAsync($"/api/content/{document.Id}")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.PostAsync($"/api/content/{document.Id}/redrive", null)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.PostAsync("/api/content/redrive", null)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await writer.PutAsJsonAsync("/api/collections/default/groups", new[] { "x" })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await writer.DeleteAsync($"/api/content/{document.Id}")).StatusCode);
    }

    [Fact]
    public async Task A_collection_with_groups_leaks_through_no_route()
    {
        await using var service = new ServiceFixture();
        var open = await service.SubmitAsync("open.txt", "The vault has a blue door.", "open");
        var secret = await service.SubmitAsync("secret.txt", Secret, "hidden");
        using (var grouped = await service.Http.PutAsJsonAsync("/api/collections/hidden/groups", new[] { "board" }))
            Assert.Equal(HttpStatusCode.OK, grouped.StatusCode);
        using var member = await service.ClientOfAsync(ApiRole.Writer, "board");
        using var stranger = await service.ClientOfAsync(ApiRole.Writer, "staff");

        Assert.Contains((await service.SearchAsync("vault combination", member)).Hits, hit => hit.DocumentId == secret.Id);
        Assert.NotEmpty((await service.AskAsync("What is the vault combination?", member)).Result.Citations);
        var seen = new List<string>();
        foreach (var path in new[] { "/api/collections", "/api/content?limit=1000", "/api/content?collection=hidden", "/v1/models", "/api/content?contains=secret", "/api/conversations" })
            seen.Add(await stranger.GetStringAsync(path));
        foreach (var path in new[] { "", "/text", "/raw", "/thumbnail" })
        {
            using var response = await stranger.GetAsync($"/api/content/{secret.Id}{path}");
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
            seen.Add(await response.Content.ReadAsStringAsync());
        }

        Assert.Equal(HttpStatusCode.NotFound, (await stranger.DeleteAsync($"/api/content/{secret.Id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.PostAsync($"/api/content/{secret.Id}/redrive", null)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await stranger.PostAsJsonAsync("/api/content", new ContentBody { Collection = "hidden", Uri = "secret.txt", Text = "overwritten" })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.PostAsJsonAsync("/api/feedback", new FeedbackBody { Signal = "up", DocumentId = secret.Id })).StatusCode);
        foreach (var collection in new[] { null, "hidden", "open" })
        {
            var result = await service.SearchAsync("vault combination otter", stranger, collection);
            Assert.Equal(collection == "hidden" ? 0 : 1, result.Hits.Count);
            seen.Add(string.Concat(result.Hits.Select(hit => hit.Snippet)));
        }

        seen.Add((await service.AskAsync("What is the vault combination?", stranger)).Result.ToString());
        foreach (var model in new[] { "assistant", "assistant:hidden" })
        {
            using var completion = await stranger.PostAsJsonAsync("/v1/chat/completions", new { model, messages = new[] { new { role = "user", content = "What is the vault combination?" } } });
            seen.Add(await completion.Content.ReadAsStringAsync());
        }

        Assert.All(seen, text =>
        {
            Assert.DoesNotContain("otter", text, StringComparison.Ordinal);
            Assert.DoesNotContain(secret.Id, text, StringComparison.Ordinal);
        });
        Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync($"/api/content/{open.Id}")).StatusCode);
    }

    [Fact]
    public async Task Answers_are_withheld_once_their_collection_is_closed()
    {
        await using var service = new ServiceFixture();
        await service.SubmitAsync("secret.txt", Secret, "hidden");
        using var reader = await service.ClientOfAsync(ApiRole.Reader, "staff");
        using var admin = await service.ClientOfAsync(ApiRole.Admin);
        var conversation = (await service.AskAsync("What is the vault combination?", reader)).Result.ConversationId;
        Assert.Contains("otter", await reader.GetStringAsync($"/api/conversations/{conversation}"), StringComparison.Ordinal);

        using (var grouped = await admin.PutAsJsonAsync("/api/collections/hidden/groups", new[] { "board" }))
            Assert.Equal(HttpStatusCode.OK, grouped.StatusCode);

        Assert.DoesNotContain("otter", await reader.GetStringAsync($"/api/conversations/{conversation}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Conversations_belong_to_their_key()
    {
        await using var service = new ServiceFixture();
        await service.SubmitAsync("a.txt", "Puffins nest in burrows.");
        using var first = await service.ClientOfAsync(ApiRole.Reader);
        using var second = await service.ClientOfAsync(ApiRole.Reader);
        var id = (await service.AskAsync("Where do puffins nest?", first)).Result.ConversationId;

        Assert.Equal(HttpStatusCode.OK, (await first.GetAsync($"/api/conversations/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await second.GetAsync($"/api/conversations/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await second.DeleteAsync($"/api/conversations/{id}")).StatusCode);
        using var hijack = await second.PostAsJsonAsync("/api/ask", new AskBody { Question = "And what else?", ConversationId = id }, AssistantJson.Options);
        Assert.Equal(HttpStatusCode.NotFound, hijack.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await first.DeleteAsync($"/api/conversations/{id}")).StatusCode);
    }

    [Theory]
    [InlineData("evil.example", null, HttpStatusCode.Forbidden)]
    [InlineData("localhost:80", "http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("localhost:80", "null", HttpStatusCode.Forbidden)]
    [InlineData("localhost:80", "http://localhost", HttpStatusCode.OK)]
    [InlineData("127.0.0.1:5080", null, HttpStatusCode.OK)]
    [InlineData("[::1]:5080", null, HttpStatusCode.OK)]
    public async Task Without_keys_foreign_names_and_foreign_pages_are_refused(string host, string? origin, HttpStatusCode expected)
    {
        await using var service = new ServiceFixture();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/search") { Content = JsonContent.Create(new SearchBody { Query = "x" }) };
        request.Headers.Host = host;
        if (origin is not null)
            request.Headers.Add("Origin", origin);

        Assert.Equal(expected, (await service.Http.SendAsync(request)).StatusCode);
    }

    [Fact]
    public void Any_other_address_than_loopback_needs_a_key_before_the_start() =>
        Assert.Contains("keys create", Assert.Throws<StartRefusedException>(() => new ServiceFixture(("urls", "http://0.0.0.0:5080"))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Too_many_requests_get_429_with_the_time_to_wait()
    {
        await using var service = new ServiceFixture(("Assistant:Limits:RequestsPerMinute", "60"), ("Assistant:Limits:Burst", "5"));
        List<HttpResponseMessage> responses = [];
        for (var i = 0; i < 30; i++)
            responses.Add(await service.Http.GetAsync("/api/collections"));

        var refused = responses.First(response => response.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, (await service.Http.GetAsync("/readyz")).StatusCode);
    }
}
