using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Assistant.Adaptation.Versions;
using Assistant.Core.Content;
using Assistant.Core.Encoders;
using Assistant.Core.Learning;
using Assistant.Core.Learning.Linear;
using Assistant.Core.Learning.Refresh;
using Assistant.Core.Learning.Replay;
using Assistant.Core.Learning.Training;
using Assistant.Core.Retrieval;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Assistant.Adaptation.Refresh;

/// <summary>
/// A refresh from beginning to end: read the buffer, train from the identity, measure, judge, write the version, and let it serve when the
/// gate says so. One at a time, off the query path, within a share of one core. A crash at any point leaves what served before.
/// </summary>
public sealed partial class AdapterRefresh(
    IReplayStore replay, IContentStore store, IKnowledgeIndex index, IEncoderDirectory encoders, IEncoderStore assignments, AdapterFolder folder, AdapterVersions versions, IOptions<AdaptationOptions> options, TimeProvider time,
    ILogger<AdapterRefresh> logger) : IDisposable
{
    /// <summary>Ridge, and low-rank with a reference set where it beats ridge at the gate.</summary>
    public const string Auto = "auto";

    private readonly SemaphoreSlim one = new(1);

    /// <summary>Says that a strategy can be chosen.</summary>
    /// <exception cref="ArgumentException">There is none of that name; the message lists them.</exception>
    public static void Check(string strategy)
    {
        if (strategy == Auto) return;
        try
        {
            AdapterTrainer.Check(strategy);
        }
        catch (ArgumentException)
        {
            throw new ArgumentException($"There is no strategy \"{strategy}\" for adapters of queries. There are: {Auto}, {string.Join(", ", AdapterTrainer.Strategies)}.", nameof(strategy));
        }
    }

    /// <summary>The encoder that queries of a direction are made by; null when there is none.</summary>
    public Encoder? EncoderOf(AdapterDirection direction) => encoders.ForQueries(direction == AdapterDirection.TextToText ? EncoderRole.Text : EncoderRole.Image);

    /// <summary>Runs a refresh.</summary>
    /// <param name="direction">What for.</param>
    /// <param name="strategy">How; null for the configured strategy.</param>
    /// <param name="trained">Told when a candidate is trained, with its strategy and the seconds; null for nobody.</param>
    /// <param name="cancellationToken">Ends it; nothing changes then.</param>
    /// <exception cref="ArgumentException">There is no such strategy.</exception>
    /// <exception cref="IOException">The version cannot be written; what served before goes on.</exception>
    public async Task<RefreshOutcome> RunAsync(AdapterDirection direction, string? strategy, Func<string, double, Task>? trained, CancellationToken cancellationToken)
    {
        var wanted = strategy ?? options.Value.Strategy;
        Check(wanted);
        if (!options.Value.Enabled) return new RefreshOutcome(false, null, ["learning is switched off: Assistant:Adaptation:Enabled is false"]);
        if (EncoderOf(direction) is not { } encoder) return new RefreshOutcome(false, null, [$"no encoder serves {DirectionNames.Of(direction)}"]);
        await one.WaitAsync(cancellationToken);
        try
        {
            var outcome = await RunAsync(direction, encoder, wanted, trained, cancellationToken);
            folder.Change(state => state.End(DirectionNames.Of(direction), encoder.Id));
            return outcome;
        }
        catch when (!cancellationToken.IsCancellationRequested)
        {
            // It failed, and was not abandoned.
            folder.Change(state => state.End(DirectionNames.Of(direction), encoder.Id));
            throw;
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>Frees what it waits with.</summary>
    public void Dispose() => one.Dispose();

    private async Task<RefreshOutcome> RunAsync(AdapterDirection direction, Encoder encoder, string strategy, Func<string, double, Task>? trained, CancellationToken cancellationToken)
    {
        var name = DirectionNames.Of(direction);
        var budget = new CpuBudget(options.Value.CpuShare);
        var pruned = await PruneAsync(cancellationToken);
        var offered = (await replay.CountAsync(cancellationToken)).Where(count => count.Direction == direction && count.EncoderId == encoder.Id).Sum(count => count.Added);
        var snapshot = TrainingSnapshot.Of(direction, encoder.Id, [.. await replay.ReadAsync(direction, encoder.Id, cancellationToken)]);
        folder.Change(state => state.Begin(name, encoder.Id, offered, time.GetUtcNow()));
        var serving = await versions.ServingAsync(name, encoder.Id, cancellationToken);
        var reference = await new ReferenceQueries(store).ReadAsync(direction, encoder, budget.PauseAsync, cancellationToken);
        var evidence = new AdapterEvidence(index, store, encoder, direction, reference, options.Value.Canaries, budget.PauseAsync);
        var still = Rows([.. reference.Select(query => query.Vector), .. snapshot.Gold.Select(item => item.Query)], encoder.Dimensions);

        Candidate? best = null;
        List<string> nothing = [];
        foreach (var learner in strategy == Auto ? ["ridge", "zscl"] : new[] { strategy })
        {
            var started = Stopwatch.GetTimestamp();
            var made = await TrainAsync(snapshot, learner, still, budget, cancellationToken);
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            LogTrained(name, learner, seconds, snapshot.Positives.Count);
            if (made.Adapter is null)
            {
                nothing.Add($"{learner}: {made.NothingBecause}");
                continue;
            }

            if (trained is not null) await trained(learner, seconds);
            var verdict = PromotionGate.Judge(await evidence.MeasureAsync(snapshot, serving.Adapter, made.Adapter, made.ReferenceCosine, serving.Until, cancellationToken), options.Value.Seed);
            var candidate = new Candidate(learner, made, verdict, seconds);
            best = best is null || await BeatsAsync(evidence, snapshot, best, candidate, cancellationToken) ? candidate : best;
        }

        if (best is null)
        {
            if (!serving.Lost) return new RefreshOutcome(false, null, [.. nothing, .. pruned]);
            versions.Serve(name, encoder.Id, null);
            return new RefreshOutcome(true, null, [.. nothing, .. pruned, "the version before learned from documents that are deleted; the plain encoder serves"]);
        }

        var manifest = folder.Save(
            new AdapterManifest
            {
                Version = folder.Name(name),
                Direction = name,
                EncoderId = encoder.Id,
                Dimensions = encoder.Dimensions,
                Strategy = best.Strategy,
                Seed = options.Value.Seed,
                Parent = serving.Version,
                CreatedAt = time.GetUtcNow(),
                CodeVersion = typeof(AdapterRefresh).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
                Data = new AdapterData(snapshot.Hash, snapshot.Positives.Count, snapshot.Negatives.Count, snapshot.Tuning.Count, snapshot.Validation.Count, snapshot.Gold.Count, snapshot.Until),
                Lineage = [.. snapshot.Lineage.Select(id => id.Value)],
                Scale = best.Trained.Scale,
                Seconds = best.Seconds,
                Promoted = best.Verdict.Promoted,
                Reasons = [.. best.Verdict.Reasons, Chosen(best), .. nothing, .. pruned],
                Metrics = best.Verdict.Metrics,
            },
            best.Verdict.Promoted ? best.Trained.Adapter : null);
        if (manifest.Promoted) versions.Serve(name, encoder.Id, manifest.Version);
        else if (serving.Lost) versions.Serve(name, encoder.Id, null);
        LogJudged(manifest.Version, manifest.Promoted, manifest.Reasons);
        return new RefreshOutcome(manifest.Promoted || serving.Lost, manifest.Version, manifest.Reasons);
    }

    /// <summary>Removes items of encoders that neither serve, are being built, nor can be rolled back to.</summary>
    /// <returns>What was removed, in words; empty for nothing.</returns>
    private async Task<IReadOnlyList<string>> PruneAsync(CancellationToken cancellationToken)
    {
        var present = Enum.GetValues<EncoderRole>().SelectMany(encoders.ForIngestion).Select(one => one.Id)
            .Concat(assignments.Read().SelectMany(one => new[] { one.Active, one.Building, one.Previous }).OfType<EncoderName>().Select(name => name.Id))
            .ToHashSet(StringComparer.Ordinal);
        if (present.Count == 0) return [];
        var removed = await replay.PruneAsync(present, cancellationToken);
        return removed == 0 ? [] : [string.Create(CultureInfo.InvariantCulture, $"{removed} items of encoders that are gone were removed from the replay buffer")];
    }

    /// <summary>Whether a later candidate takes the place of an earlier one: where only it passes the gate, or where both do and it is better beyond chance.</summary>
    private async Task<bool> BeatsAsync(AdapterEvidence evidence, TrainingSnapshot snapshot, Candidate first, Candidate second, CancellationToken cancellationToken)
    {
        if (!second.Verdict.Promoted) return false;
        if (!first.Verdict.Promoted) return true;
        var scores = await evidence.CompareAsync(snapshot, first.Trained.Adapter!, second.Trained.Adapter!, cancellationToken);
        return scores.Count > 0 && PairedBootstrap.Difference(scores.Before, scores.After, options.Value.Seed).Low > 0;
    }

    private static string Chosen(Candidate best) => string.Create(
        CultureInfo.InvariantCulture,
        $"{best.Strategy} at scale {best.Trained.Scale} ranks the tuning part at {best.Trained.TuningAfter:0.000} (mean reciprocal rank; plain {best.Trained.TuningBefore:0.000}) and leaves reference queries at a cosine of {best.Trained.ReferenceCosine:0.000}");

    private static Matrix? Rows(IReadOnlyList<ReadOnlyMemory<float>> vectors, int dimensions)
    {
        if (vectors.Count == 0) return null;
        var rows = new Matrix(vectors.Count, dimensions);
        for (var i = 0; i < vectors.Count; i++) vectors[i].Span.CopyTo(rows[i]);
        return rows;
    }

    /// <summary>Trains on a thread of its own, so that the pool stays with queries.</summary>
    private Task<TrainedAdapter> TrainAsync(TrainingSnapshot snapshot, string strategy, Matrix? reference, CpuBudget budget, CancellationToken cancellationToken) => Task.Factory.StartNew(
        () => AdapterTrainer.Train(snapshot, strategy, reference, new TrainingSettings { Seed = options.Value.Seed }, budget.Pause, cancellationToken),
        cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    [LoggerMessage(Level = LogLevel.Information, Message = "Trained {Direction} by {Strategy} in {Seconds:0.0} s from {Pairs} pairs")]
    private partial void LogTrained(string direction, string strategy, double seconds, int pairs);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Version}: promoted {Promoted}. {Reasons}")]
    private partial void LogJudged(string version, bool promoted, IReadOnlyList<string> reasons);

    private sealed record Candidate(string Strategy, TrainedAdapter Trained, GateVerdict Verdict, double Seconds);
}
