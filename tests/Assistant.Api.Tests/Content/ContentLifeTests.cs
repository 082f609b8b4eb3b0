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
    public async Task Tags_and_dates_come_in_by_both_doors_and_restrict_searches(string index)
    {
        await using var service = new ServiceFixture(("Assistant:Index:Engine", index));
        await service.SubmitAsync(new ContentBody { Uri = "spring.txt", Text = "The ferry leaves at noon.", Tags = ["Timetable", "harbour"], Modified = new DateTimeOffset(2024, 4, 1, 0, 0, 0, TimeSpan.Zero) });
        using var form = new MultipartFormDataContent { { new StringContent("Timetable"), "tag" }, { new StringContent("Größe, 東京"), "tag" } };
        var file = new StringContent("The ferry leaves at dusk.") { Headers = { LastModified = new DateTimeOffset(2024, 10, 1, 0, 0, 0, TimeSpan.Zero) } };
        form.Add(file, "files", "autumn.txt");
        using var response = await service.Http.PostAsync(new Uri("/api/content", UriKind.Relative), form);
        var autumn = await service.FinishedAsync((await ServiceFixture.ReadAsync<ContentAccepted>(response)).Items[0].Id!);
        Assert.Equal(["größe, 東京", "timetable"], autumn.Tags!);
        Assert.Equal(new DateTimeOffset(2024, 10, 1, 0, 0, 0, TimeSpan.Zero), autumn.Date);

        Assert.Equal(2, (await FindAsync(new SearchBody { Query = "ferry", Tags = ["TIMETABLE"] })).Count);
        Assert.Equal(["spring.txt"], await FindAsync(new SearchBody { Query = "ferry", Tags = ["timetable", "harbour"] }));
        Assert.Equal(["spring.txt"], await FindAsync(new SearchBody { Query = "ferry", To = "2024-10-01" }));
        Assert.Equal(["autumn.txt"], await FindAsync(new SearchBody { Query = "ferry", From = "2024-10-01", To = "2024-10-01T00:00:01Z" }));
        Assert.Empty(await FindAsync(new SearchBody { Query = "ferry", Tags = ["harbour"], From = "2024-05-01" }));

        async Task<List<string>> FindAsync(SearchBody body)
        {
            using var found = await service.Http.PostAsJsonAsync("/api/search", body, AssistantJson.Options);
            return [.. (await ServiceFixture.ReadAsync<SearchResult>(found)).Hits.Select(hit => hit.Uri)];
        }
    }

    [Theory]
    [InlineData("Fts5")]
    [InlineData("Hybrid")]
    public async Task Other_tags_of_unchanged_content_are_soon_searched(string index)
    {
        await using var service = new ServiceFixture(("Assistant:Index:Engine", index));
        await service.SubmitAsync(new ContentBody { Uri = "a.txt", Text = "The ferry leaves at noon.", Tags = ["draft"] });
        var again = await service.SubmitAsync(new ContentBody { Uri = "a.txt", Text = "The ferry leaves at noon.", Tags = ["final"] });
        Assert.Equal(1, again.Version);
        Assert.Equal(["final"], again.Tags!);
        for (var deadline = DateTime.UtcNow.AddMinutes(2); ; await Task.Delay(20))
        {
            using var found = await service.Http.PostAsJsonAsync("/api/search", new SearchBody { Query = "ferry", Tags = ["final"] }, AssistantJson.Options);
            if ((await ServiceFixture.ReadAsync<SearchResult>(found)).Hits.Count == 1)
                break;
            Assert.True(DateTime.UtcNow < deadline, "The index did not follow.");
        }

        using var old = await service.Http.PostAsJsonAsync("/api/search", new SearchBody { Query = "ferry", Tags = ["draft"] }, AssistantJson.Options);
        Assert.Empty((await ServiceFixture.ReadAsync<SearchResult>(old)).Hits);
    }

    [Fact]
    public async Task Tags_and_dates_that_are_none_are_refused()
    {
        await using var service = new ServiceFixture();
        foreach (var body in (SearchBody[])[new() { Query = "x", Tags = [""] }, new() { Query = "x", Tags = [new string('t', 65)] }, new() { Query = "x", From = "soon" }, new() { Query = "x", To = "31.05.2024" }])
        {
            using var response = await service.Http.PostAsJsonAsync("/api/search", body, AssistantJson.Options);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }

        using var submitted = await service.Http.PostAsJsonAsync("/api/content", new ContentBody { Uri = "a.txt", Text = "x", Tags = [" "] }, AssistantJson.Options);
        Assert.Equal(HttpStatusCode.BadRequest, submitted.StatusCode);
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
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
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
