using System.Diagnostics;
using System.Net.Http.Json;
using System.Security.Cryptography;
using Assistant.Adaptation.Versions;
using Assistant.Api.Tests;
using Assistant.Contracts.Http;
using Assistant.Core.Content;
using Assistant.Core.Encoders;
using Assistant.Core.Feedback;
using Assistant.Core.Learning;
using Assistant.Core.Learning.Replay;
using Assistant.Core.Retrieval;
using Assistant.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Assistant.Cli.Tests;

/// <summary>The service is killed with -9 while it learns: afterwards the old version serves or the new one, whole.</summary>
public sealed class KilledRefreshTests
{
    private const string Direction = "text-to-text";
    private const int Documents = 40, Judgements = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [RequiresEnginesFact]
    public async Task A_refresh_killed_at_any_point_leaves_the_old_version_or_the_new_one_and_is_done_or_said_to_be_abandoned()
    {
        using var cli = new Cli { Encoders = "bundled" };
        cli.Settings["ASSISTANT__ADAPTATION__CHECKEVERY"] = "1.00:00:00";
        cli.Settings["ASSISTANT__ADAPTATION__CPUSHARE"] = "1";
        for (var i = 0; i < Documents; i++)
            cli.Write($"{i}.md", $"# Report {i}\n\nNumber {i} tells of {Topic(i)} and nothing else.");
        Assert.Equal(0, (await cli.RunAsync("ingest", cli.Files, "--wait")).ExitCode);
        await JudgeAsync(cli.Data);
        var folder = new AdapterFolder(new DataDirectory(cli.Data).AdaptersPath);
        var (process, address) = await cli.UpAsync();
        Assert.True((await TrainAsync(address)).Changed);

        // Training; the adapter's file is there and its manifest is not; the manifest is there; the state has changed.
        foreach (var (name, reached) in new (string, Func<string, bool>)[]
        {
            ("training", _ => folder.ReadState().Slots.Any(slot => slot.BeforeRefresh is not null)),
            ("adapter", next => File.Exists(Path.Combine(folder.Folder, next + ".adapter"))),
            ("manifest", next => File.Exists(Path.Combine(folder.Folder, next + ".json"))),
            ("promotion", next => Serving(folder) == next),
        })
        {
            // The plain encoder is what the next version is measured against, so that it is promoted too.
            await PromoteAsync(address, "base");
            var next = FormattableString.Invariant($"{Direction}-{folder.ReadState().Next:0000}");
            var training = TrainAsync(address);
            for (var started = Stopwatch.GetTimestamp(); !reached(next); await Task.Yield())
                Assert.True(Stopwatch.GetElapsedTime(started) < Patience && !training.IsFaulted, $"{name} was not reached");
            process.Kill();
            await process.WaitForExitAsync();
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => training);
            var begun = folder.ReadState().Slots.Any(slot => slot.BeforeRefresh is not null);

            (process, address) = await cli.UpAsync();

            var active = await ActiveAsync(address);
            Assert.Contains(active, new[] { "base", next });
            // Whatever serves is whole, and nothing half written is left.
            foreach (var manifest in folder.List().Versions.Where(version => version.Sha256 is not null))
                Assert.Equal(manifest.Sha256, Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(folder.Folder, manifest.Version + ".adapter")))));
            Assert.Empty(folder.List().Problems);
            Assert.DoesNotContain(Directory.EnumerateFiles(folder.Folder), file => file.EndsWith(".tmp", StringComparison.Ordinal) || (file.EndsWith(".adapter", StringComparison.Ordinal) && !File.Exists(Path.ChangeExtension(file, ".json"))));
            Assert.Equal(active, await SearchedWithAsync(address));
            Assert.DoesNotContain(folder.ReadState().Slots, slot => slot.BeforeRefresh is not null);
            if (name == "training") Assert.Equal("base", active);
            if (name == "promotion") Assert.Equal(next, active);
            // What was killed under way is named in the log of the next start.
            var log = cli.Log;
            process.Kill();
            await process.WaitForExitAsync();
            Assert.Equal(begun, (await log).Contains("was abandoned", StringComparison.Ordinal));
            (process, address) = await cli.UpAsync();
        }

        // It still learns.
        await PromoteAsync(address, "base");
        Assert.True((await TrainAsync(address)).Changed);
        Assert.Equal(Serving(folder), await SearchedWithAsync(address));
    }

    private static string Topic(int i) => new[] { "harbours", "violins", "glaciers", "beetles", "bakeries", "comets", "ferries", "lanterns" }[i % 8] + " of the " + new[] { "north", "south", "old town", "valley", "coast" }[i / 8];

    private static string? Serving(AdapterFolder folder) => folder.ReadState().Slots.Single(slot => slot.Direction == Direction).Version;

    private static async Task<AdapterChange> TrainAsync(string address)
    {
        using var http = new HttpClient { BaseAddress = new Uri(address), Timeout = Patience };
        using var response = await http.PostAsJsonAsync("api/adapters/train", new AdapterTrainBody { Direction = Direction, Strategy = "ridge" }, AssistantJson.Options);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<AdapterChange>(AssistantJson.Options))!;
    }

    private static async Task PromoteAsync(string address, string version)
    {
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        (await http.PostAsJsonAsync("api/adapters/promote", new AdapterPromoteBody { Version = version }, AssistantJson.Options)).EnsureSuccessStatusCode();
    }

    private static async Task<string> ActiveAsync(string address)
    {
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        var versions = (await http.GetFromJsonAsync<List<AdapterInfo>>("api/adapters", AssistantJson.Options))!;
        return versions.SingleOrDefault(version => version.State == "Active")?.Version ?? "base";
    }

    private static async Task<string> SearchedWithAsync(string address)
    {
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        using var response = await http.PostAsJsonAsync("api/search", new SearchBody { Query = "harbours of the north" }, AssistantJson.Options);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<SearchResult>(AssistantJson.Options))!.Adapter;
    }

    /// <summary>Judgements of queries in a language that the encoder does not know: their vectors are those of the documents, turned.</summary>
    private static async Task JudgeAsync(string data)
    {
        var services = new ServiceCollection().AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddAssistantStorage(new DataDirectory(data));
        await using var provider = services.BuildServiceProvider();
        var encoder = provider.GetRequiredService<IEncoderStore>().Read().Single(assignment => assignment.Role == EncoderRole.Text).Active.Id;
        var documents = await provider.GetRequiredService<IContentStore>().ListAsync(new DocumentFilter { Limit = Documents });
        Assert.Equal(Documents, documents.Count);
        var random = new Random(5);
        List<(DocumentId Id, float[] Vector)> targets = [];
        foreach (var document in documents)
        {
            var target = await provider.GetRequiredService<ISignalStore>().FindTargetAsync(document.Id, 0, new SearchVector(AdapterDirection.TextToText, encoder, ReadOnlyMemory<float>.Empty));
            targets.Add((document.Id, target!.Value.ToArray()));
        }

        var d = targets[0].Vector.Length;
        var turn = Enumerable.Range(0, d).ToArray();
        random.Shuffle(turn);
        var items = Enumerable.Range(0, Judgements).Select(i =>
        {
            var (id, vector) = targets[i % targets.Count];
            var query = new float[d];
            for (var k = 0; k < d; k++) query[k] = vector[turn[k]] + (0.01f * (float)((random.NextDouble() * 2) - 1));
            query[0] += 1;
            var length = MathF.Sqrt(query.Sum(value => value * value));
            var key = new byte[16];
            random.NextBytes(key);
            return new ReplayItem
            {
                Id = new Guid(key),
                Direction = AdapterDirection.TextToText,
                EncoderId = encoder,
                Collection = "default",
                User = "local",
                Origin = ReplayOrigin.Feedback,
                Target = id,
                Sources = [id],
                Query = query.Select(value => value / length).ToArray(),
                TargetVector = vector,
                At = DateTimeOffset.UnixEpoch.AddSeconds(i),
            };
        });
        await provider.GetRequiredService<IReplayStore>().AddAsync([.. items]);
    }
}
