using System.Numerics.Tensors;
using Assistant.Core.Learning.Linear;

namespace Assistant.Core.Learning.Strategies;

/// <summary>
/// RanPAC (McDonnell et al. 2023): features φ(x) = relu(Rx) of a fixed random projection, M wide, and ridge regression of the labels on
/// them from sums that add up from task to task. Labels never learned keep their zero-shot probability.
/// </summary>
public sealed class RandomProjectionStrategy : ContinualStrategy
{
    // Ridge scores lie about 0 and 1; this sharpness makes them probabilities comparable with the encoder's.
    private const float Sharpness = 10;
    private readonly StrategyContext context;
    private readonly double ridge;
    private readonly Matrix projection;
    private readonly Dictionary<int, int> columns = [];
    private Moments moments;
    private Matrix? weights;

    /// <summary>Draws the projection.</summary>
    /// <param name="context">What the strategy is given.</param>
    /// <param name="width">M.</param>
    /// <param name="ridge">λ as a multiple of tr(G)/M.</param>
    public RandomProjectionStrategy(StrategyContext context, int width = 2000, double ridge = 0.1)
    {
        ArgumentNullException.ThrowIfNull(context);
        (this.context, this.ridge) = (context, ridge);
        projection = new Matrix(width, context.Dimensions);
        var random = new Random(context.Training.Seed);
        foreach (ref var value in projection.Values) value = (float)Gaussian.Next(random);
        moments = new Moments(width, 1);
    }

    /// <inheritdoc/>
    public override bool ScoresLearnedLabelsOnly => true;

    /// <inheritdoc/>
    public override long StateBytes => moments.Bytes + (sizeof(float) * (long)projection.Values.Length);

    /// <inheritdoc/>
    public override void Learn(LearningTask task, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(task);
        foreach (var label in task.Pairs.Labels) columns.TryAdd(label, columns.Count);
        moments = moments.WithOutputs(columns.Count);
        var features = Features(task.Pairs.Queries);
        var indicator = new float[columns.Count];
        for (var i = 0; i < features.Rows; i++)
        {
            if (i % 256 == 0) cancellationToken.ThrowIfCancellationRequested();
            var column = columns[task.Pairs.Labels[i]];
            indicator[column] = 1;
            moments.Add(features[i], indicator);
            indicator[column] = 0;
        }

        weights = moments.Solve(ridge, towardsIdentity: false);
    }

    /// <inheritdoc/>
    public override Matrix Score(Matrix queries, CandidateSet candidates, int? task = null)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(candidates);
        if (weights is null) return Matrix.TimesTransposed(queries, candidates.Targets);
        var logits = Matrix.TimesTransposed(Features(queries), weights);
        TensorPrimitives.Multiply(logits.Values, Sharpness, logits.Values);
        return LabelScores.Combine(queries, candidates, columns, logits, context.Training.Temperature);
    }

    private Matrix Features(Matrix queries)
    {
        var features = Matrix.TimesTransposed(queries, projection);
        TensorPrimitives.Max(features.Values, 0f, features.Values);
        return features;
    }
}
