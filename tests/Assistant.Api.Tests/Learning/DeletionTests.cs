using System.Globalization;
using System.Net.Http.Json;
using Assistant.Adaptation.Versions;
using Assistant.Contracts.Http;
using Assistant.Core.Access;
using Assistant.Core.Learning.Adapters;
using Microsoft.Extensions.DependencyInjection;

namespace Assistant.Api.Tests.Learning;

/// <summary>What was deleted has taught nothing: an adapter that is trained after a deletion is the one that would be there without what was deleted, all over HTTP.</summary>
public sealed class DeletionTests
{
    private const string Direction = "text-to-text";

    private static readonly string[] Topics =
    [
        "anchor", "apple", "bakery", "beetle", "bridge", "candle", "castle", "cello", "cheese", "clock", "comet", "copper", "coral", "desert", "dolphin", "drum", "eagle", "engine", "falcon", "ferry",
        "forest", "garden", "glacier", "guitar", "harbour", "hammer", "honey", "island", "kettle", "ladder", "lantern", "lemon", "library", "magnet", "market", "mirror", "mountain", "needle", "oyster", "paper",
        "pepper", "pigeon", "planet", "river", "saddle", "tunnel", "violin", "window",
    ];

    [RequiresEnginesFact]
    public async Task A_map_that_is_trained_after_documents_and_users_were_deleted_is_the_one_without_them()
    {
        await using var service = new ServiceFixture(
            ("Assistant:Encoders:Text", "bundled"), ("Assistant:Replay:QuarantineHours", "0"), ("Assistant:Replay:BurstVotes", "100000"), ("Assistant:Adaptation:CheckEvery", "1.00:00:00"), ("Assistant:Adaptation:CpuShare", "1"));
        var admin = await service.ClientOfAsync(ApiRole.Admin);
        var (one, other) = (await service.ClientOfAsync(ApiRole.Reader, "one"), await service.ClientOfAsync(ApiRole.Reader, "other"));
        var words = new StrangeWords(7);
        List<(string Id, string Word)> documents = [];
        foreach (var topic in Topics)
            documents.Add((await AddAsync(topic), words.Next()));
        foreach (var (id, word) in documents)
            await JudgeAsync(one, id, word, 7);

        var never = (Ridge: await RidgeAsync(), LowRank: await Sha256Async("zscl"));
        var late = (Id: await AddAsync("zeppelin"), Word: words.Next());
        await JudgeAsync(one, late.Id, late.Word, 7);
        foreach (var (id, word) in documents.Take(12))
            await JudgeAsync(other, id, words.Next() + " " + word, 3);
        var all = (Ridge: await RidgeAsync(), LowRank: await Sha256Async("zscl"));
        (await admin.DeleteAsync($"/api/content/{late.Id}")).EnsureSuccessStatusCode();
        (await other.DeleteAsync("/api/replay")).EnsureSuccessStatusCode();
        var after = (Ridge: await RidgeAsync(), LowRank: await Sha256Async("zscl"));

        Assert.True(Distance(never.Ridge, all.Ridge) > 1e-4, "what is deleted below had taught nothing");
        Assert.InRange(Distance(never.Ridge, after.Ridge), 0, 1e-6);
        Assert.NotEqual(never.LowRank, all.LowRank);
        Assert.Equal(never.LowRank, after.LowRank);

        async Task<string> AddAsync(string topic) =>
            (await service.SubmitAsync(new ContentBody { Uri = topic + ".md", Text = $"# The {topic}\n\nThis page tells what a {topic} is, and how people have used the {topic} for ages." }, admin)).Id;

        // The plain encoder serves before and after, so that each training is measured against the same.
        async Task<AdapterInfo> TrainAsync(string strategy)
        {
            using var trained = await admin.PostAsJsonAsync("/api/adapters/train", new AdapterTrainBody { Direction = Direction, Strategy = strategy }, AssistantJson.Options);
            trained.EnsureSuccessStatusCode();
            var change = await ServiceFixture.ReadAsync<AdapterChange>(trained);
            Assert.True(change.Changed, string.Join("; ", change.Reasons));
            return (await admin.GetFromJsonAsync<AdapterInfo>($"/api/adapters/{change.Version}", AssistantJson.Options))!;
        }

        async Task<float[]> RidgeAsync()
        {
            var version = await TrainAsync("ridge");
            var routed = Assert.IsType<RoutedAdapter>(service.Services.GetRequiredService<AdapterFolder>().Load(version.Version, Direction, version.EncoderId));
            await BaseAsync();
            var map = Assert.IsType<LinearAdapter>(Assert.Single(routed.Experts));
            return [map.Scale, .. map.Weights.Values.ToArray()];
        }

        async Task<string> Sha256Async(string strategy)
        {
            var version = await TrainAsync(strategy);
            await BaseAsync();
            return version.Sha256!;
        }

        async Task BaseAsync()
        {
            using var plain = await admin.PostAsJsonAsync("/api/adapters/promote", new AdapterPromoteBody { Version = "base" }, AssistantJson.Options);
            plain.EnsureSuccessStatusCode();
        }
    }

    /// <summary>A user asks in words that the encoder does not know, and likes what it meant.</summary>
    private static async Task JudgeAsync(HttpClient user, string document, string word, int times)
    {
        string[] around = ["{0}", "find {0}", "where is {0}", "tell me of {0}", "a page on {0}", "{0} please", "all about {0}"];
        for (var i = 0; i < times; i++)
        {
            using var stored = await user.PostAsJsonAsync("/api/feedback", new FeedbackBody { Signal = "up", Query = string.Format(CultureInfo.InvariantCulture, around[i], word), DocumentId = document }, AssistantJson.Options);
            stored.EnsureSuccessStatusCode();
        }
    }

    private static double Distance(float[] one, float[] other) => one.Zip(other, (a, b) => Math.Abs((double)a - b)).Max();

    /// <summary>Words of an invented language; the same seed gives the same.</summary>
    private sealed class StrangeWords(int seed)
    {
        private static readonly string[] Syllables = ["zor", "bla", "quix", "mun", "tro", "vek", "shu", "lim", "pra", "dwo", "fen", "gax", "hij", "kre", "nol", "wub"];
        private readonly Random random = new(seed);

        public string Next() => string.Concat(Enumerable.Range(0, 4).Select(_ => Syllables[random.Next(Syllables.Length)]));
    }
}
