using System.Net.Http.Json;
using System.Text.Json;
using Assistant.Contracts.Http;
using Assistant.Evals.Replay;

namespace Assistant.Cli.Tests;

public sealed class EvalReplayTests
{
    [Fact]
    public async Task Logged_searches_are_made_again_while_the_service_runs_and_their_words_are_shown_to_whoever_asks()
    {
        using var cli = new Cli();
        for (var i = 0; i < 4; i++)
            cli.Write($"note{i}.md", $"# Note {i}\n\nGreen tea of the spring is sold in the market, among many other goods, on day {i}.");
        Assert.Equal(0, (await cli.RunAsync("ingest", cli.Files, "--wait")).ExitCode);
        var (_, address) = await cli.UpAsync();
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        foreach (var query in new[] { "green tea spring", "market goods", "green tea spring" })
        {
            using var found = await http.PostAsJsonAsync("api/search", new SearchBody { Query = query }, AssistantJson.Options);
            var search = (await found.Content.ReadFromJsonAsync<SearchResult>(AssistantJson.Options))!;
            using var judged = await http.PostAsJsonAsync("api/feedback", new FeedbackBody { Signal = "up", SearchId = search.SearchId, DocumentId = search.Hits[0].DocumentId }, AssistantJson.Options);
            judged.EnsureSuccessStatusCode();
        }

        var silent = await cli.RunAsync("eval", "replay", "--config", "Assistant:Retrieval:Weights:Bm25=0", "--json");
        var shown = await cli.RunAsync("eval", "replay", "--config", "Assistant:Retrieval:Weights:Bm25=0", "--show-queries");

        Assert.True(silent.ExitCode == 0, silent.Error);
        var report = JsonSerializer.Deserialize<ReplayReport>(silent.Output, AssistantJson.Options)!;
        Assert.Equal((2, 2), (report.Queries, report.Judged));
        // Words are the only leg here, and without them nothing is found.
        Assert.Equal((1, 1, 0), (report.Top1Changed, report.Top10Changed, report.Overlap));
        Assert.All(report.Measures, measure => Assert.Equal((1, 0), (measure.Before, measure.After)));
        Assert.Equal(4, report.Movers.Count(mover => mover.Title.StartsWith("Note", StringComparison.Ordinal) && mover is { Rose: 0, Fell: > 0 }));
        Assert.DoesNotContain("market goods", silent.Output + silent.Error, StringComparison.Ordinal);
        Assert.Equal(0, shown.ExitCode);
        Assert.Contains("green tea spring", shown.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("green tea", shown.Error, StringComparison.Ordinal);
        Assert.Equal(2, JsonSerializer.Deserialize<ReplayReport>((await cli.RunAsync("eval", "replay", "--adapter", "base", "--json")).Output, AssistantJson.Options)!.Queries);
        Assert.Equal(1, (await cli.RunAsync("eval", "replay", "--adapter", "text-to-text-0001")).ExitCode);
    }
}
