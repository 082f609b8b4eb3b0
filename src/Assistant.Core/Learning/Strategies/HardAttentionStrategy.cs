using Assistant.Core.Learning.Adapters;
using Assistant.Core.Learning.Linear;
using Assistant.Core.Learning.Training;

namespace Assistant.Core.Learning.Strategies;

/// <summary>
/// HAT (Serrà et al. 2018): each task learns an attention m = σ(s·e) over the units of one adapter; gradients of units that earlier
/// tasks attend to are held back by 1 − max m. The task is told, or guessed by the nearest domain.
/// </summary>
/// <param name="context">What the strategy is given.</param>
public sealed class HardAttentionStrategy(StrategyContext context) : ContinualStrategy
{
    private const float Steepest = 50, Sparsity = 0.01f, MaskRate = 0.05f;
    private readonly Random random = new(context.Training.Seed);
    private readonly DomainRouter router = new();
    private readonly List<float[]> masks = [];
    private LowRankAdapter adapter = LowRankAdapter.Identity(context.Dimensions, context.Training.Rank, context.Training.Seed);

    /// <inheritdoc/>
    public override long StateBytes => router.Bytes + (sizeof(float) * ((2L * adapter.A.Values.Length) + masks.Sum(mask => (long)mask.Length)));

    /// <inheritdoc/>
    public override void Learn(LearningTask task, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(task);
        router.Add(task.Pairs.Queries, random);
        var (settings, rank) = (context.Training, adapter.A.Rows);
        var taken = new float[rank];
        foreach (var mask in masks)
        {
            for (var k = 0; k < rank; k++) taken[k] = Math.Max(taken[k], mask[k]);
        }

        var embedding = new float[rank];
        for (var k = 0; k < rank; k++) embedding[k] = (float)(0.1 * Gaussian.Next(random));
        var live = new float[rank];
        var steps = settings.Epochs * ((task.Pairs.Count + settings.BatchSize - 1) / settings.BatchSize);
        var step = 0;
        Anneal();
        adapter = LowRankTrainer.Train(adapter with { Mask = live }, [new PairsLoss(new ShuffledPairs(task.Pairs), [new InfoNce(settings.Temperature, settings.Documents)])], task.Pairs.Count, settings, random, (_, gradients) =>
        {
            var steepness = Steepness();
            for (var k = 0; k < rank; k++)
            {
                var free = 1 - taken[k];
                // dm/de = s·m(1 - m); units that are free cost a little, so that later tasks find some.
                embedding[k] -= MaskRate * steepness * live[k] * (1 - live[k]) * (gradients.Mask[k] + (Sparsity * free / rank));
                System.Numerics.Tensors.TensorPrimitives.Multiply(gradients.A[k], free, gradients.A[k]);
                System.Numerics.Tensors.TensorPrimitives.Multiply(gradients.B[k], free, gradients.B[k]);
            }

            step++;
            Anneal();
        }, cancellationToken);
        masks.Add([.. embedding.Select(e => Sigmoid(Steepest * e))]);

        float Steepness() => (1 / Steepest) + ((Steepest - (1 / Steepest)) * step / Math.Max(steps - 1, 1));
        void Anneal()
        {
            for (var k = 0; k < rank; k++) live[k] = Sigmoid(Steepness() * embedding[k]);
        }
    }

    /// <inheritdoc/>
    public override Matrix Score(Matrix queries, CandidateSet candidates, int? task = null)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(candidates);
        var moved = queries.Copy();
        for (var t = 0; t < masks.Count; t++)
        {
            int[] own = [.. Enumerable.Range(0, queries.Rows).Where(i => (task ?? (router.Route(queries[i], bypass: true) is [var nearest, ..] ? nearest.Domain : -1)) == t)];
            if (own.Length == 0) continue;
            var part = (adapter with { Mask = masks[t] }).Apply(queries.Gather(own));
            for (var i = 0; i < own.Length; i++) part[i].CopyTo(moved[own[i]]);
        }

        return Matrix.TimesTransposed(moved, candidates.Targets);
    }

    private static float Sigmoid(float value) => 1 / (1 + MathF.Exp(-value));
}
