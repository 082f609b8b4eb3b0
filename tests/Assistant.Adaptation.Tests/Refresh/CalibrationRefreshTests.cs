using Assistant.Adaptation.Refresh;
using Assistant.Core.Learning.Serving;
using Microsoft.Extensions.Hosting;

namespace Assistant.Adaptation.Tests.Refresh;

public sealed class CalibrationRefreshTests
{
    private const string Subject = CalibrationRefresh.Name;

    [Fact]
    public async Task Judged_looks_become_probabilities_whose_error_on_kept_back_judgements_falls()
    {
        await using var world = await ShiftedWorld.StartAsync(pictures: true);
        await world.JudgeLooksAsync(600);

        var outcome = await world.Runs.RunAsync(Subject, null, "hand", CancellationToken.None);

        Assert.True(outcome.Promoted, string.Join("; ", outcome.Reasons));
        var (manifest, state) = world.Versions.List().Single();
        Assert.Equal("Active", state);
        Assert.True(manifest.Metrics[0].Low > 0);
        Assert.True(manifest.Metrics[1].Value > 0.9 && manifest.Metrics[1].Base < 0.8, $"{manifest.Metrics[1].Base} to {manifest.Metrics[1].Value}");
        var served = world.Learned.Current.CalibrationOf(world.EncoderId)!;
        Assert.Equal(0.5, served.Probability(5), 0.15);
        Assert.Null(world.Learned.Current.CalibrationOf("another"));
        Assert.Equal(outcome.Version, world.Learned.Current.VersionWith(null));

        Assert.Equal((outcome.Version!, null), world.Versions.RollBack(Subject, world.EncoderId));
        Assert.Null(world.Learned.Current.CalibrationOf(world.EncoderId));
    }

    [Fact]
    public async Task Judgements_at_random_give_no_certainty()
    {
        await using var world = await ShiftedWorld.StartAsync(pictures: true);
        await world.JudgeLooksAsync(600, random: true);

        var outcome = await world.Runs.RunAsync(Subject, null, "hand", CancellationToken.None);

        // The best that can be said is one probability for all; the ordinary certainty, which rises to 1, is worse than that.
        if (world.Learned.Current.CalibrationOf(world.EncoderId) is { } served) Assert.All(new[] { 0.0, 4, 8 }, deviations => Assert.Equal(0.5, served.Probability(deviations), 0.1));
        else Assert.Contains("judged right more often", outcome.Reasons.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_few_judgements_and_a_noise_that_is_not_known_end_the_run_with_the_reason()
    {
        await using var world = await ShiftedWorld.StartAsync(pictures: true);
        Assert.Contains("noise", (await world.Runs.RunAsync(Subject, null, "hand", CancellationToken.None)).Reasons.Single(), StringComparison.Ordinal);

        await world.JudgeLooksAsync(30);

        Assert.StartsWith("there are 30 judgements of pictures", (await world.Runs.RunAsync(Subject, null, "hand", CancellationToken.None)).Reasons.Single(), StringComparison.Ordinal);
        Assert.Contains("one way", (await world.Runs.RunAsync(Subject, "ridge", "hand", CancellationToken.None)).Reasons.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_serves_after_a_restart_not_with_learning_switched_off_and_not_when_it_was_changed_by_hand()
    {
        await using var world = await ShiftedWorld.StartAsync(pictures: true);
        await world.JudgeLooksAsync(600);
        var version = (await world.Runs.RunAsync(Subject, null, "hand", CancellationToken.None)).Version!;

        Assert.NotNull(world.Loaded(enabled: true).Current.CalibrationOf(world.EncoderId));
        Assert.Null(world.Loaded(enabled: false).Current.CalibrationOf(world.EncoderId));
        Assert.NotNull(world.Folder.With(AdapterSnapshot.Base, version).CalibrationOf(world.EncoderId));
        var file = Path.Combine(world.AdaptersPath, version + ".json");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("\"offset\": -", "\"offset\": 1", StringComparison.Ordinal));

        var loaded = world.Loaded(enabled: true);
        Assert.Null(loaded.Current.CalibrationOf(world.EncoderId));
        Assert.Contains("SHA-256", loaded.Problems.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Enough_judged_looks_are_due_once()
    {
        await using var world = await ShiftedWorld.StartAsync(pictures: true, ("Assistant:Adaptation:NewItems", "100"));
        var triggers = world.Get<IEnumerable<IHostedService>>().OfType<RefreshTriggers>().Single();
        await world.JudgeLooksAsync(600);
        Assert.Contains((Subject, "signal"), await triggers.DueAsync(CancellationToken.None));

        await world.Runs.RunAsync(Subject, null, "signal", CancellationToken.None);

        Assert.DoesNotContain((Subject, "signal"), await triggers.DueAsync(CancellationToken.None));
    }
}
