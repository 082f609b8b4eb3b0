using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Assistant.Contracts.Http;

namespace Assistant.Cli.Tests;

public sealed class CommandLineContractTests : IDisposable
{
    private readonly Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData]
    [InlineData("nonsense")]
    [InlineData("search")]
    [InlineData("search", "x", "-k", "0")]
    [InlineData("search", "x", "-k", "many")]
    [InlineData("search", "x", "--modality", "sound")]
    [InlineData("search", "x", "--no-such-option")]
    [InlineData("search", "x", "--tag", "")]
    [InlineData("search", "x", "--from", "yesterday")]
    [InlineData("ingest", ".", "--tag", " blank ")]
    [InlineData("search", "x", "--image", "/no/such/file.png")]
    [InlineData("ask")]
    [InlineData("ask", " ")]
    [InlineData("ingest")]
    [InlineData("ingest", "/no/such/folder")]
    [InlineData("ingest", ".", "--collection", "a/b")]
    [InlineData("ingest", ".", "--server", "not-an-address")]
    [InlineData("documents", "list", "--state", "Lost")]
    [InlineData("documents", "redrive")]
    [InlineData("keys", "create", "me", "--role", "king")]
    [InlineData("up", "--urls", "nowhere")]
    [InlineData("worker")]
    [InlineData("adapters", "train", "--direction", "sideways")]
    [InlineData("eval", "replay")]
    [InlineData("eval", "replay", "--config", "DenseText")]
    [InlineData("eval", "replay", "--config", "Assistant:Chat:Model=other")]
    [InlineData("eval", "replay", "--config", "Assistant:Retrieval:Weights:Nothing=1")]
    public async Task Wrong_usage_ends_with_2_and_says_why(params string[] arguments)
    {
        var result = await _cli.RunAsync(arguments);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("assistant: ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("See: assistant --help", "nonsense")]
    [InlineData("See: assistant search --help", "search")]
    [InlineData("See: assistant documents delete --help", "documents", "delete")]
    public async Task Wrong_usage_names_a_help_that_there_is(string line, params string[] arguments)
    {
        var wrong = await _cli.RunAsync(arguments);
        Assert.Equal(line, wrong.Error.TrimEnd().Split('\n')[^1]);

        var help = await _cli.RunAsync([.. line.Split(' ')[2..]]);
        Assert.Equal((0, ""), (help.ExitCode, help.Error));
    }

    [Fact]
    public async Task Tags_and_dates_restrict_a_search_and_an_answer()
    {
        _cli.Write("a.md", "---\ndate: 2024-04-01\n---\nThe lighthouse keeper has three goats.");
        _cli.Write("b.md", "---\ndate: 2024-10-01\ntags: [goats]\n---\nThe keeper of the lighthouse sold a goat.");
        Assert.Equal(0, (await _cli.RunAsync("ingest", _cli.Files, "--tag", "Harbour", "--tag", "notes", "--json")).ExitCode);

        Assert.Equal(["a.md", "b.md"], (await FindAsync("--tag", "harbour", "--tag", "NOTES")).Order());
        Assert.Equal(["b.md"], await FindAsync("--tag", "goats"));
        Assert.Equal(["a.md"], await FindAsync("--from", "2024-04-01", "--to", "2024-10-01"));
        Assert.Empty(await FindAsync("--tag", "goats", "--to", "2024-10-01"));
        Assert.Equal(["b.md"], await CitedAsync("--tag", "goats"));
        Assert.Equal(["a.md"], await CitedAsync("--from", "2024-04-01", "--to", "2024-10-01"));
        Assert.Empty(await CitedAsync("--tag", "goats", "--to", "2024-10-01"));

        Assert.Equal(2, Parse<IngestResult>(await _cli.RunAsync("ingest", _cli.Files, "--tag", "other", "--json")).Unchanged);
        Assert.Equal(2, (await FindAsync("--tag", "other")).Count);
        Assert.Empty(await FindAsync("--tag", "harbour"));

        async Task<List<string>> FindAsync(params string[] options) =>
            [.. Parse<SearchResult>(await _cli.RunAsync(["search", "lighthouse", .. options, "--json"])).Hits.Select(hit => hit.Uri)];

        async Task<List<string>> CitedAsync(params string[] options) =>
            [.. Parse<AskResult>(await _cli.RunAsync(["ask", "What does the keeper of the lighthouse have to do with goats?", .. options, "--json"])).Citations.Select(citation => citation.Uri).Distinct()];
    }

    [Fact]
    public async Task Ingest_search_and_ask_print_one_JSON_document_each()
    {
        _cli.Write("a/goats.md", "# Goats\n\nThe lighthouse keeper has three goats. They eat seaweed.\n");
        _cli.Write("b.txt", "The harbour crane lifts ninety tonnes.");
        _cli.Write("broken.docx", "PK\u0003\u0004 not a document");

        var ingest = await _cli.RunAsync("ingest", _cli.Files, "--json");
        var ingested = Parse<IngestResult>(ingest);
        Assert.Equal((3, 3, 2, 1, 0), (ingest.ExitCode, ingested.Submitted, ingested.Indexed, ingested.Rejected, ingested.Failed));
        Assert.Equal(("broken.docx", "Rejected"), (ingested.Items[0].Uri, ingested.Items[0].State));

        var search = await _cli.RunAsync("search", "goats OR \"quotes AND* :", "--json");
        using var found = JsonDocument.Parse(search.Output);
        Assert.Equal("a/goats.md", found.RootElement.GetProperty("hits")[0].GetProperty("uri").GetString());
        foreach (var member in new[] { "rank", "score", "kind", "uri", "title", "headings", "page", "snippet", "span", "documentId", "chunkId", "legs" })
            Assert.True(found.RootElement.GetProperty("hits")[0].TryGetProperty(member, out _), member);
        Assert.True(found.RootElement.TryGetProperty("pending", out _) && found.RootElement.GetProperty("timings").TryGetProperty("totalMs", out _));

        var ask = await _cli.RunAsync("ask", "How many goats does the lighthouse keeper have?", "--json", "--trace");
        var answer = Parse<AskResult>(ask);
        Assert.Equal((0, 0), (search.ExitCode, ask.ExitCode));
        Assert.Contains("three goats", answer.Answer, StringComparison.Ordinal);
        Assert.Contains("[1]", answer.Answer, StringComparison.Ordinal);
        Assert.Equal("a/goats.md", answer.Citations[0].Uri);
        Assert.Contains("tool_call: search", ask.Error, StringComparison.Ordinal);

        var again = Parse<IngestResult>(await _cli.RunAsync("ingest", _cli.Files, "--json"));
        Assert.Equal((0, 3), (again.Submitted, again.Unchanged));
    }

    [Fact]
    public async Task Pruning_deletes_what_vanished_and_only_names_it_otherwise()
    {
        _cli.Write("stay.txt", "Puffins nest in burrows.");
        var gone = _cli.Write("gone.txt", "Terns nest on shingle.");
        await _cli.RunAsync("ingest", _cli.Files);
        File.Delete(gone);

        var named = Parse<IngestResult>(await _cli.RunAsync("ingest", _cli.Files, "--json"));
        Assert.Equal(["gone.txt"], named.Vanished);
        Assert.Contains("gone.txt", (await _cli.RunAsync("search", "terns shingle")).Output, StringComparison.Ordinal);

        await _cli.RunAsync("ingest", _cli.Files, "--prune");
        Assert.Contains("Nothing found", (await _cli.RunAsync("search", "terns shingle")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Documents_are_shown_and_deleted_by_uri_and_a_missing_one_is_1()
    {
        _cli.Write("a.txt", "Puffins nest in burrows.");
        await _cli.RunAsync("ingest", _cli.Files);

        var shown = Parse<ContentInfo>(await _cli.RunAsync("documents", "show", "a.txt", "--json"));
        Assert.Equal("Indexed", shown.State);
        Assert.Equal(1, (await _cli.RunAsync("documents", "show", "b.txt")).ExitCode);
        Assert.Equal(3, (await _cli.RunAsync("documents", "delete", "a.txt", "b.txt")).ExitCode);
        Assert.Equal(1, (await _cli.RunAsync("documents", "show", shown.Id)).ExitCode);
    }

    [Fact]
    public async Task Nothing_ingested_yet_is_said_so()
    {
        var result = await _cli.RunAsync("search", "x", "--data", Path.Combine(_cli.Data, "empty"));

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("assistant ingest", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_cli.Data, "empty")));
    }

    [Fact]
    public async Task A_running_service_does_the_work_and_a_second_one_is_refused_with_its_address()
    {
        var (service, address) = await _cli.UpAsync();
        _cli.Write("a.txt", "The lighthouse keeper has three goats.");

        var ingested = Parse<IngestResult>(await _cli.RunAsync("ingest", _cli.Files, "--wait", "--json"));
        var second = await _cli.RunAsync("up", "--urls", "http://127.0.0.1:0");
        var search = Parse<SearchResult>(await _cli.RunAsync("search", "goats", "--json"));
        var key = await _cli.RunAsync("keys", "create", "me", "--json");
        var still = await _cli.RunAsync("ask", "How many goats does the lighthouse keeper have?", "--json");
        using var http = new HttpClient();
        var closed = await http.GetAsync(new Uri(address + "/api/collections"));
        var interrupted = await Cli.InterruptAsync(service);
        var (restarted, _) = await _cli.UpAsync();
        var terminated = await Cli.InterruptAsync(restarted, "TERM");

        Assert.Equal(1, ingested.Indexed);
        Assert.Equal(1, second.ExitCode);
        Assert.Contains(address, second.Error, StringComparison.Ordinal);
        Assert.Single(search.Hits);
        Assert.Equal((0, 0), (key.ExitCode, still.ExitCode));
        Assert.NotNull(Parse<AskResult>(still).ConversationId);
        Assert.Equal(HttpStatusCode.Unauthorized, closed.StatusCode);
        Assert.Equal((0, 0), (interrupted, terminated)); // an orderly stop is the usual end of a service
        Assert.Single(Parse<SearchResult>(await _cli.RunAsync("search", "goats", "--json")).Hits);
    }

    [Fact]
    public async Task A_port_in_use_is_a_clear_message()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        var result = await _cli.RunAsync("up", "--urls", $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("--urls", Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_addresses_than_loopback_need_a_key_first()
    {
        var result = await _cli.RunAsync("up", "--urls", "http://0.0.0.0:0");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("keys create", Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupted_ingest_loses_nothing()
    {
        for (var i = 0; i < 1500; i++)
            _cli.Write($"d{i}.txt", $"Paper number {i} speaks of word{i}x and nothing else.");
        using var ingest = _cli.Start("ingest", _cli.Files);
        _ = ingest.StandardOutput.ReadToEndAsync();
        var errors = ingest.StandardError.ReadToEndAsync();
        var database = Path.Combine(_cli.Data, "assistant.db");
        for (var deadline = DateTime.UtcNow.AddMinutes(3); !File.Exists(database) && DateTime.UtcNow < deadline;)
            await Task.Delay(20);
        var code = await Cli.InterruptAsync(ingest);

        var rest = await _cli.RunAsync("ingest", _cli.Files, "--json");
        var list = Parse<ContentList>(await _cli.RunAsync("documents", "list", "--json"));

        Assert.Contains(code, new[] { 0, 130 });
        Assert.DoesNotContain("   at ", await errors, StringComparison.Ordinal);
        Assert.Equal(0, rest.ExitCode);
        Assert.Equal(1500, list.Counts["Indexed"]);
        Assert.All(list.Counts.Where(count => count.Key != "Indexed"), count => Assert.Equal(0, count.Value));
    }

    [Fact]
    public async Task Interrupted_while_it_ingests_the_sample_the_service_ends_in_order()
    {
        using var service = _cli.Start("up", "--demo", "--urls", "http://127.0.0.1:0");
        var output = service.StandardOutput.ReadToEndAsync();
        while (await service.StandardError.ReadLineAsync() is { } line && !line.StartsWith("read ", StringComparison.Ordinal))
        {
        }

        var errors = service.StandardError.ReadToEndAsync();
        Assert.Equal(130, await Cli.InterruptAsync(service));
        Assert.DoesNotContain("   at ", await errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Assistant is ready", await output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_opens_as_a_data_directory()
    {
        _cli.Write("a.txt", "Puffins nest in burrows.");
        await _cli.RunAsync("ingest", _cli.Files);
        var copy = Path.Combine(_cli.Data, "copy");

        Assert.Equal(0, (await _cli.RunAsync("backup", copy)).ExitCode);

        Assert.Single(Parse<SearchResult>(await _cli.RunAsync("search", "puffins", "--data", copy, "--json")).Hits);
    }

    [Fact]
    public async Task Doctor_names_what_is_missing_with_a_command_and_verifies_the_index()
    {
        _cli.Write("a.txt", "Puffins nest in burrows.");
        await _cli.RunAsync("ingest", _cli.Files);

        var result = await _cli.RunAsync("doctor", "--index", "--json");
        using var report = JsonDocument.Parse(result.Output);

        Assert.Equal(0, result.ExitCode);
        Assert.True(report.RootElement.GetProperty("index").GetProperty("healthy").GetBoolean());
        Assert.All(report.RootElement.GetProperty("checks").EnumerateArray(), check =>
            Assert.True(check.GetProperty("ok").GetBoolean() || check.GetProperty("command").GetString()!.Length > 0));
    }

    private static T Parse<T>(CliResult result)
    {
        Assert.True(result.Output.StartsWith('{') || result.Output.StartsWith('['), result.Output + result.Error);
        return JsonSerializer.Deserialize<T>(result.Output, AssistantJson.Options)!;
    }
}
