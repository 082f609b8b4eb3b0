using Assistant.Adaptation.Bus;
using Assistant.Adaptation.Versions;
using Assistant.Core.Learning;
using Assistant.Core.Learning.Adapters;
using Assistant.Core.Learning.Refresh;
using Assistant.Core.Learning.Replay;
using Assistant.Core.Memory;
using Assistant.Core.Retrieval;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Assistant.Adaptation.Refresh;

/// <summary>Begins refreshes, takes versions back, and consolidates memory. A refresh is due when a document that was learned from is gone, enough is new, queries have drifted, or it is time; each only proposes, the gate decides.</summary>
internal sealed partial class RefreshTriggers(
    RefreshRuns runs, AdapterRefresh refresh, IEncoderDirectory encoders, AdapterFolder folder, AdapterVersions versions, LearnedAdapters learned, IReplayStore replay, RollbackRule rule, MemoryConsolidation memory, IOptions<AdaptationOptions> options, TimeProvider time,
    ILogger<RefreshTriggers> logger) : BackgroundService
{
    private const int FewestForDrift = 20;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Enabled) return;
        folder.Clean();
        foreach (var (direction, began) in folder.Abandon()) LogAbandoned(direction, began);
        DateTimeOffset? consolidated = null;
        using var timer = new PeriodicTimer(options.Value.CheckEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var (direction, bad, serving) in await rule.CheckAsync(stoppingToken))
                {
                    LogTakenBack(bad, direction);
                    await runs.AnnounceAsync(direction, serving, $"{bad} was taken back: thumbs fell by three deviations under it", stoppingToken);
                }

                if (consolidated is not { } last || time.GetUtcNow() - last >= options.Value.Schedule)
                {
                    await memory.RunAsync(null, stoppingToken);
                    consolidated = time.GetUtcNow();
                }

                foreach (var (direction, cause) in await DueAsync(stoppingToken))
                    await runs.RunAsync(direction, null, cause, stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                // What serves goes on; the next turn tries again.
                LogFailed(error);
            }
        }
    }

    /// <summary>Directions, and weights of legs, that a refresh is due for, and why.</summary>
    internal async Task<IReadOnlyList<(string Direction, string Cause)>> DueAsync(CancellationToken cancellationToken)
    {
        var lost = (await versions.CondemnAsync(cancellationToken)).Select(slot => (slot.Direction, slot.EncoderId)).ToHashSet();
        var counts = await replay.CountAsync(cancellationToken);
        List<(string, string)> due = [];
        foreach (var direction in Enum.GetValues<AdapterDirection>())
        {
            if (refresh.EncoderOf(direction) is not { } encoder) continue;
            var name = DirectionNames.Of(direction);
            var slot = folder.ReadState().Of(name, encoder.Id);
            var fresh = counts.Where(count => count.Direction == direction && count.EncoderId == encoder.Id && count.Origin != ReplayOrigin.Gold).Sum(count => count.Added) - slot.SeenItems;
            if (lost.Remove((name, encoder.Id))) due.Add((name, "deletion"));
            else if (IsDue(slot, fresh) is { } cause) due.Add((name, cause));
            else if (fresh >= FewestForDrift && await HasDriftedAsync(direction, encoder.Id, slot, cancellationToken)) due.Add((name, "drift"));
        }

        var encoderIds = FusionEncoders.Of(encoders);
        var judged = counts.Select(count => count.Collection).Concat(lost.Select(slot => FusionNames.CollectionOf(slot.Direction)).OfType<string>()).Distinct(StringComparer.Ordinal).ToList();
        foreach (var collection in encoderIds is null ? [] : judged)
        {
            var name = FusionNames.Of(collection);
            var slot = folder.ReadState().Of(name, encoderIds!);
            var fresh = FusionRefresh.Judgements(counts, collection) - slot.SeenItems;
            if (lost.Remove((name, encoderIds!))) due.Add((name, "deletion"));
            else if (IsDue(slot, fresh) is { } cause) due.Add((name, cause));
        }

        if (encoders.ForQueries(EncoderRole.Image) is { } looks)
        {
            var slot = folder.ReadState().Of(CalibrationRefresh.Name, looks.Id);
            var fresh = CalibrationRefresh.Judgements(counts, looks.Id) - slot.SeenItems;
            if (lost.Remove((CalibrationRefresh.Name, looks.Id))) due.Add((CalibrationRefresh.Name, "deletion"));
            else if (IsDue(slot, fresh) is { } cause) due.Add((CalibrationRefresh.Name, cause));
        }

        // Nobody asks with what is left: it is of encoders that serve no more, and learned from what is deleted.
        foreach (var (direction, encoderId) in lost) versions.Serve(direction, encoderId, null);
        return due;
    }

    /// <summary>Why a refresh is due for what is new: enough of it, or some for long; null when it is not.</summary>
    private string? IsDue(AdapterSlot slot, long fresh) =>
        fresh >= options.Value.NewItems ? "signal" : fresh > 0 && slot.TriedAt is { } tried && time.GetUtcNow() - tried >= options.Value.Schedule ? "schedule" : null;

    private async Task<bool> HasDriftedAsync(AdapterDirection direction, string encoderId, AdapterSlot slot, CancellationToken cancellationToken)
    {
        if (slot.Version is not { } version) return false;
        var until = versions.Find(version).Manifest.Data.Until;
        var items = await replay.ReadAsync(direction, encoderId, cancellationToken);
        var (trained, recent) = (items.Where(item => item.At <= until).ToList(), items.Where(item => item.At > until).ToList());
        if (trained.Count < FewestForDrift || recent.Count < FewestForDrift) return false;
        var router = learned.Current.Adapters.FirstOrDefault(adapter => adapter.Version == version)?.Adapter is RoutedAdapter routed ? routed.Router : null;
        var drift = DriftMeter.Measure(TrainingSnapshot.QueriesOf(trained), TrainingSnapshot.QueriesOf(recent), router, options.Value.Seed);
        LogDrift(slot.Direction, drift.Frechet, drift.StabilityIndex, drift.BypassRate);
        return drift.IsLarge;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Version} of {Direction} was taken back: thumbs fell by three deviations under it")]
    private partial void LogTakenBack(string version, string direction);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The refresh of {Direction} that began at {Began:u} was abandoned: its process ended. What served before goes on, and what was due is due again")]
    private partial void LogAbandoned(string direction, DateTimeOffset? began);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Looking for what there is to learn failed; it is tried again")]
    private partial void LogFailed(Exception error);

    [LoggerMessage(Level = LogLevel.Information, Message = "Queries of {Direction} since its training: Fréchet distance {Frechet:0.000}, PSI {Index:0.00}, {Bypass:0.00} unknown")]
    private partial void LogDrift(string direction, double frechet, double index, double bypass);
}
