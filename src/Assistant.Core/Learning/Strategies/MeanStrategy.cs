using System.Numerics.Tensors;
using Assistant.Core.Learning.Linear;

namespace Assistant.Core.Learning.Strategies;

/// <summary>
/// Statistics of each label: nearest class mean (NCM), or with a covariance shared by all labels streaming linear discriminant analysis
/// (SLDA, Hayes and Kanan 2020). Both are sums, so the order of tasks does not matter.
/// </summary>
/// <param name="context">What the strategy is given.</param>
/// <param name="discriminant">Whether the shared covariance is used.</param>
public sealed class MeanStrategy(StrategyContext context, bool discriminant) : ContinualStrategy
{
    // Share of the mean variance that is added to the covariance; SLDA's own default.
    private const double Shrinkage = 1e-2;
    private readonly Dictionary<int, (double[] Sum, int Count)> labels = [];
    private readonly double[] within = new double[discriminant ? context.Dimensions * context.Dimensions : 0];
    private readonly Dictionary<int, int> columns = [];
    private Matrix? weights;
    private float[] offsets = [];

    /// <inheritdoc/>
    public override bool ScoresLearnedLabelsOnly => true;

    /// <inheritdoc/>
    public override long StateBytes => sizeof(double) * (within.Length + (labels.Count * (long)context.Dimensions));

    /// <inheritdoc/>
    public override void Learn(LearningTask task, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(task);
        var d = context.Dimensions;
        var x = new double[d];
        for (var i = 0; i < task.Pairs.Count; i++)
        {
            var label = task.Pairs.Labels[i];
            if (!labels.TryGetValue(label, out var own)) own = (new double[d], 0);
            TensorPrimitives.ConvertChecked<float, double>(task.Pairs.Queries[i], x);
            // Σxxᵀ; the means are taken off when it is used, so that the sums stay sums.
            for (var k = 0; discriminant && k < d; k++)
            {
                var row = within.AsSpan(k * d, k + 1);
                TensorPrimitives.MultiplyAdd(x.AsSpan(0, k + 1), x[k], row, row);
            }

            TensorPrimitives.Add<double>(own.Sum, x, own.Sum);
            labels[label] = (own.Sum, own.Count + 1);
        }

        Solve();
    }

    /// <inheritdoc/>
    public override Matrix Score(Matrix queries, CandidateSet candidates, int? task = null)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(candidates);
        if (weights is null) return Matrix.TimesTransposed(queries, candidates.Targets);
        var logits = Matrix.TimesTransposed(queries, weights);
        for (var i = 0; i < logits.Rows; i++) TensorPrimitives.Add<float>(logits[i], offsets, logits[i]);
        return LabelScores.Combine(queries, candidates, columns, logits, context.Training.Temperature);
    }

    private void Solve()
    {
        var d = context.Dimensions;
        columns.Clear();
        weights = new Matrix(labels.Count, d);
        offsets = new float[labels.Count];
        double[]? factor = discriminant ? SharedCovariance() : null;
        foreach (var (label, (sum, count)) in labels)
        {
            var column = columns[label] = columns.Count;
            var mean = new double[d];
            TensorPrimitives.Divide(sum, count, mean);
            if (factor is null)
            {
                // Cosine with the mean, sharpened as the encoder's own cosines are.
                var length = TensorPrimitives.Norm<double>(mean);
                for (var k = 0; k < d; k++) weights[column][k] = (float)(mean[k] / length / context.Training.Temperature);
                continue;
            }

            // w = Σ⁻¹μ, b = -½ μᵀΣ⁻¹μ: equal priors.
            var direction = (double[])mean.Clone();
            Cholesky.Solve(factor, d, direction);
            for (var k = 0; k < d; k++) weights[column][k] = (float)direction[k];
            offsets[column] = (float)(-0.5 * TensorPrimitives.Dot<double>(mean, direction));
        }
    }

    private double[] SharedCovariance()
    {
        var d = context.Dimensions;
        var covariance = (double[])within.Clone();
        var total = labels.Values.Sum(label => label.Count);
        foreach (var (sum, count) in labels.Values)
        {
            for (var k = 0; k < d; k++)
            {
                var row = covariance.AsSpan(k * d, k + 1);
                TensorPrimitives.MultiplyAdd(sum.AsSpan(0, k + 1), -sum[k] / count, row, row);
            }
        }

        double trace = 0;
        for (var k = 0; k < d; k++) trace += covariance[(k * d) + k];
        TensorPrimitives.Divide(covariance, total, covariance);
        for (var k = 0; k < d; k++) covariance[(k * d) + k] += Math.Max(Shrinkage * trace / total / d, 1e-9);
        Cholesky.Factor(covariance, d);
        return covariance;
    }
}
