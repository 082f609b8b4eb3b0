using System.Net;
using System.Net.Http.Json;
using Assistant.Contracts.Http;
using Assistant.Core.Access;

namespace Assistant.Api.Tests.Content;

public sealed class ContentRelationTests
{
    [Fact]
    public async Task More_like_a_document_are_others_with_its_words()
    {
        await using var service = new ServiceFixture();
        var crane = await service.SubmitAsync("crane.md", "# Cranes\n\nThe harbour crane lifts ninety tonnes.");
        await service.SubmitAsync("dock.md", "# Docks\n\nBeside the harbour crane lies the dry dock.");
        await service.SubmitAsync("soup.md", "# Soup\n\nBarley simmers for an hour.");
        var similar = (await service.Http.GetFromJsonAsync<SearchResult>($"/api/content/{crane.Id}/similar", AssistantJson.Options))!;
        Assert.Equal(("dock.md", 1), (similar.Hits[0].Uri, similar.Hits[0].Rank));
        Assert.DoesNotContain(similar.Hits, hit => hit.Uri == "crane.md");

        var chunk = (await service.SearchAsync("dry dock")).Hits[0];
        var near = (await service.Http.GetFromJsonAsync<SearchResult>($"/api/content/{chunk.DocumentId}/similar?chunk={chunk.ChunkId}&k=1", AssistantJson.Options))!;
        Assert.Equal("crane.md", Assert.Single(near.Hits).Uri);
        Assert.Equal(HttpStatusCode.NotFound, (await service.Http.GetAsync($"/api/content/{crane.Id}/similar?chunk={chunk.ChunkId}")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await service.Http.GetAsync($"/api/content/{crane.Id}/similar?chunk=x")).StatusCode);
    }

    [Fact]
    public async Task A_deletion_takes_what_its_preview_said()
    {
        await using var service = new ServiceFixture();
        var crane = await service.SubmitAsync("crane.md", "# Cranes\n\nThe harbour crane lifts ninety tonnes.");
        await service.AskAsync("How much does the harbour crane lift?");
        using var judged = await service.Http.PostAsJsonAsync("/api/feedback", new FeedbackBody { Signal = "click", Query = "crane", DocumentId = crane.Id, Shown = [crane.Id], Rank = 1 }, AssistantJson.Options);
        judged.EnsureSuccessStatusCode();
        var preview = (await service.Http.GetFromJsonAsync<ContentDeletionPreview>($"/api/content/{crane.Id}/deletion", AssistantJson.Options))!;
        Assert.True(preview is { Documents: 1, Answers: 1, Feedback: 1 } && preview.Chunks > 0 && preview.Citations > 0);
        using var response = await service.Http.DeleteAsync($"/api/content/{crane.Id}");
        var deleted = await ServiceFixture.ReadAsync<ContentDeletion>(response);
        Assert.Equal((deleted.Documents, deleted.Chunks, deleted.Vectors, deleted.Citations, deleted.Feedback), (preview.Documents, (int)preview.Chunks, (int)preview.Vectors, (int)preview.Citations, (int)preview.Feedback));
        Assert.Equal(HttpStatusCode.NotFound, (await service.Http.GetAsync($"/api/content/{crane.Id}/deletion")).StatusCode);
    }

    [Fact]
    public async Task Relations_of_a_collection_that_one_may_not_read_stay_hidden()
    {
        await using var service = new ServiceFixture();
        var secret = await service.SubmitAsync("secret.md", "The harbour crane code is 1974.", "private");
        var open = await service.SubmitAsync("open.md", "The harbour crane code is 1974.", "public");
        using var groups = await service.Http.PutAsJsonAsync("/api/collections/private/groups", new[] { "staff" });
        groups.EnsureSuccessStatusCode();
        var guest = await service.ClientOfAsync(ApiRole.Reader, "guests");
        foreach (var path in (string[])[$"/api/content/{secret.Id}/similar", $"/api/content/{secret.Id}/deletion"])
            Assert.Equal(HttpStatusCode.NotFound, (await guest.GetAsync(path)).StatusCode);
        Assert.Empty((await guest.GetFromJsonAsync<SearchResult>($"/api/content/{open.Id}/similar", AssistantJson.Options))!.Hits);
        Assert.Empty((await guest.GetFromJsonAsync<ContentList>("/api/content?duplicated=true", AssistantJson.Options))!.Items);
        Assert.Single((await guest.GetFromJsonAsync<ContentList>($"/api/content?hash={open.Hash}", AssistantJson.Options))!.Items);
        var admin = await service.ClientOfAsync(ApiRole.Admin);
        Assert.Equal(2, (await admin.GetFromJsonAsync<ContentList>("/api/content?duplicated=true", AssistantJson.Options))!.Items.Count);
    }

    [Fact]
    public async Task The_newest_come_first_page_by_page()
    {
        await using var service = new ServiceFixture();
        foreach (var name in (string[])["a.txt", "b.txt", "c.txt"])
            await service.SubmitAsync(name, $"Words of {name}.");
        var first = (await service.Http.GetFromJsonAsync<ContentList>("/api/content?order=newest&limit=2", AssistantJson.Options))!;
        var second = (await service.Http.GetFromJsonAsync<ContentList>($"/api/content?order=newest&limit=2&after={first.Next}", AssistantJson.Options))!;
        Assert.Equal(["c.txt", "b.txt", "a.txt"], first.Items.Concat(second.Items).Select(item => item.Uri));
        Assert.Equal(HttpStatusCode.BadRequest, (await service.Http.GetAsync("/api/content?order=random")).StatusCode);

        // Any place at once, and how many places there are.
        var last = (await service.Http.GetFromJsonAsync<ContentList>("/api/content?order=newest&offset=2&contains=.txt", AssistantJson.Options))!;
        Assert.Equal((3L, "a.txt"), (last.Total, Assert.Single(last.Items).Uri));
        Assert.Equal(1, (await service.Http.GetFromJsonAsync<ContentList>("/api/content?contains=b.t&offset=7", AssistantJson.Options))!.Total);
        Assert.Equal(HttpStatusCode.BadRequest, (await service.Http.GetAsync("/api/content?offset=-1")).StatusCode);
    }

    [Fact]
    public async Task The_queue_is_empty_once_everything_has_ended()
    {
        await using var service = new ServiceFixture();
        await service.SubmitAsync("a.txt", "Words.");
        var waiting = (await service.Http.GetFromJsonAsync<ContentWaiting>("/api/content/queue", AssistantJson.Options))!;
        Assert.Equal((0L, 0), (waiting.Total, waiting.Items.Count));
    }
}
