using System.Net;
using System.Net.Http.Json;
using System.Text;
using Assistant.Contracts.Http;
using Assistant.Core.Content;
using Microsoft.Extensions.DependencyInjection;

namespace Assistant.Api.Tests.Content;

public sealed class ContentLifeTests
{
    [Theory]
    [InlineData("Fts5")]
    [InlineData("Hybrid")]
    public async Task Uploaded_text_is_found_cited_and_its_quote_stands_at_its_span(string index)
    {
        await using var service = new ServiceFixture(("Assistant:Index:Engine", index));
        var document = await service.SubmitAsync("crane.md", "# Cranes\n\nThe harbour crane lifts ninety tonnes. It was painted green in 1974.\n");

        Assert.Equal("Indexed", document.State);
        var hit = Assert.Single((await service.SearchAsync("harbour crane")).Hits);
        var (answer, events) = await service.AskAsync("How much does the harbour crane lift?");
        var text = (await service.Http.GetFromJsonAsync<ContentText>($"/api/content/{document.Id}/text", AssistantJson.Options))!.Text;

        Assert.Equal((document.Id, hit.Snippet), (hit.DocumentId, text[hit.Span.Start..hit.Span.End]));
        Assert.True(answer.Supported);
        Assert.Contains("ninety tonnes", answer.Answer, StringComparison.Ordinal);
        Assert.All(answer.Citations, citation => Assert.Equal(citation.Quote, text[citation.Span.Start..citation.Span.End]));
        Assert.NotEmpty(answer.Citations);
        Assert.Equal("done", events[^1]);
        Assert.Contains("citation", events);
    }

    [Theory]
    [InlineData("Fts5")]
    [InlineData("Hybrid")]
    public async Task Same_content_again_is_unchanged_and_new_content_replaces_the_old(string index)
    {
        await using var service = new ServiceFixture(("Assistant:Index:Engine", index));
        await service.SubmitAsync("a.txt", "The ferry leaves at noon.");
        using var again = await service.Http.PostAsJsonAsync("/api/content", new ContentBody { Uri = "a.txt", Text = "The ferry leaves at noon." }, AssistantJson.Options);
        var unchanged = (await ServiceFixture.ReadAsync<ContentAccepted>(again)).Items[0];
        var replaced = await service.SubmitAsync("a.txt", "The ferry leaves at dusk.");

        Assert.Equal((HttpStatusCode.Accepted, false), (again.StatusCode, unchanged.Changed));
        Assert.Equal(2, replaced.LiveVersion);
        Assert.Empty((await service.SearchAsync("noon")).Hits);
        Assert.Single((await service.SearchAsync("dusk")).Hits);
    }

    [Theory]
    [InlineData("Fts5")]
    [InlineData("Hybrid")]
    public async Task Deleted_documents_are_gone_from_every_door(string index)
    {
        await using var service = new ServiceFixture(("Assistant:Index:Engine", index));
        var random = new Random(20261122);
        List<(ContentInfo Document, string Word)> documents = [];
        for (var i = 0; i < 24; i++)
        {
            var word = "zq" + random.Next(1_000_000).ToString("x6", System.Globalization.CultureInfo.InvariantCulture) + "v";
            documents.Add((await service.SubmitAsync($"d{i}.md", $"# Paper {i}\n\nThe code word of paper {i} is {word}. Nothing else matters here, number {random.Next()}."), word));
        }

        var conversations = new List<Guid>();
        foreach (var (_, word) in documents)
            conversations.Add((await service.AskAsync($"Which paper has the code word {word}?")).Result.ConversationId!.Value);
        var gone = documents.Where(_ => random.Next(2) == 0).ToList();
        Assert.NotEmpty(gone);
        foreach (var (document, _) in gone)
        {
            using var response = await service.Http.DeleteAsync($"/api/content/{document.Id}");
            var proof = await ServiceFixture.ReadAsync<ContentDeletion>(response);
            Assert.Equal((1, 1), (proof.Documents, proof.Blobs));
        }

        var list = await service.Http.GetStringAsync("/api/content?limit=1000");
        var stored = string.Concat(await Task.WhenAll(conversations.Select(id => service.Http.GetStringAsync($"/api/conversations/{id}"))));
        var blobs = service.Services.GetRequiredService<IBlobStore>();
        foreach (var (document, word) in documents)
        {
            var deleted = gone.Any(one => one.Word == word);
            var hits = (await service.SearchAsync(word)).Hits;
            Assert.Equal(deleted, hits.All(hit => hit.DocumentId != document.Id));
            Assert.Equal(deleted, !list.Contains(document.Id, StringComparison.Ordinal));
            Assert.Equal(deleted, !stored.Contains(document.Id, StringComparison.Ordinal));
            Assert.True(BlobHash.TryParse(document.Hash, out var hash));
            Assert.Equal(deleted, await blobs.OpenReadAsync(hash) is null);
            foreach (var path in new[] { "", "/text", "/raw" })
            {
                using var response = await service.Http.GetAsync($"/api/content/{document.Id}{path}");
                Assert.Equal(deleted ? HttpStatusCode.NotFound : HttpStatusCode.OK, response.StatusCode);
            }

            if (deleted)
                Assert.DoesNotContain((await service.AskAsync($"Which paper has the code word {word}?")).Result.Citations, citation => citation.DocumentId == document.Id);
        }
    }

    [Fact]
    public async Task Uploads_are_stored_and_bad_names_are_refused_by_name()
    {
        await using var service = new ServiceFixture();
        using var form = new MultipartFormDataContent { { new StringContent("papers"), "collection" }, { new StringContent("test"), "source" } };
        string[] bad = ["../up.txt", "/etc/passwd", "C:/x.txt", "a/../b.txt", @"..\up.txt"];
        foreach (var name in bad.Append("sub/good.txt"))
        {
            var part = new ByteArrayContent(Encoding.UTF8.GetBytes("The lighthouse keeper has three goats."));
            part.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"files\"; filename=\"{name}\"");
            form.Add(part);
        }

        using var response = await service.Http.PostAsync("/api/content", form);
        var items = (await ServiceFixture.ReadAsync<ContentAccepted>(response)).Items;

        Assert.Equal(bad.Length + 1, items.Count);
        Assert.All(items.Take(bad.Length), item => Assert.True(item is { Id: null, State: "Rejected", Reason.Length: > 0 }, item.Uri));
        Assert.Equal("Indexed", (await service.FinishedAsync(items[^1].Id!)).State);
        Assert.Equal("sub/good.txt", Assert.Single((await service.SearchAsync("goats", collection: "papers")).Hits).Uri);
    }

    [Fact]
    public async Task A_file_over_the_limit_is_refused_and_the_others_are_taken()
    {
        await using var service = new ServiceFixture(("Assistant:Limits:MaxFileBytes", "2048"));
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(new byte[5000]), "files", "big.bin" },
            { new StringContent("A small text about otters."), "files", "small.txt" },
        };

        using var response = await service.Http.PostAsync("/api/content", form);
        var items = (await ServiceFixture.ReadAsync<ContentAccepted>(response)).Items;

        Assert.Equal(("Rejected", true), (items[0].State, items[1].Id is not null));
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/x")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://[::1]/")]
    [InlineData("file:///etc/passwd")]
    public async Task Addresses_inside_the_network_are_refused_with_the_reason(string url)
    {
        await using var service = new ServiceFixture();
        using var response = await service.Http.PostAsJsonAsync("/api/content", new ContentBody { Url = url }, AssistantJson.Options);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Contains("detail", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_comes_back_as_an_attachment_that_nothing_runs()
    {
        await using var service = new ServiceFixture();
        var document = await service.SubmitAsync("page.html", "<!doctype html><html><body><p>Seals sleep on the north beach.</p><script>alert(1)</script></body></html>");

        using var raw = await service.Http.GetAsync($"/api/content/{document.Id}/raw");

        Assert.Equal("application/octet-stream", raw.Content.Headers.ContentType!.MediaType);
        Assert.Equal("attachment", raw.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Contains("sandbox", raw.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", raw.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task Events_tell_of_new_and_deleted_documents()
    {
        await using var service = new ServiceFixture();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var response = await service.Http.GetAsync("/api/content/events", HttpCompletionOption.ResponseHeadersRead, limit.Token);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(limit.Token));
        Assert.Equal("event: counts", await reader.ReadLineAsync(limit.Token));

        var document = await service.SubmitAsync("news.txt", "The weather station was struck by lightning.");
        await UntilAsync(reader, document.Id, limit.Token);
        using var deleted = await service.Http.DeleteAsync($"/api/content/{document.Id}", limit.Token);
        await UntilAsync(reader, "event: deleted", limit.Token);
        await UntilAsync(reader, document.Id, limit.Token);
    }

    private static async Task UntilAsync(StreamReader reader, string words, CancellationToken cancellationToken)
    {
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Contains(words, StringComparison.Ordinal))
                return;
        }

        Assert.Fail($"The stream ended before: {words}");
    }
}
