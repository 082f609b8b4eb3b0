using Assistant.Core.Learning.Linear;
using Assistant.Core.Learning.Training;

namespace Assistant.Core.Learning.Strategies.Ingredients;

/// <summary>What a <see cref="PrototypeReplay"/> draws.</summary>
public enum PrototypeKind
{
    /// <summary>A prototype a label and one spread for all: z = norm(μ + σε) (AID; PASS, Zhu et al. 2021).</summary>
    SharedSpread,

    /// <summary>A Gaussian of full covariance a label, shared where it has fewer than 30 pairs: DGR (Shin et al. 2017) in feature space.</summary>
    Gaussian,
}

/// <summary>Pseudo replay: earlier labels are remembered by statistics, and queries drawn from them are trained on beside the new ones. No user data is kept.</summary>
/// <param name="kind">What is drawn.</param>
public sealed class PrototypeReplay(PrototypeKind kind) : Ingredient
{
    private const int EnoughForOwn = 30;
    private readonly Dictionary<int, Prototype> prototypes = [];

    /// <inheritdoc/>
    public override long Bytes => prototypes.Values.Sum(prototype => (2L * sizeof(float) * prototype.Mean.Length) + (sizeof(double) * (long)(prototype.Factor?.Length ?? 1)));

    /// <inheritdoc/>
    public override IEnumerable<PairsLoss> Streams(LearnerState state, LearningTask task)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(task);
        if (prototypes.Count == 0) return [];
        return [new PairsLoss(new DrawnPairs(this), [state.Loss(task)])];
    }

    /// <inheritdoc/>
    public override void After(LearnerState state, LearningTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        var spread = Math.Sqrt(MeanVariance(task.Pairs));
        foreach (var group in Enumerable.Range(0, task.Pairs.Count).GroupBy(i => task.Pairs.Labels[i]))
        {
            int[] rows = [.. group];
            var queries = task.Pairs.Queries.Gather(rows);
            double[]? factor = null;
            if (kind == PrototypeKind.Gaussian && rows.Length >= EnoughForOwn)
            {
                factor = FeatureStatistics.Covariance(queries);
                for (var k = 0; k < queries.Columns; k++) factor[(k * queries.Columns) + k] += 1e-2 * spread * spread;
                Cholesky.Factor(factor, queries.Columns);
            }

            prototypes[group.Key] = new Prototype(group.Key, FeatureStatistics.Mean(queries), task.Pairs.Targets[rows[0]].ToArray(), spread, factor);
        }
    }

    // Per coordinate, about the mean of each label.
    private static double MeanVariance(PairSet pairs)
    {
        double sum = 0;
        foreach (var group in Enumerable.Range(0, pairs.Count).GroupBy(i => pairs.Labels[i]))
        {
            var rows = pairs.Queries.Gather([.. group]);
            var mean = FeatureStatistics.Mean(rows);
            for (var i = 0; i < rows.Rows; i++) sum += Math.Pow(System.Numerics.Tensors.TensorPrimitives.Distance<float>(rows[i], mean), 2);
        }

        return sum / ((double)pairs.Count * pairs.Queries.Columns);
    }

    private static PairSet Draw(IReadOnlyCollection<Prototype> drawn, Random random)
    {
        var d = drawn.First().Mean.Length;
        var (queries, targets) = (new Matrix(drawn.Count, d), new Matrix(drawn.Count, d));
        var noise = new double[d];
        var at = 0;
        foreach (var prototype in drawn)
        {
            for (var k = 0; k < d; k++) noise[k] = Gaussian.Next(random);
            var query = queries[at];
            for (var k = 0; k < d; k++)
            {
                // μ + Lε, or μ + σε.
                var shift = prototype.Factor is { } factor ? System.Numerics.Tensors.TensorPrimitives.Dot<double>(factor.AsSpan(k * d, k + 1), noise.AsSpan(0, k + 1)) : prototype.Spread * noise[k];
                query[k] = prototype.Mean[k] + (float)shift;
            }

            prototype.Target.CopyTo(targets[at++]);
        }

        queries.NormalizeRows();
        return new PairSet(queries, targets, [.. drawn.Select(prototype => prototype.Label)]);
    }

    private sealed record Prototype(int Label, float[] Mean, float[] Target, double Spread, double[]? Factor);

    private sealed class DrawnPairs(PrototypeReplay replay) : IBatchSource
    {
        public (PairSet Pairs, Matrix? Stored) Next(int size, Random random)
        {
            Prototype[] all = [.. replay.prototypes.Values];
            return (Draw([.. Enumerable.Range(0, size).Select(_ => all[random.Next(all.Length)])], random), null);
        }
    }
}
