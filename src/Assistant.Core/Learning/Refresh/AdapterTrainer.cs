using System.Numerics.Tensors;
using Assistant.Core.Learning.Adapters;
using Assistant.Core.Learning.Linear;
using Assistant.Core.Learning.Replay;
using Assistant.Core.Learning.Training;

namespace Assistant.Core.Learning.Refresh;

/// <summary>
/// Trains an adapter from the identity on a snapshot. Deterministic: the same snapshot, strategy, seed and reference give the same
/// bits, so that an adapter without a deleted document is exactly what it would be had the document never been there.
/// </summary>
public static class AdapterTrainer
{
    /// <summary>Fewest right targets that something is learned from.</summary>
    public const int FewestPairs = 16;

    /// <summary>Lowest mean cosine of moved to plain queries of the reference set.</summary>
    public const double LowestReferenceCosine = 0.9;

    // A domain with fewer queries has no centroids worth the name and shares the expert of the others.
    private const int FewestForExpert = 64;

    // A few hundred pairs make a few batches an epoch, and Adam has gone nowhere after twenty of them.
    private const int FewestSteps = 400;
    private static readonly float[] Scales = [0, 0.25f, 0.5f, 0.75f, 1];
    private static readonly double[] Ridges = [0.03, 0.3, 3];

    private static readonly Dictionary<string, Func<Job, IEnumerable<Func<float, IQueryAdapter>>>> Rows = new(StringComparer.Ordinal)
    {
        ["none"] = _ => [],
        ["ridge"] = RidgeMaps,
        ["fine-tune"] = job => [LowRank(job, job.Snapshot.Positives, null)],
        ["feature-kd"] = job => [LowRank(job, job.Snapshot.Positives, new FeatureDistillation(IdentityAdapter.Instance, 1))],
        ["zscl"] = job => [LowRank(job, job.Snapshot.Positives, new RelationDistillation(IdentityAdapter.Instance, job.Settings.Temperature, 20))],
        ["moe-adapters"] = job => [Experts(job)],
    };

    /// <summary>Strategies that learn from pairs of a replay buffer, by the names of the strategy table.</summary>
    public static IReadOnlyCollection<string> Strategies => Rows.Keys;

    /// <summary>Trains, and chooses how much of what was learned is used (WiSE-FT, Wortsman et al. 2022): the scale, and the λ of ridge, that rank the tuning part best and leave reference queries where they are.</summary>
    /// <param name="snapshot">What to learn from.</param>
    /// <param name="strategy">One of <see cref="Strategies"/>.</param>
    /// <param name="reference">Queries outside what is learned, [n, d], at least one row; null when there are none.</param>
    /// <param name="settings">Sizes, rates and the seed.</param>
    /// <param name="breathe">Called between short pieces of work, for a budget of CPU time; null for nothing.</param>
    /// <param name="cancellationToken">Ends the training between two pieces.</param>
    /// <returns>What was trained; with no adapter, and why, when there was too little to learn from or nothing learned is of use.</returns>
    /// <exception cref="ArgumentException">There is no such strategy; the message lists them.</exception>
    public static TrainedAdapter Train(TrainingSnapshot snapshot, string strategy, Matrix? reference, TrainingSettings settings, Action? breathe = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(settings);
        var learn = Row(strategy);
        if (snapshot.Positives.Count < FewestPairs) return TrainedAdapter.Nothing($"there are {snapshot.Positives.Count} right answers to learn from; it takes {FewestPairs}");
        if (snapshot.Tuning.Count == 0) return TrainedAdapter.Nothing("no item is in the tuning part yet, so nothing says how strong the adapter may be");
        var job = new Job(snapshot, reference, settings, () =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            breathe?.Invoke();
        });
        var router = Router(snapshot, settings.Seed);
        var ranking = new TuningRanking(snapshot, settings.Seed);
        job.Pause();
        var best = (Score: ranking.Score(IdentityAdapter.Instance), Scale: 0f, Adapter: (IQueryAdapter?)null, Cosine: 1.0);
        var plain = best.Score;
        var tooFar = 0;
        foreach (var make in learn(job))
        {
            foreach (var scale in Scales.Where(scale => scale > 0))
            {
                job.Pause();
                var made = make(scale);
                var adapter = made as RoutedAdapter ?? new RoutedAdapter(router, [made]);
                var cosine = reference is null ? 1 : MeanCosine(adapter, reference);
                if (cosine < LowestReferenceCosine)
                {
                    tooFar++;
                    continue;
                }

                var score = ranking.Score(adapter);
                if (score > best.Score + 1e-9) best = (score, scale, adapter, cosine);
            }
        }

        if (best.Adapter is null)
        {
            return TrainedAdapter.Nothing($"no strength of it ranks the tuning part better than the frozen encoder (mean reciprocal rank {plain:0.000})"
                + (tooFar > 0 ? $"; {tooFar} moved the reference queries further than a mean cosine of {LowestReferenceCosine}" : ""));
        }

        return new TrainedAdapter(best.Adapter, best.Scale, best.Cosine, plain, best.Score, null);
    }

    /// <summary>Says that a strategy is one of <see cref="Strategies"/>.</summary>
    /// <exception cref="ArgumentException">It is not; the message lists them.</exception>
    public static void Check(string strategy) => Row(strategy);

    private static Func<Job, IEnumerable<Func<float, IQueryAdapter>>> Row(string strategy) => Rows.TryGetValue(strategy, out var row)
        ? row
        : throw new ArgumentException($"There is no strategy \"{strategy}\" for adapters of queries. There are: {string.Join(", ", Rows.Keys)}.", nameof(strategy));

    private static IEnumerable<Func<float, IQueryAdapter>> RidgeMaps(Job job)
    {
        var d = job.Snapshot.Dimensions;
        var moments = new Moments(d, d);
        moments.AddRange(TrainingSnapshot.QueriesOf(job.Snapshot.Positives), TrainingSnapshot.TargetsOf(job.Snapshot.Positives), [.. job.Snapshot.Positives.Select(item => item.Weight)], job.Pause);
        foreach (var ridge in Ridges)
        {
            job.Pause();
            var map = moments.Solve(ridge, towardsIdentity: true);
            yield return scale => new LinearAdapter(map, scale);
        }
    }

    private static Func<float, IQueryAdapter> LowRank(Job job, IReadOnlyList<ReplayItem> positives, ILossTerm? keep)
    {
        var pairs = TrainingSnapshot.PairsOf(positives);
        var steps = (pairs.Count + job.Settings.BatchSize - 1) / job.Settings.BatchSize;
        var settings = job.Settings with { Documents = true, Epochs = Math.Max(job.Settings.Epochs, (FewestSteps + steps - 1) / steps) };
        List<PairsLoss> streams = [new(new WeightedPairs(pairs, [.. positives.Select(item => item.Weight)]), [new InfoNce(settings.Temperature, maskAlike: true)])];
        var domains = positives.Select(item => item.Collection).ToHashSet(StringComparer.Ordinal);
        IReadOnlyList<ReplayItem> negatives = [.. job.Snapshot.Negatives.Where(item => domains.Contains(item.Collection))];
        if (negatives.Count > 0) streams.Add(new(new WeightedPairs(TrainingSnapshot.PairsOf(negatives), [.. negatives.Select(item => item.Weight)]), [new Repulsion(settings.Temperature, 0.5f)]));
        if (keep is not null && job.Reference is { } reference)
        {
            // Reference queries among each other: where they lie is what a frozen encoder knows without having been told.
            streams.Add(new(new ShuffledPairs(new PairSet(reference, reference, [.. Enumerable.Range(0, reference.Rows)])), [keep]));
        }

        var start = LowRankAdapter.Identity(job.Snapshot.Dimensions, settings.Rank, settings.Seed);
        var learned = LowRankTrainer.Train(start, streams, pairs.Count, settings, new Random(settings.Seed), (_, _) => job.Pause(), CancellationToken.None);
        return scale => learned with { Scale = scale };
    }

    private static Func<float, IQueryAdapter> Experts(Job job)
    {
        var domains = Domains(job.Snapshot);
        var router = new DomainRouter();
        var random = new Random(job.Settings.Seed);
        List<Func<float, IQueryAdapter>> experts = [];
        foreach (var domain in domains)
        {
            router.Add(TrainingSnapshot.QueriesOf(domain), random);
            experts.Add(LowRank(job, domain, null));
        }

        return scale => new RoutedAdapter(router, [.. experts.Select(make => make(scale))]);
    }

    private static DomainRouter Router(TrainingSnapshot snapshot, int seed)
    {
        var router = new DomainRouter();
        var random = new Random(seed);
        foreach (var domain in Domains(snapshot)) router.Add(TrainingSnapshot.QueriesOf(domain), random);
        return router;
    }

    /// <summary>Items by collection; small collections together.</summary>
    private static List<IReadOnlyList<ReplayItem>> Domains(TrainingSnapshot snapshot)
    {
        var groups = snapshot.Positives.GroupBy(item => item.Collection, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => group.ToList()).ToList();
        List<IReadOnlyList<ReplayItem>> domains = [.. groups.Where(group => group.Count >= FewestForExpert)];
        var rest = groups.Where(group => group.Count < FewestForExpert).SelectMany(group => group).ToList();
        if (rest.Count > 0) domains.Add(rest);
        return domains;
    }

    private static double MeanCosine(RoutedAdapter adapter, Matrix reference)
    {
        var moved = adapter.Apply(reference);
        double sum = 0;
        for (var i = 0; i < reference.Rows; i++) sum += TensorPrimitives.Dot<float>(moved[i], reference[i]);
        return sum / reference.Rows;
    }

    private sealed record Job(TrainingSnapshot Snapshot, Matrix? Reference, TrainingSettings Settings, Action Pause);
}

/// <summary>What came of a training.</summary>
/// <param name="Adapter">The adapter; null when there is none worth trying.</param>
/// <param name="Scale">How much of what was learned it uses, above 0 to 1.</param>
/// <param name="ReferenceCosine">Mean cosine of moved to plain reference queries; 1 without a reference.</param>
/// <param name="TuningBefore">Mean reciprocal rank of the tuning part with the frozen encoder.</param>
/// <param name="TuningAfter">The same with the adapter.</param>
/// <param name="NothingBecause">Why there is none; null when there is one.</param>
public sealed record TrainedAdapter(IQueryAdapter? Adapter, float Scale, double ReferenceCosine, double TuningBefore, double TuningAfter, string? NothingBecause)
{
    /// <summary>Nothing was learned.</summary>
    public static TrainedAdapter Nothing(string reason) => new(null, 0, 1, 0, 0, reason);
}
