using Assistant.Adaptation.Refresh;
using Assistant.Core.Learning.Serving;
using Assistant.Core.Retrieval;
using Microsoft.Extensions.Hosting;

namespace Assistant.Adaptation.Tests.Refresh;

public sealed class FusionRefreshTests
{
    private const string Subject = "fusion:shifted";

    [Fact]
    public async Task A_leg_that_finds_what_users_like_gains_weight_and_kept_back_queries_rank_better()
    {
        await using var world = await ShiftedWorld.StartAsync();
        await world.SearchAsync(120);

        var outcome = await world.Runs.RunAsync(Subject, null, "hand", CancellationToken.None);

        Assert.True(outcome.Promoted, string.Join("; ", outcome.Reasons));
        var (manifest, state) = world.Versions.List().Single();
        Assert.Equal("Active", state);
        Assert.True(manifest.Weights!.DenseText > manifest.Weights.Bm25);
        var kept = manifest.Metrics[0];
        Assert.Equal("new: MRR@10", kept.Name);
        Assert.True(kept.Low > 0 && kept.Value > kept.Base + 0.1, $"{kept.Base} to {kept.Value}");
        Assert.Equal(120, manifest.Data.Positives + manifest.Data.Validation);
        Assert.NotEmpty(manifest.Lineage);
        // Titles still find their documents.
        Assert.Contains(manifest.Metrics, metric => metric.Name == "zero-shot guard: R@10" && metric.Value == metric.Base);
    }

    [Fact]
    public async Task The_same_judgements_give_the_same_weights()
    {
        await using var world = await ShiftedWorld.StartAsync();
        await world.SearchAsync(80);

        var first = await world.Runs.RunAsync(Subject, null, "hand", CancellationToken.None);
        world.Versions.PromoteBase(null);
        var second = await world.Runs.RunAsync(Subject, null, "hand", CancellationToken.None);

        var (one, two) = (world.Versions.Find(first.Version!).Manifest, world.Versions.Find(second.Version!).Manifest);
        Assert.NotNull(one.Sha256);
        Assert.Equal((one.Sha256, one.Data.Hash), (two.Sha256, two.Data.Hash));
        Assert.Equal(one.Metrics, two.Metrics);
    }

    [Fact]
    public async Task Votes_at_random_change_nothing()
    {
        await using var world = await ShiftedWorld.StartAsync();
        await world.SearchAsync(120, random: true);

        var outcome = await world.Runs.RunAsync(Subject, null, "hand", CancellationToken.None);

        Assert.False(outcome.Promoted);
        Assert.Equal("base", world.Learned.Current.Version);
        Assert.Contains(outcome.Reasons, reason => reason.Contains("may be nothing", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Searches_of_the_collection_use_its_weights_others_do_not_and_rolling_back_ends_it()
    {
        await using var world = await ShiftedWorld.StartAsync();
        await world.SearchAsync(120);
        var version = (await world.Runs.RunAsync(Subject, null, "hand", CancellationToken.None)).Version!;
        var retriever = world.Get<HybridRetriever>();

        var limited = await retriever.SearchAsync(new SearchRequest("shifted 3") { Collections = ["shifted"] });
        var other = await retriever.SearchAsync(new SearchRequest("shifted 3") { Collections = ["plain"] });
        var all = await retriever.SearchAsync(new SearchRequest("shifted 3"));

        Assert.Equal(version, limited.Adapter);
        Assert.Equal("base", other.Adapter);
        Assert.Equal("base", all.Adapter);
        // 1 / 61 from words, and the weight of text vectors / 61.
        var weights = world.Versions.Find(version).Manifest.Weights!;
        Assert.Equal((1 + weights.DenseText) / 61, limited.Hits[0].Score, 1e-9);
        Assert.Equal(2.0 / 61, all.Hits[0].Score, 1e-9);

        Assert.Equal((version, null), world.Versions.RollBack(Subject, world.EncoderId));
        Assert.Equal("base", (await retriever.SearchAsync(new SearchRequest("shifted 3") { Collections = ["shifted"] })).Adapter);
        Assert.Equal("RolledBack", world.Versions.List().Single().State);
    }

    [Fact]
    public async Task Weights_serve_after_a_restart_and_not_with_learning_switched_off()
    {
        await using var world = await ShiftedWorld.StartAsync();
        await world.SearchAsync(120);
        var version = (await world.Runs.RunAsync(Subject, null, "hand", CancellationToken.None)).Version!;

        Assert.Equal(version, world.Loaded(enabled: true).Current.WeightsOf("shifted", world.EncoderId)?.Version);
        Assert.Null(world.Loaded(enabled: true).Current.WeightsOf("shifted", "another"));
        Assert.Null(world.Loaded(enabled: false).Current.WeightsOf("shifted", world.EncoderId));
    }

    [Fact]
    public async Task Weights_that_were_changed_by_hand_are_refused()
    {
        await using var world = await ShiftedWorld.StartAsync();
        await world.SearchAsync(120);
        var version = (await world.Runs.RunAsync(Subject, null, "hand", CancellationToken.None)).Version!;
        var file = Path.Combine(world.AdaptersPath, version + ".json");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("\"bm25\": 1", "\"bm25\": 2", StringComparison.Ordinal));

        var loaded = world.Loaded(enabled: true);

        Assert.Equal("base", loaded.Current.Version);
        Assert.Contains("SHA-256", loaded.Problems.Single(), StringComparison.Ordinal);
        Assert.Throws<AdapterRefusedException>(() => world.Folder.LoadWeights(version, Subject, world.EncoderId));
    }

    [Fact]
    public async Task Too_few_judged_queries_end_the_run_with_how_many_there_are()
    {
        await using var world = await ShiftedWorld.StartAsync();
        await world.SearchAsync(39);

        var outcome = await world.Runs.RunAsync(Subject, null, "hand", CancellationToken.None);

        Assert.False(outcome.Promoted);
        Assert.Equal("39 judged queries of shifted can be asked again; it takes 40", outcome.Reasons.Single());
    }

    [Fact]
    public async Task Weights_that_the_configuration_sets_are_not_learned_over()
    {
        await using var world = await ShiftedWorld.StartAsync(("Assistant:Retrieval:Collections:shifted:DenseText", "0.5"), ("Assistant:Adaptation:NewItems", "10"));
        await world.SearchAsync(60);
        var triggers = world.Get<IEnumerable<IHostedService>>().OfType<RefreshTriggers>().Single();
        Assert.DoesNotContain(await triggers.DueAsync(CancellationToken.None), due => due.Direction == Subject);

        var outcome = await world.Runs.RunAsync(Subject, null, "hand", CancellationToken.None);

        Assert.False(outcome.Promoted);
        Assert.Contains("Assistant:Retrieval:Collections", outcome.Reasons.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Enough_judgements_are_due_once_and_a_deleted_document_makes_them_due_again()
    {
        await using var world = await ShiftedWorld.StartAsync(("Assistant:Adaptation:NewItems", "100"));
        var triggers = world.Get<IEnumerable<IHostedService>>().OfType<RefreshTriggers>().Single();
        await world.SearchAsync(120);
        Assert.Contains((Subject, "signal"), await triggers.DueAsync(CancellationToken.None));

        await world.Runs.RunAsync(Subject, null, "signal", CancellationToken.None);
        Assert.DoesNotContain(await triggers.DueAsync(CancellationToken.None), due => due.Direction == Subject);
        var liked = world.Versions.List().Single().Manifest.Lineage[0];
        await world.Store.DeleteAsync([new Core.Content.DocumentId(liked)]);
        Assert.Contains((Subject, "deletion"), await triggers.DueAsync(CancellationToken.None));
        var again = await world.Runs.RunAsync(Subject, null, "deletion", CancellationToken.None);

        Assert.DoesNotContain(liked, world.Versions.Find(again.Version!).Manifest.Lineage);
        Assert.DoesNotContain(await triggers.DueAsync(CancellationToken.None), due => due.Direction == Subject);
    }
}
