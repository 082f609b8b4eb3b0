using System.Net;
using System.Net.Http.Json;
using Assistant.Contracts.Http;
using Assistant.Core.Access;
using Assistant.Core.Conversations;
using Assistant.Core.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace Assistant.Api.Tests.Memory;

/// <summary><c>/api/memory</c>: a user's facts are the user's alone, whatever role others have.</summary>
public sealed class MemoryEndpointTests : IAsyncDisposable
{
    private readonly ServiceFixture _service = new();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Facts_are_listed_newest_first_with_where_they_were_said_and_what_they_replaced()
    {
        var (user, http) = await UserAsync(ApiRole.Reader);
        var conversation = await _service.Services.GetRequiredService<IConversationStore>().CreateAsync(user, "About my desk");
        var old = await AddAsync(user, "My desk is in room 12.");
        var bread = await AddAsync(user, "I bake bread on Sundays.", requested: false);
        var message = Guid.CreateVersion7();
        var desk = await AddAsync(user, "My desk is in room 14.", conversation: conversation.Id, message: message, replaces: old.Id);

        var facts = await ListAsync(http);
        Assert.Equal([desk.Id, bread.Id], facts.Select(fact => fact.Id));
        Assert.Equal((true, conversation.Id, message, "office"), (facts[0].Requested, facts[0].ConversationId!.Value, facts[0].MessageId!.Value, facts[0].Collection));
        Assert.Equal((false, null, null), (facts[1].Requested, facts[1].ConversationId, facts[1].MessageId));
        var all = await ListAsync(http, "?superseded=true");
        Assert.Equal(desk.Id, Assert.Single(all, fact => fact.Id == old.Id).SupersededBy);

        // A conversation that is gone is no place to look at any more; what was told in it is kept.
        (await http.DeleteAsync($"/api/conversations/{conversation.Id}")).EnsureSuccessStatusCode();
        Assert.Null((await ListAsync(http)).Single(fact => fact.Id == desk.Id).ConversationId);
    }

    [Fact]
    public async Task The_owner_edits_and_deletes_a_fact_with_its_history()
    {
        var (user, http) = await UserAsync(ApiRole.Reader);
        var old = await AddAsync(user, "My desk is in room 12.");
        var desk = await AddAsync(user, "My desk is in room 14.", replaces: old.Id);
        var kept = await AddAsync(user, "I bake bread on Sundays.");

        Assert.Equal(HttpStatusCode.NoContent, (await PatchAsync(http, desk.Id, "  My desk is in room 15.  ")).StatusCode);
        Assert.Equal("My desk is in room 15.", (await ListAsync(http)).Single(fact => fact.Id == desk.Id).Text);
        foreach (var words in (string[])["", "   ", new string('x', 1_001)])
            Assert.Equal(HttpStatusCode.BadRequest, (await PatchAsync(http, desk.Id, words)).StatusCode);

        Assert.Equal(HttpStatusCode.NoContent, (await http.DeleteAsync($"/api/memory/{desk.Id}")).StatusCode);
        Assert.Equal([kept.Id], (await ListAsync(http, "?superseded=true")).Select(fact => fact.Id));
        Assert.Equal(HttpStatusCode.NotFound, (await http.DeleteAsync($"/api/memory/{desk.Id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await PatchAsync(http, desk.Id, "Again.")).StatusCode);
    }

    [Theory]
    [InlineData(ApiRole.Reader)]
    [InlineData(ApiRole.Writer)]
    [InlineData(ApiRole.Admin)]
    public async Task Nobody_else_sees_changes_or_deletes_a_fact(ApiRole role)
    {
        var (user, http) = await UserAsync(ApiRole.Reader);
        var fact = await AddAsync(user, "My desk is in room 12.");
        var (_, other) = await UserAsync(role);

        Assert.Empty(await ListAsync(other, "?superseded=true"));
        Assert.Equal(HttpStatusCode.NotFound, (await PatchAsync(other, fact.Id, "Taken over.")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await other.DeleteAsync($"/api/memory/{fact.Id}")).StatusCode);
        // Without a key there is nobody whose facts these could be.
        Assert.Equal(HttpStatusCode.Unauthorized, (await _service.Http.GetAsync("/api/memory")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await _service.Http.DeleteAsync($"/api/memory/{fact.Id}")).StatusCode);
        Assert.Equal("My desk is in room 12.", Assert.Single(await ListAsync(http)).Text);
        // Tidying up what is kept about everybody is an administrator's.
        Assert.Equal(role == ApiRole.Admin ? HttpStatusCode.OK : HttpStatusCode.Forbidden, (await other.PostAsync("/api/memory/consolidate?all=true", null)).StatusCode);
    }

    private async Task<(string User, HttpClient Http)> UserAsync(ApiRole role)
    {
        var (key, secret) = await _service.Services.GetRequiredService<IApiKeyStore>().CreateAsync("user", role, []);
        return (key.Id.ToString("n"), _service.ClientWith(secret));
    }

    private async Task<Fact> AddAsync(string user, string text, bool requested = true, Guid? conversation = null, Guid? message = null, Guid? replaces = null)
    {
        var fact = new Fact
        {
            User = user,
            Text = text,
            Collection = "office",
            Requested = requested,
            ConversationId = conversation,
            MessageId = message,
            Created = DateTimeOffset.UtcNow,
            Used = DateTimeOffset.UtcNow,
        };
        await _service.Services.GetRequiredService<IFactStore>().AddAsync(fact, replaces is { } old ? [old] : []);
        return fact;
    }

    private static async Task<List<FactInfo>> ListAsync(HttpClient http, string query = "") =>
        (await http.GetFromJsonAsync<List<FactInfo>>("/api/memory" + query, AssistantJson.Options))!;

    private static Task<HttpResponseMessage> PatchAsync(HttpClient http, Guid id, string text) =>
        http.PatchAsJsonAsync($"/api/memory/{id}", new FactPatch { Text = text }, AssistantJson.Options);
}
