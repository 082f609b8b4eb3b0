using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Assistant.Adaptation.Versions;
using Assistant.Core.Content;
using Assistant.Core.Feedback;
using Assistant.Core.Learning;
using Assistant.Core.Learning.Fusion;
using Assistant.Core.Learning.Measures;
using Assistant.Core.Learning.Refresh;
using Assistant.Core.Learning.Replay;
using Assistant.Core.Learning.Serving;
using Assistant.Core.Retrieval;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Assistant.Adaptation.Refresh;

/// <summary>
/// Learns the weights of the legs for one collection from beginning to end: ask its judged queries again, learn from one half, let the
/// gate judge by the other, write the version, and let it serve when the gate says so. One at a time, within a share of one core.
/// </summary>
public sealed partial class FusionRefresh(
    JudgedQueries judged, LegReplay replay, IReplayStore items, IContentStore store, IEncoderDirectory encoders, AdapterFolder folder, AdapterVersions versions, LearnedAdapters learned, IOptions<AdaptationOptions> options,
    IOptions<RetrievalOptions> retrieval, TimeProvider time, ILogger<FusionRefresh> logger) : IDisposable
{
    /// <summary>How weights are learned, as manifests name it.</summary>
    public const string Strategy = "replayed-queries";

    private const int CanaryDepth = 3;
    private readonly SemaphoreSlim one = new(1);

    /// <summary>Runs a refresh.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="trained">Told when weights are learned, with the strategy and the seconds; null for nobody.</param>
    /// <param name="cancellationToken">Ends it; nothing changes then.</param>
    /// <exception cref="IOException">The version cannot be written; what served before goes on.</exception>
    public async Task<RefreshOutcome> RunAsync(string collection, Func<string, double, Task>? trained, CancellationToken cancellationToken)
    {
        if (!options.Value.Enabled) return new RefreshOutcome(false, null, ["learning is switched off: Assistant:Adaptation:Enabled is false"]);
        if (retrieval.Value.Collections.ContainsKey(collection)) return new RefreshOutcome(false, null, [$"{RetrievalOptions.Section}:Collections sets the weights of {collection}, and what is set is not learned over"]);
        if (FusionEncoders.Of(encoders) is not { } encoderId) return new RefreshOutcome(false, null, ["no encoder serves, so that words are the only leg and there is nothing to weigh"]);
        await one.WaitAsync(cancellationToken);
        try
        {
            var outcome = await RunAsync(collection, encoderId, trained, cancellationToken);
            folder.Change(state => state.End(FusionNames.Of(collection), encoderId));
            return outcome;
        }
        catch when (!cancellationToken.IsCancellationRequested)
        {
            // It failed, and was not abandoned.
            folder.Change(state => state.End(FusionNames.Of(collection), encoderId));
            throw;
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>Judgements of documents of a collection that were ever offered to the replay buffer: one of each, whatever vectors there are of it.</summary>
    internal static long Judgements(IEnumerable<ReplayCount> counts, string collection) =>
        counts.Where(count => count.Collection == collection && count.Origin == ReplayOrigin.Feedback).GroupBy(count => (count.Direction, count.EncoderId)).Select(group => group.Sum(count => count.Added)).DefaultIfEmpty(0).Max();

    /// <summary>Frees what it waits with.</summary>
    public void Dispose() => one.Dispose();

    private async Task<RefreshOutcome> RunAsync(string collection, string encoderId, Func<string, double, Task>? trained, CancellationToken cancellationToken)
    {
        var name = FusionNames.Of(collection);
        var started = Stopwatch.GetTimestamp();
        var budget = new CpuBudget(options.Value.CpuShare);
        var seen = Judgements(await items.CountAsync(cancellationToken), collection);
        folder.Change(state => state.Begin(name, encoderId, seen, time.GetUtcNow()));
        var (parent, current, lost) = await ServingAsync(name, encoderId, cancellationToken);
        var configured = retrieval.Value.Weights;
        var set = await judged.ReadAsync(collection, cancellationToken);
        if (set.Queries.Count < FusionTrainer.FewestQueries)
            return Nothing($"{set.Queries.Count} judged queries of {collection} can be asked again; it takes {FusionTrainer.FewestQueries}{(set.Forgotten > 0 ? $" ({set.Forgotten} more are no longer in the log of searches)" : "")}");

        var (own, keptBack) = (await AskAsync(set.Queries.Where(query => !query.IsKeptBack)), await AskAsync(set.Queries.Where(query => query.IsKeptBack)));
        if (own.Count == 0 || keptBack.Count == 0) return Nothing("all judged queries fell into one half, so that there is nothing to learn from or nothing to measure with");
        var result = await Task.Factory.StartNew(() => FusionTrainer.Train(own, configured, budget.Pause, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        LogTrained(collection, seconds, own.Count);
        if (result.Weights is not { } weights) return Nothing(string.Create(CultureInfo.InvariantCulture, $"no weights rank the {own.Count} judged queries better than those that are set (mean reciprocal rank {result.Before:0.000})"));
        if (trained is not null) await trained(Strategy, seconds);

        var reference = await ReferenceAsync(collection, budget, cancellationToken);
        var verdict = PromotionGate.Judge(
            new GateEvidence
            {
                Domains =
                [
                    new DomainEvidence(collection, true, Pair(keptBack, current ?? configured, weights, JudgedMeasures.ReciprocalRank)) { Measure = "MRR@10" },
                    new DomainEvidence(collection, false, Pair(keptBack, current ?? configured, weights, JudgedMeasures.Recall)),
                ],
                Guard = Pair(reference, configured, weights, JudgedMeasures.Recall),
                ChangedCanaries = await ChangedAsync(collection, configured, weights, budget, cancellationToken),
            },
            options.Value.Seed);
        var manifest = folder.Save(
            new AdapterManifest
            {
                Version = folder.Name(FusionNames.Kind),
                Direction = name,
                EncoderId = encoderId,
                Dimensions = 0,
                Strategy = Strategy,
                Seed = options.Value.Seed,
                Parent = parent,
                CreatedAt = time.GetUtcNow(),
                CodeVersion = typeof(FusionRefresh).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
                Data = new AdapterData(HashOf(set), own.Count, 0, 0, keptBack.Count, reference.Count, set.Until),
                Lineage = [.. set.Queries.SelectMany(query => query.Liked).Select(judgement => judgement.Document.Value).Distinct().Order()],
                Scale = 1,
                Seconds = seconds,
                Promoted = verdict.Promoted,
                Reasons =
                [
                    .. verdict.Reasons,
                    string.Create(CultureInfo.InvariantCulture, $"words {weights.Bm25:0.###}, text vectors {weights.DenseText:0.###}, picture vectors {weights.DenseImage:0.###} (set: {configured.Bm25:0.###}, {configured.DenseText:0.###}, {configured.DenseImage:0.###}) rank the queries learned from at {result.After:0.000} (mean reciprocal rank; before {result.Before:0.000})"),
                    $"only searches that reach {collection} and no other collection use them",
                ],
                Metrics = verdict.Metrics,
                Weights = weights,
            },
            null);
        if (manifest.Promoted) versions.Serve(name, encoderId, manifest.Version);
        else if (lost) versions.Serve(name, encoderId, null);
        LogJudged(manifest.Version, manifest.Promoted, manifest.Reasons);
        return new RefreshOutcome(manifest.Promoted || lost, manifest.Version, manifest.Reasons);

        RefreshOutcome Nothing(string reason)
        {
            if (!lost) return new RefreshOutcome(false, null, [reason]);
            versions.Serve(name, encoderId, null);
            return new RefreshOutcome(true, null, [reason, "the version before learned from documents that are deleted; the weights that are set serve"]);
        }

        async Task<List<JudgedLegs>> AskAsync(IEnumerable<JudgedQuery> queries)
        {
            List<JudgedLegs> asked = [];
            foreach (var query in queries.Where(query => CanAsk(query.Search)))
            {
                await budget.PauseAsync();
                asked.Add(new JudgedLegs(await replay.RunAsync(query.Search.Again() with { Collections = [collection] }, learned.Current, cancellationToken), query.Liked));
            }

            return asked;
        }
    }

    /// <summary>Not a picture whose encoder is gone: the picture itself is not kept.</summary>
    private bool CanAsk(LoggedSearch search) => search.Vectors.All(vector => vector.Direction != AdapterDirection.ImageToImage || vector.EncoderId == encoders.ForQueries(EncoderRole.Image)?.Id);

    private async Task<(string? Version, LegWeights? Weights, bool Lost)> ServingAsync(string name, string encoderId, CancellationToken cancellationToken)
    {
        if (folder.ReadState().Of(name, encoderId).Version is not { } version) return (null, null, false);
        try
        {
            var weights = folder.LoadWeights(version, name, encoderId);
            return await versions.HasLostAsync(folder.ReadManifest(version), cancellationToken) ? (null, null, true) : (version, weights, false);
        }
        catch (AdapterRefusedException)
        {
            // A version that cannot be read does not serve.
            return (null, null, true);
        }
    }

    /// <summary>What should be found though nobody judged it.</summary>
    private async Task<List<JudgedLegs>> ReferenceAsync(string collection, CpuBudget budget, CancellationToken cancellationToken)
    {
        List<JudgedLegs> asked = [];
        foreach (var query in await new ReferenceQueries(store).WordsAsync([collection], null, cancellationToken))
        {
            await budget.PauseAsync();
            asked.Add(new JudgedLegs(await replay.RunAsync(new SearchRequest(query.Words) { Collections = [collection] }, learned.Current, cancellationToken), [new Judgement(query.Target, 1)]));
        }

        return asked;
    }

    private async Task<IReadOnlyList<string>> ChangedAsync(string collection, LegWeights before, LegWeights after, CpuBudget budget, CancellationToken cancellationToken)
    {
        List<string> changed = [];
        foreach (var canary in options.Value.Canaries)
        {
            await budget.PauseAsync();
            var legs = await replay.RunAsync(new SearchRequest(canary) { Collections = [collection] }, learned.Current, cancellationToken);
            if (!legs.Rank(before, CanaryDepth).SequenceEqual(legs.Rank(after, CanaryDepth))) changed.Add(canary);
        }

        return changed;
    }

    private static PairedScores Pair(List<JudgedLegs> queries, LegWeights before, LegWeights after, Func<int, double> gain)
    {
        List<IReadOnlyList<Judgement>> liked = [.. queries.Select(query => query.Liked)];
        return new PairedScores(JudgedMeasures.Score(FusionTrainer.Rank(queries, before), liked, gain), JudgedMeasures.Score(FusionTrainer.Rank(queries, after), liked, gain));
    }

    private static string HashOf(JudgedSet set)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var query in set.Queries)
        {
            foreach (var (document, weight) in query.Liked)
                hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{query.Search.Hash.Value} {document} {weight:R}\n")));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Learned weights of the legs for {Collection} in {Seconds:0.0} s from {Queries} queries")]
    private partial void LogTrained(string collection, double seconds, int queries);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Version}: promoted {Promoted}. {Reasons}")]
    private partial void LogJudged(string version, bool promoted, IReadOnlyList<string> reasons);
}
