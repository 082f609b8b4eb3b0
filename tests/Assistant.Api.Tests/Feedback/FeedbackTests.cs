using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Assistant.Contracts.Http;
using Assistant.Core.Access;
using Assistant.Core.Content;
using Assistant.Core.Feedback;
using Assistant.Core.Learning.Replay;
using Microsoft.Extensions.DependencyInjection;

namespace Assistant.Api.Tests.Feedback;

/// <summary>Judgements and what follows from them, over HTTP.</summary>
public sealed class FeedbackTests
{
    private const string Query = "lighthouse keeper";
    private static readonly (string, string)[] Bundled = [("Assistant:Encoders:Text", "bundled"), ("Assistant:Encoders:Image", "bundled")];
    private static readonly (string, string)[] Trusting = [("Assistant:Replay:QuarantineHours", "0"), ("Assistant:Replay:BurstVotes", "100000")];

    [Fact]
    public async Task A_thumb_moves_the_next_identical_search_up_and_down()
    {
        await using var service = new ServiceFixture();
        await FillAsync(service);
        var before = await service.SearchAsync(Query);
        Assert.True(before.Hits.Count >= 5 && before.SearchId is not null);
        var third = before.Hits[2].DocumentId;
        await JudgeAsync(service.Http, new FeedbackBody { Signal = "up", SearchId = before.SearchId, DocumentId = third });
        var after = await service.SearchAsync("  Lighthouse   KEEPER");
        Assert.Equal(third, after.Hits[0].DocumentId);
        // The others keep their order.
        Assert.Equal(before.Hits.Select(hit => hit.DocumentId).Where(id => id != third), after.Hits.Skip(1).Select(hit => hit.DocumentId));
        Assert.Equal((await service.SearchAsync("lighthouse")).Hits.Count, before.Hits.Count);

        await JudgeAsync(service.Http, new FeedbackBody { Signal = "down", SearchId = after.SearchId, DocumentId = third });
        Assert.Equal(third, (await service.SearchAsync(Query)).Hits[^1].DocumentId);
    }

    [Fact]
    public async Task A_document_that_was_voted_for_comes_in_where_the_filters_let_it_and_goes_when_it_is_deleted()
    {
        await using var service = new ServiceFixture();
        await FillAsync(service);
        var other = await service.SubmitAsync("other.md", "Nothing that the words would find.");
        await JudgeAsync(service.Http, new FeedbackBody { Signal = "up", Query = Query, DocumentId = other.Id });
        Assert.Equal(other.Id, (await service.SearchAsync(Query)).Hits[0].DocumentId);
        Assert.Equal(other.Id, (await service.SearchAsync(Query, collection: "default")).Hits[0].DocumentId);
        await service.SubmitAsync("elsewhere.md", "A lighthouse keeper elsewhere.", "elsewhere");
        Assert.DoesNotContain((await service.SearchAsync(Query, collection: "elsewhere")).Hits, hit => hit.DocumentId == other.Id);
        using var pictures = await service.Http.PostAsJsonAsync("/api/search", new SearchBody { Query = Query, Modality = "image" }, AssistantJson.Options);
        Assert.Empty((await ServiceFixture.ReadAsync<SearchResult>(pictures)).Hits);

        (await service.Http.DeleteAsync($"/api/content/{other.Id}")).EnsureSuccessStatusCode();
        Assert.DoesNotContain((await service.SearchAsync(Query)).Hits, hit => hit.DocumentId == other.Id);
        Assert.Empty(await VotesAsync(service));
    }

    [Fact]
    public async Task Votes_of_one_user_leave_others_alone_and_groups_hold()
    {
        await using var service = new ServiceFixture(Trusting);
        var admin = await service.ClientOfAsync(ApiRole.Admin);
        await FillAsync(service, admin);
        await service.SubmitAsync(new ContentBody { Uri = "secret.md", Text = "The secret of the house.", Collection = "closed" }, admin);
        (await admin.PutAsJsonAsync("/api/collections/closed/groups", new[] { "inner" })).EnsureSuccessStatusCode();
        var secret = Assert.Single((await service.SearchAsync("secret", admin)).Hits).DocumentId;
        var readers = new List<HttpClient>();
        for (var i = 0; i < 3; i++)
            readers.Add(await service.ClientOfAsync(ApiRole.Reader, "inner"));
        var outsider = await service.ClientOfAsync(ApiRole.Reader);
        var before = await service.SearchAsync(Query, outsider);
        var last = before.Hits[^1].DocumentId;

        // Two hundred votes of one user, on this query and on others, for a document of its choice.
        for (var i = 0; i < 200; i++)
            await JudgeAsync(readers[0], new FeedbackBody { Signal = "up", Query = i == 0 ? Query : $"{Query} {i}", DocumentId = last });
        Assert.Equal(last, (await service.SearchAsync(Query, readers[0])).Hits[0].DocumentId);
        Assert.Equal(before.Hits.Select(hit => hit.DocumentId), (await service.SearchAsync(Query, outsider)).Hits.Select(hit => hit.DocumentId));

        // Others agree: then it moves for everybody, and what is closed stays closed.
        foreach (var reader in readers.Skip(1))
        {
            await JudgeAsync(reader, new FeedbackBody { Signal = "up", Query = Query, DocumentId = last });
            await JudgeAsync(reader, new FeedbackBody { Signal = "up", Query = Query, DocumentId = secret });
        }

        Assert.Equal(last, (await service.SearchAsync(Query, outsider)).Hits[0].DocumentId);
        Assert.DoesNotContain((await service.SearchAsync(Query, outsider)).Hits, hit => hit.DocumentId == secret);
        Assert.Contains((await service.SearchAsync(Query, readers[1])).Hits, hit => hit.DocumentId == secret);
    }

    [Fact]
    public async Task What_was_shown_comes_from_the_log_and_a_foreign_or_unknown_search_is_refused()
    {
        await using var service = new ServiceFixture();
        var admin = await service.ClientOfAsync(ApiRole.Admin);
        await FillAsync(service, admin);
        var other = await service.ClientOfAsync(ApiRole.Reader);
        var search = await service.SearchAsync(Query, admin);
        var second = search.Hits[1].DocumentId;
        foreach (var (client, id) in new[] { (other, search.SearchId), (admin, Guid.NewGuid()) })
        {
            using var refused = await client.PostAsJsonAsync("/api/feedback", new FeedbackBody { Signal = "up", SearchId = id, DocumentId = second }, AssistantJson.Options);
            Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
            Assert.Contains("searchId", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        await JudgeAsync(admin, new FeedbackBody { Signal = "click", SearchId = search.SearchId, DocumentId = second, Query = "something else", Rank = 40, Shown = [second] });
        var row = Assert.Single(await service.Services.GetRequiredService<IFeedbackStore>().ListAsync(10));
        Assert.Equal((Query, 2), (row.Query, row.Rank));
        Assert.Equal(search.Hits.Select(hit => hit.DocumentId), row.Shown.Select(id => id.ToString()));
        var (vote, _) = Assert.Single(await VotesAsync(service));
        Assert.Equal((0.2, 0.5, 2, "base"), (vote.Value, vote.Propensity, vote.Rank, vote.Adapter));

        // What was never shown is not held against anybody.
        var never = await service.SubmitAsync(new ContentBody { Uri = "never.md", Text = "Unrelated." }, admin);
        await JudgeAsync(admin, new FeedbackBody { Signal = "down", SearchId = search.SearchId, DocumentId = never.Id });
        Assert.Single(await VotesAsync(service));

        // A click does not take back a judgement, another judgement does.
        await JudgeAsync(admin, new FeedbackBody { Signal = "down", SearchId = search.SearchId, DocumentId = second });
        await JudgeAsync(admin, new FeedbackBody { Signal = "click", SearchId = search.SearchId, DocumentId = second });
        Assert.Equal(-1, Assert.Single(await VotesAsync(service)).Vote.Value);
    }

    [Fact]
    public async Task A_question_asked_again_is_a_hint_against_what_was_shown()
    {
        await using var service = new ServiceFixture();
        await FillAsync(service);
        var first = await service.SearchAsync("lighthouse keeper wages");
        await service.SearchAsync("lighthouse keeper wages");
        Assert.Empty(await VotesAsync(service));
        await service.SearchAsync("wages keeper lighthouse island");
        var votes = await VotesAsync(service);
        Assert.Equal(first.Hits.Take(3).Select(hit => hit.DocumentId).Order(), votes.Select(vote => vote.Vote.Document.ToString()).Order());
        Assert.All(votes, vote => Assert.Equal((-0.1, Signals.AskedAgain), (vote.Vote.Value, vote.Vote.Signal)));
        await service.SearchAsync("something quite different");
        Assert.Equal(3, (await VotesAsync(service)).Count);
    }

    [Fact]
    public async Task Without_the_log_judgements_still_act()
    {
        await using var service = new ServiceFixture(("Assistant:Feedback:LogSearches", "false"));
        await FillAsync(service);
        var before = await service.SearchAsync(Query);
        Assert.Null(before.SearchId);
        await JudgeAsync(service.Http, new FeedbackBody { Signal = "up", Query = Query, DocumentId = before.Hits[3].DocumentId });
        Assert.Equal(before.Hits[3].DocumentId, (await service.SearchAsync(Query)).Hits[0].DocumentId);
    }

    [Fact]
    public async Task A_thumb_on_an_answer_credits_what_it_cites()
    {
        await using var service = new ServiceFixture();
        await FillAsync(service);
        var (answer, _) = await service.AskAsync("How many steps does the tower of the lighthouse keeper have?");
        var cited = answer.Citations.Select(citation => citation.DocumentId).Distinct().ToList();
        Assert.NotEmpty(cited);
        await JudgeAsync(service.Http, new FeedbackBody { Signal = "up", Query = "How many steps?", MessageId = answer.MessageId });
        Assert.Equal(cited.Order(), (await VotesAsync(service)).Select(vote => vote.Vote.Document.ToString()).Order());
    }

    [RequiresEnginesFact]
    public async Task Judgements_fill_the_replay_buffer_which_its_owner_sees_exports_and_deletes()
    {
        await using var service = new ServiceFixture(Bundled);
        await FillAsync(service);
        var search = await service.SearchAsync(Query);
        await JudgeAsync(service.Http, new FeedbackBody { Signal = "up", SearchId = search.SearchId, DocumentId = search.Hits[1].DocumentId });
        await JudgeAsync(service.Http, new FeedbackBody { Signal = "down", SearchId = search.SearchId, DocumentId = search.Hits[0].DocumentId });
        await JudgeAsync(service.Http, new FeedbackBody { Signal = "up", SearchId = search.SearchId, DocumentId = search.Hits[1].DocumentId });
        var items = (await service.Http.GetFromJsonAsync<List<ReplayItemInfo>>("/api/replay/items", AssistantJson.Options))!;
        Assert.Equal([(search.Hits[0].DocumentId, -1), (search.Hits[1].DocumentId, 1)], items.Select(item => (item.DocumentId, item.Value)).OrderBy(item => item.Value));
        Assert.All(items, item => Assert.Equal(("text_to_text", "default", "feedback", "local"), (item.Direction, item.Collection, item.Origin, item.User)));
        var count = Assert.Single((await service.Http.GetFromJsonAsync<List<ReplayCountInfo>>("/api/replay", AssistantJson.Options))!);
        Assert.Equal((2, 2L), (count.Items, count.Added));
        Assert.Equal(new ReplayQuotaInfo(50_000, 5_000), await service.Http.GetFromJsonAsync<ReplayQuotaInfo>("/api/replay/quota", AssistantJson.Options));

        var lines = (await service.Http.GetStringAsync("/api/replay/export")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var exported = lines.Select(line => JsonSerializer.Deserialize<ReplayExportLine>(line, AssistantJson.Options)!).ToList();
        Assert.Equal(items.Select(item => item.Id), exported.Select(line => line.Item.Id));
        Assert.All(exported, line => Assert.Equal(1, line.Query.Sum(value => value * value), 0.01));

        // The next search moves similar queries too, not only the very same.
        var similar = await service.SearchAsync("the lighthouse keeper");
        Assert.Equal(search.Hits[1].DocumentId, similar.Hits[0].DocumentId);

        Assert.Equal(HttpStatusCode.NoContent, (await service.Http.DeleteAsync($"/api/replay/items/{items[0].Id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await service.Http.DeleteAsync($"/api/replay/items/{items[0].Id}")).StatusCode);
        (await service.Http.DeleteAsync("/api/replay")).EnsureSuccessStatusCode();
        Assert.Empty((await service.Http.GetFromJsonAsync<List<ReplayItemInfo>>("/api/replay/items", AssistantJson.Options))!);
        Assert.Equal(search.Hits.Select(hit => hit.DocumentId), (await service.SearchAsync(Query)).Hits.Select(hit => hit.DocumentId));
    }

    [RequiresEnginesFact]
    public async Task Deleted_documents_and_revoked_keys_leave_the_buffer_and_own_uploads_never_enter_it()
    {
        await using var service = new ServiceFixture([.. Bundled, .. Trusting]);
        var admin = await service.ClientOfAsync(ApiRole.Admin);
        await FillAsync(service, admin);
        var replay = service.Services.GetRequiredService<IReplayStore>();
        var keys = service.Services.GetRequiredService<IApiKeyStore>();
        var (key, secret) = await keys.CreateAsync("writer", ApiRole.Writer, []);
        var writer = service.ClientWith(secret);
        var own = await service.SubmitAsync(new ContentBody { Uri = "own.md", Text = "My own lighthouse keeper page." }, writer);
        var search = await service.SearchAsync(Query, writer);
        Assert.Contains(search.Hits, hit => hit.DocumentId == own.Id);
        foreach (var hit in search.Hits)
            await JudgeAsync(writer, new FeedbackBody { Signal = "up", SearchId = search.SearchId, DocumentId = hit.DocumentId });
        var others = search.Hits.Select(hit => hit.DocumentId).Where(id => id != own.Id).Distinct().ToList();
        Assert.Equal(others.Order(), (await replay.ListAsync(null, 100)).Select(item => item.Target.ToString()).Order());

        (await admin.DeleteAsync($"/api/content/{others[0]}")).EnsureSuccessStatusCode();
        Assert.DoesNotContain(await replay.ListAsync(null, 100), item => item.Target.ToString() == others[0]);
        var logged = (await service.Services.GetRequiredService<ISignalStore>().FindSearchAsync(key.Id.ToString("n"), search.SearchId!.Value))!;
        Assert.Equal(search.Hits.Count, logged.Shown.Count);
        Assert.Single(logged.Shown, shown => shown.Document == default(DocumentId));

        Assert.NotEmpty(await replay.ListAsync(null, 100));
        await keys.RevokeAsync(key.Id);
        Assert.Empty(await replay.ListAsync(null, 100));
        Assert.Empty(await VotesAsync(service));
    }

    private static async Task FillAsync(ServiceFixture service, HttpClient? http = null)
    {
        await service.SubmitAsync(new ContentBody { Uri = "a.md", Text = "The lighthouse keeper climbs the tower, which has 212 steps. The lighthouse keeper is paid wages each month." }, http);
        await service.SubmitAsync(new ContentBody { Uri = "b.md", Text = "A lighthouse keeper lives on the island with a dog." }, http);
        await service.SubmitAsync(new ContentBody { Uri = "c.md", Text = "Before the war, the keeper of a lighthouse had wages and a garden beside the harbour." }, http);
        await service.SubmitAsync(new ContentBody { Uri = "d.md", Text = "Songs and stories speak of a lonely lighthouse keeper who saw ships go by and never a friend for many winters." }, http);
        await service.SubmitAsync(new ContentBody { Uri = "e.md", Text = "The museum shows the lamp of the last lighthouse, with the log that its keeper wrote, and the tools that were used to mend nets, boats, sails and the pier over two centuries." }, http);
    }

    private static async Task JudgeAsync(HttpClient http, FeedbackBody body)
    {
        using var response = await http.PostAsJsonAsync("/api/feedback", body, AssistantJson.Options);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    private static async Task<IReadOnlyList<(Vote Vote, bool Trusted)>> VotesAsync(ServiceFixture service)
    {
        await service.Services.GetRequiredService<SearchLog>().FlushAsync();
        return await service.Services.GetRequiredService<ISignalStore>().ReadVotesAsync(1_000);
    }
}
