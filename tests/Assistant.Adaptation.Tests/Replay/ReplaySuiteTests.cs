using Assistant.Core.Encoders;
using Assistant.Core.Feedback;
using Assistant.Core.Learning;
using Assistant.Core.Learning.Serving;
using Assistant.Core.Retrieval;
using Assistant.Evals.Replay;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Assistant.Adaptation.Tests.Replay;

/// <summary>The log of searches, made again with a candidate.</summary>
public sealed class ReplaySuiteTests
{
    [Fact]
    public async Task Weights_that_were_learned_change_the_logged_searches_for_the_better()
    {
        await using var world = await ShiftedWorld.StartAsync();
        await world.SearchAsync(80);
        var version = (await world.Runs.RunAsync("fusion:shifted", null, "hand", CancellationToken.None)).Version!;
        world.Versions.PromoteBase(null);

        var report = await Suite(world).RunAsync(new ReplaySuiteOptions(version), Retriever(world, AdapterSnapshot.Base), Retriever(world, world.Folder.With(AdapterSnapshot.Base, version)));

        Assert.Equal((80, 0, 80), (report.Queries, report.NotAsked, report.Judged));
        Assert.Equal(["R@10", "MRR@10", "nDCG@10"], report.Measures.Select(measure => measure.Name));
        Assert.True(report.Measures[1].Low > 0 && report.Measures[1].After > report.Measures[1].Before);
        Assert.InRange(report.Top1Changed, 0.05, 1);
        Assert.True(report.Top1Changed <= report.Top3Changed && report.Top3Changed <= report.Top10Changed);
        Assert.InRange(report.RankBiasedOverlap, 0.1, 0.999);
        Assert.NotEmpty(report.Movers);
        Assert.All(report.Movers, mover => Assert.StartsWith("shifted ", mover.Title, StringComparison.Ordinal));
        // Nobody asked to see what users wrote.
        Assert.Null(report.Changed);
    }

    [Fact]
    public async Task The_present_compared_with_itself_changes_nothing()
    {
        await using var world = await ShiftedWorld.StartAsync();
        await world.SearchAsync(20);

        var report = await Suite(world).RunAsync(new ReplaySuiteOptions("itself", ShowQueries: true), Retriever(world, AdapterSnapshot.Base), Retriever(world, AdapterSnapshot.Base));

        Assert.Equal((0, 0, 0, 1, 1), (report.Top1Changed, report.Top3Changed, report.Top10Changed, report.Overlap, report.RankBiasedOverlap));
        Assert.All(report.Measures, measure => Assert.Equal((measure.Before, 0, 0), (measure.After, measure.Low, measure.High)));
        Assert.Empty(report.Movers);
        Assert.Empty(report.Changed!);
    }

    [Fact]
    public async Task Words_are_shown_to_whoever_asks_and_pictures_of_another_encoder_are_counted()
    {
        await using var world = await ShiftedWorld.StartAsync();
        await world.SearchAsync(20);
        var picture = new SearchVector(AdapterDirection.ImageToImage, "gone", new float[] { 1, 0 });
        await world.Get<ISignalStore>().AddSearchesAsync([new LoggedSearch { Id = Guid.NewGuid(), User = "local", Query = "", Hash = QueryHash.Of("", new byte[] { 1 }), Adapter = "base", At = DateTimeOffset.UtcNow, Vectors = [picture] }], 1_000, DateTimeOffset.UnixEpoch);
        // An image encoder serves, and is not the one that read the picture.
        var encoders = new FixedEncoders(world.Get<IEncoderDirectory>().ForQueries(EncoderRole.Text), new Core.Retrieval.Encoder("now", 2) { Image = new NoPictures() });
        var after = new RetrievalOptions { Weights = new LegWeights { DenseText = 50 } };

        var report = await Suite(world).RunAsync(new ReplaySuiteOptions("text vectors", ShowQueries: true), Retriever(world, AdapterSnapshot.Base, encoders: encoders), Retriever(world, AdapterSnapshot.Base, after, encoders));

        Assert.Equal((20, 1), (report.Queries, report.NotAsked));
        Assert.NotEmpty(report.Changed!);
        Assert.All(report.Changed!, query => Assert.StartsWith("shifted ", query.Words, StringComparison.Ordinal));
    }

    private static ReplaySuite Suite(ShiftedWorld world) => new(world.Get<ISignalStore>(), world.Get<JudgedQueries>(), world.Store);

    private static HybridRetriever Retriever(ShiftedWorld world, AdapterSnapshot adapters, RetrievalOptions? options = null, IEncoderDirectory? encoders = null) =>
        new(world.Store, world.Get<IKnowledgeIndex>(), Options.Create(options ?? new RetrievalOptions()), encoders ?? world.Get<IEncoderDirectory>(), NullLogger<HybridRetriever>.Instance, null, new Fixed(adapters));

    private sealed class Fixed(AdapterSnapshot snapshot) : IQueryAdapters
    {
        public AdapterSnapshot Current => snapshot;
    }

    private sealed class NoPictures : Microsoft.Extensions.AI.IEmbeddingGenerator<Microsoft.Extensions.AI.DataContent, Microsoft.Extensions.AI.Embedding<float>>
    {
        public Task<Microsoft.Extensions.AI.GeneratedEmbeddings<Microsoft.Extensions.AI.Embedding<float>>> GenerateAsync(
            IEnumerable<Microsoft.Extensions.AI.DataContent> values, Microsoft.Extensions.AI.EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("No picture is at hand.");

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
