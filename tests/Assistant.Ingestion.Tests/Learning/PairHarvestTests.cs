using Assistant.Core.Encoders;
using Assistant.Core.Learning;
using Assistant.Core.Learning.Replay;
using Assistant.Ingestion.Tests.Support;
using Assistant.Ingestion.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Assistant.Ingestion.Tests.Learning;

/// <summary>Words beside pictures become pairs; here a picture's bytes are the words that it shows.</summary>
public sealed class PairHarvestTests : IDisposable
{
    private readonly TemporaryFolder data = new();

    public void Dispose() => data.Dispose();

    [Fact]
    public async Task Captions_become_pairs_that_follow_the_page_and_go_with_it()
    {
        await using var pipeline = await StartAsync();
        var page = (await pipeline.FinishAsync(await pipeline.SubmitAsync("page.testpage", "a.testimage|a lighthouse on the rock"))).Single();
        var pictures = await pipeline.FinishAsync(await pipeline.SubmitAsync([("a.testimage", "lighthouse rock sea"), ("no-words-at-all.testimage", "dog grass ball")]));
        var picture = pictures.Single(record => record.Uri == "a.testimage");

        var items = await ItemsAsync(pipeline, list => list.Count > 0);
        var item = Assert.Single(items);
        Assert.Equal((AdapterDirection.TextToImage, "words-1", "default", ReplayOrigin.Pair, picture.Id), (item.Direction, item.EncoderId, item.Collection, item.Origin, item.Target));
        Assert.Null(item.User);
        Assert.Equal(new[] { picture.Id, page.Id }.Order(), item.Sources.Order());

        // Other words of the page are another pair.
        await pipeline.FinishAsync(await pipeline.SubmitAsync("page.testpage", "a.testimage|a tower where waves break"));
        var changed = Assert.Single(await ItemsAsync(pipeline, list => list is [var one] && one.Id != item.Id));
        Assert.NotEqual(item.Query.ToArray(), changed.Query.ToArray());

        await pipeline.Intake.DeleteAsync([page.Id]);
        Assert.DoesNotContain(await pipeline.Services.GetRequiredService<IReplayStore>().ListAsync(null, 10), left => left.Sources.Contains(page.Id));
    }

    [Fact]
    public async Task Pairs_are_not_made_when_configuration_says_so()
    {
        await using var pipeline = await StartAsync(("Assistant:Replay:PairsPerPicture", "0"));
        await pipeline.FinishAsync(await pipeline.SubmitAsync("page.testpage", "a.testimage|a lighthouse on the rock"));
        await pipeline.FinishAsync(await pipeline.SubmitAsync("a.testimage", "lighthouse rock sea"));
        var harvest = pipeline.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<Assistant.Ingestion.Learning.PairHarvest>().Single();
        Assert.Equal(0, await harvest.RunOnceAsync(CancellationToken.None));
        Assert.Empty(await pipeline.Services.GetRequiredService<IReplayStore>().ListAsync(null, 10));
    }

    private static async Task<IReadOnlyList<ReplayItem>> ItemsAsync(TestPipeline pipeline, Func<IReadOnlyList<ReplayItem>, bool> done)
    {
        IReadOnlyList<ReplayItem> items = [];
        await Until.TrueAsync(async () => done(items = await pipeline.Services.GetRequiredService<IReplayStore>().ListAsync(null, 10)));
        return items;
    }

    private Task<TestPipeline> StartAsync(params (string Key, string Value)[] more)
    {
        var settings = new Dictionary<string, string?> { ["engine"] = "hybrid", ["Assistant:Encoders:Text"] = "words:1", ["Assistant:Encoders:Image"] = "words:1" };
        foreach (var (key, value) in more)
            settings[key] = value;
        return TestPipeline.StartAsync(data.Path, settings, services => services.AddSingleton<IEncoderLoader, WordEncoders>());
    }
}
