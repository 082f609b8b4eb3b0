using System.Numerics.Tensors;
using Assistant.Core.Learning.Adapters;
using Assistant.Core.Learning.Linear;
using Assistant.Core.Learning.Training;

namespace Assistant.Core.Learning.Strategies;

/// <summary>
/// S-Prompts (Wang et al. 2022) on embeddings: x' = norm(x + p) with a prompt vector p for each domain, chosen by the nearest centroid.
/// p goes from the domain's mean query towards its mean target as far as InfoNCE on its pairs gains by it. It corrects a shift, not a rotation.
/// </summary>
/// <param name="context">What the strategy is given.</param>
public sealed class PromptStrategy(StrategyContext context) : ContinualStrategy
{
    private static readonly float[] Steps = [0, 0.125f, 0.25f, 0.5f, 0.75f, 1];
    private readonly Random random = new(context.Training.Seed);
    private readonly DomainRouter router = new();
    private readonly List<float[]> prompts = [];

    /// <inheritdoc/>
    public override long StateBytes => router.Bytes + prompts.Sum(prompt => sizeof(float) * (long)prompt.Length);

    /// <inheritdoc/>
    public override void Learn(LearningTask task, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(task);
        router.Add(task.Pairs.Queries, random);
        var towards = FeatureStatistics.Mean(task.Pairs.Targets);
        TensorPrimitives.Subtract(towards, FeatureStatistics.Mean(task.Pairs.Queries), towards);
        var term = new CandidateCrossEntropy(task.Pairs.Candidates(), context.Training.Temperature);
        var best = Steps.MinBy(step =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            var moved = Shifted(task.Pairs.Queries, Scaled(towards, step));
            return term.Add(new Batch(task.Pairs, moved, null, new Matrix(moved.Rows, moved.Columns)));
        });
        prompts.Add(Scaled(towards, best));
    }

    /// <inheritdoc/>
    public override Matrix Score(Matrix queries, CandidateSet candidates, int? task = null)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(candidates);
        var moved = queries.Copy();
        for (var i = 0; i < queries.Rows; i++)
        {
            var domain = task ?? (router.Route(queries[i], bypass: true) is [var nearest, ..] ? nearest.Domain : -1);
            if (domain >= 0 && domain < prompts.Count) TensorPrimitives.Add<float>(moved[i], prompts[domain], moved[i]);
        }

        moved.NormalizeRows();
        return Matrix.TimesTransposed(moved, candidates.Targets);
    }

    private static float[] Scaled(float[] vector, float factor)
    {
        var scaled = new float[vector.Length];
        TensorPrimitives.Multiply(vector, factor, scaled);
        return scaled;
    }

    private static Matrix Shifted(Matrix queries, float[] prompt)
    {
        var moved = queries.Copy();
        for (var i = 0; i < moved.Rows; i++) TensorPrimitives.Add<float>(moved[i], prompt, moved[i]);
        moved.NormalizeRows();
        return moved;
    }
}
