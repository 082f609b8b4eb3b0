using Assistant.Adaptation.Refresh;
using Assistant.Core.Learning;
using Microsoft.Extensions.Hosting;

namespace Assistant.Adaptation.Tests.Refresh;

public sealed class AdapterRefreshTests
{
    private const string Direction = "text-to-text";

    [Fact]
    public async Task Judgements_become_a_version_that_passes_the_gate_and_moves_queries()
    {
        await using var world = await ShiftedWorld.StartAsync();
        await world.JudgeAsync(600);
        var query = (await world.Replay.ReadAsync(AdapterDirection.TextToText, world.EncoderId))[0].Query;
        var pinned = world.Learned.Current;

        var outcome = await world.Runs.RunAsync(Direction, null, "hand", CancellationToken.None);

        Assert.True(outcome.Promoted, string.Join("; ", outcome.Reasons));
        Assert.Equal(outcome.Version, world.Learned.Current.Version);
        Assert.NotEqual(query.ToArray(), world.Learned.Current.Apply(AdapterDirection.TextToText, world.EncoderId, query).ToArray());
        // A request that had begun keeps what it began with.
        Assert.Equal(query.ToArray(), pinned.Apply(AdapterDirection.TextToText, world.EncoderId, query).ToArray());
        // Another encoder's queries are not touched.
        Assert.Equal(query.ToArray(), world.Learned.Current.Apply(AdapterDirection.TextToText, "another", query).ToArray());
        var (manifest, state) = world.Versions.List().Single();
        Assert.Equal("Active", state);
        Assert.True(manifest.Metrics[0].Low > 0);
        Assert.All(manifest.Metrics.Where(metric => metric.Name.StartsWith("plain", StringComparison.Ordinal) || metric.Name.StartsWith("zero", StringComparison.Ordinal)), metric => Assert.Equal(metric.Base, metric.Value));
        Assert.Equal(world.Shifted.Select(id => id.Value).Order(), manifest.Lineage.Order());
    }

    [Fact]
    public async Task Votes_at_random_are_refused_and_the_plain_encoder_goes_on()
    {
        await using var world = await ShiftedWorld.StartAsync();
        await world.JudgeAsync(600, random: true);

        var outcome = await world.Runs.RunAsync(Direction, "ridge", "hand", CancellationToken.None);

        Assert.False(outcome.Promoted);
        Assert.NotEmpty(outcome.Reasons);
        Assert.Equal("base", world.Learned.Current.Version);
    }

    [Fact]
    public async Task The_same_buffer_gives_the_same_bits()
    {
        await using var world = await ShiftedWorld.StartAsync();
        await world.JudgeAsync(400);

        var first = await world.Runs.RunAsync(Direction, "ridge", "hand", CancellationToken.None);
        world.Versions.PromoteBase(null);
        var second = await world.Runs.RunAsync(Direction, "ridge", "hand", CancellationToken.None);

        var (one, two) = (world.Versions.Find(first.Version!).Manifest, world.Versions.Find(second.Version!).Manifest);
        Assert.NotNull(one.Sha256);
        Assert.Equal(one.Sha256, two.Sha256);
        Assert.Equal(one.Data.Hash, two.Data.Hash);
    }

    [Fact]
    public async Task A_deleted_document_takes_the_version_with_it_and_the_next_is_what_it_would_be_without_it()
    {
        await using var world = await ShiftedWorld.StartAsync(("Assistant:Adaptation:GracePeriod", "00:00:00"));
        await world.JudgeAsync(600);
        var before = await world.Runs.RunAsync(Direction, "ridge", "hand", CancellationToken.None);
        var triggers = world.Get<IEnumerable<IHostedService>>().OfType<RefreshTriggers>().Single();
        await triggers.DueAsync(CancellationToken.None);
        await using var other = await ShiftedWorld.StartAsync();
        await other.JudgeAsync(600);
        foreach (var item in await other.Replay.ReadAsync(AdapterDirection.TextToText, other.EncoderId))
        {
            if (item.Target == other.Shifted[7]) await other.Replay.DeleteAsync(null, item.Id);
        }

        await world.Store.DeleteAsync([world.Shifted[7]]);
        await other.Store.DeleteAsync([other.Shifted[7]]);
        var due = await triggers.DueAsync(CancellationToken.None);
        var after = await world.Runs.RunAsync(Direction, "ridge", "deletion", CancellationToken.None);
        var never = await other.Runs.RunAsync(Direction, "ridge", "hand", CancellationToken.None);
        await triggers.DueAsync(CancellationToken.None);

        Assert.Equal([(Direction, "deletion")], due.Where(one => one.Direction == Direction));
        Assert.True(after.Promoted, string.Join("; ", after.Reasons));
        Assert.DoesNotContain(world.Shifted[7].Value, world.Versions.Find(after.Version!).Manifest.Lineage);
        Assert.Equal(other.Versions.Find(never.Version!).Manifest.Sha256, world.Versions.Find(after.Version!).Manifest.Sha256);
        // The grace period is over: nothing of the old version is left.
        Assert.DoesNotContain(Directory.EnumerateFiles(world.AdaptersPath), file => file.Contains(before.Version!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Enough_new_items_are_due_once_and_not_again_after_the_refresh()
    {
        await using var world = await ShiftedWorld.StartAsync(("Assistant:Adaptation:NewItems", "100"));
        var triggers = world.Get<IEnumerable<IHostedService>>().OfType<RefreshTriggers>().Single();
        await world.JudgeAsync(99);
        Assert.Empty(await triggers.DueAsync(CancellationToken.None));

        await world.JudgeAsync(50, seed: 4);
        // The same judgements may be learned from in two ways.
        Assert.Equal([(Direction, "signal"), ("fusion:shifted", "signal")], await triggers.DueAsync(CancellationToken.None));
        await world.Runs.RunAsync(Direction, "ridge", "signal", CancellationToken.None);
        await world.Runs.RunAsync("fusion:shifted", null, "signal", CancellationToken.None);

        Assert.Empty(await triggers.DueAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Thumbs_that_fall_under_a_version_take_it_back_and_others_do_not()
    {
        await using var world = await ShiftedWorld.StartAsync();
        await world.JudgeAsync(600);
        var outcome = await world.Runs.RunAsync(Direction, "ridge", "hand", CancellationToken.None);
        var made = world.Versions.Find(outcome.Version!).Manifest.CreatedAt;
        var rule = world.Get<RollbackRule>();
        await world.VoteAsync("base", made.AddHours(-1), up: 28, down: 7);

        await world.VoteAsync(outcome.Version!, made.AddHours(1), up: 25, down: 10);
        Assert.Empty(await rule.CheckAsync(CancellationToken.None));
        await world.VoteAsync(outcome.Version!, made.AddHours(2), up: 5, down: 30);

        Assert.Equal([(Direction, outcome.Version!, null)], await rule.CheckAsync(CancellationToken.None));
        Assert.Equal("base", world.Learned.Current.Version);
    }

    [Fact]
    public async Task The_kill_switch_serves_the_plain_encoder_and_trains_nothing()
    {
        await using var world = await ShiftedWorld.StartAsync(("Assistant:Adaptation:Enabled", "false"));
        await world.JudgeAsync(600);

        var outcome = await world.Runs.RunAsync(Direction, null, "hand", CancellationToken.None);

        Assert.False(outcome.Promoted);
        Assert.Contains("Assistant:Adaptation:Enabled", outcome.Reasons.Single(), StringComparison.Ordinal);
        Assert.Empty(world.Versions.List());
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_fails_the_run_and_what_served_goes_on()
    {
        await using var world = await ShiftedWorld.StartAsync();
        await world.JudgeAsync(600);
        var first = await world.Runs.RunAsync(Direction, "ridge", "hand", CancellationToken.None);
        await world.JudgeAsync(300, seed: 4);
        // Where the next version's manifest is to be written there is a folder: a write that fails half way, whoever runs the test.
        Directory.CreateDirectory(Path.Combine(world.AdaptersPath, "text-to-text-0002.json.tmp"));

        var second = await world.Runs.RunAsync(Direction, "ridge", "hand", CancellationToken.None);

        Assert.False(second.Promoted);
        Assert.StartsWith("failed: ", second.Reasons.Single(), StringComparison.Ordinal);
        Assert.Equal(first.Version, world.Learned.Current.Version);
        Assert.Equal(first.Version, world.Versions.List().Single(version => version.State == "Active").Manifest.Version);
    }

    [Fact]
    public async Task Items_of_an_encoder_that_is_gone_are_removed_and_the_reasons_say_how_many()
    {
        await using var world = await ShiftedWorld.StartAsync();
        await world.JudgeAsync(60);
        var items = await world.Replay.ListAsync(null, 7);
        await world.Replay.AddAsync([.. items.Select(item => item with { Id = Guid.NewGuid(), EncoderId = "gone-encoder" })]);

        var outcome = await world.Runs.RunAsync(Direction, "ridge", "hand", CancellationToken.None);

        Assert.Contains("7 items of encoders that are gone were removed from the replay buffer", outcome.Reasons);
        Assert.All(await world.Replay.CountAsync(), count => Assert.Equal(world.EncoderId, count.EncoderId));
        Assert.DoesNotContain((await world.Runs.RunAsync(Direction, "ridge", "hand", CancellationToken.None)).Reasons, reason => reason.Contains("are gone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refresh_that_its_process_did_not_end_is_named_at_the_start_and_due_again()
    {
        await using var world = await ShiftedWorld.StartAsync(("Assistant:Adaptation:NewItems", "100"));
        var triggers = world.Get<IEnumerable<IHostedService>>().OfType<RefreshTriggers>().Single();
        await world.JudgeAsync(150);
        // What a killed process leaves: begun, and never ended.
        var began = DateTimeOffset.UtcNow;
        world.Folder.Change(state => state.Begin(Direction, world.EncoderId, 150, began));
        Assert.DoesNotContain((Direction, "signal"), await triggers.DueAsync(CancellationToken.None));

        Assert.Equal([(Direction, (DateTimeOffset?)began)], world.Folder.Abandon());

        Assert.Contains((Direction, "signal"), await triggers.DueAsync(CancellationToken.None));
        Assert.Empty(world.Folder.Abandon());
        await world.Runs.RunAsync(Direction, "ridge", "signal", CancellationToken.None);
        Assert.Empty(world.Folder.Abandon());
        Assert.DoesNotContain((Direction, "signal"), await triggers.DueAsync(CancellationToken.None));
    }

    [Fact]
    public async Task An_unknown_strategy_ends_the_run_with_those_there_are()
    {
        await using var world = await ShiftedWorld.StartAsync();

        var outcome = await world.Runs.RunAsync(Direction, "magic", "hand", CancellationToken.None);

        Assert.False(outcome.Promoted);
        Assert.Contains("auto, none, ridge", outcome.Reasons.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_with_an_unknown_strategy_does_not_start()
    {
        var error = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => ShiftedWorld.StartAsync(("Assistant:Adaptation:Strategy", "magic")));

        Assert.Contains("ridge", error.Message, StringComparison.Ordinal);
    }
}
