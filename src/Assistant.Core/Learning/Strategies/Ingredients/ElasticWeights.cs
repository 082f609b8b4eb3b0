using Assistant.Core.Learning.Adapters;
using Assistant.Core.Learning.Linear;
using Assistant.Core.Learning.Training;

namespace Assistant.Core.Learning.Strategies.Ingredients;

/// <summary>
/// EWC (Kirkpatrick et al. 2017): λ/2 Σ F(θ − θ*)² with the diagonal Fisher information of each earlier task. Online (Schwarz et al.
/// 2018): one anchor, F ← γF + F_new. By similarity (TIR): each earlier task's penalty is scaled by how alike its queries are to the new ones.
/// </summary>
/// <param name="strength">λ.</param>
/// <param name="decay">γ of the online form; null keeps every task apart.</param>
/// <param name="bySimilarity">Whether penalties are scaled by similarity of tasks; only with tasks kept apart.</param>
public sealed class ElasticWeights(float strength = 300, float? decay = null, bool bySimilarity = false) : Ingredient
{
    private const int FisherSamples = 512;
    private readonly List<Anchor> anchors = [];

    /// <inheritdoc/>
    public override long Bytes => anchors.Sum(anchor => sizeof(float) * ((4L * anchor.A.Values.Length) + anchor.Mean.Length));

    /// <inheritdoc/>
    public override void Shape(LearnerState state, LearningTask task, LowRankAdapter adapter, Gradients gradients)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        ArgumentNullException.ThrowIfNull(gradients);
        foreach (var anchor in anchors)
        {
            var factor = strength * (bySimilarity ? anchor.Likeness(task) : 1);
            Pull(adapter.A, anchor.A, anchor.FisherA, factor, gradients.A);
            Pull(adapter.B, anchor.B, anchor.FisherB, factor, gradients.B);
        }
    }

    /// <inheritdoc/>
    public override void After(LearnerState state, LearningTask task)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(task);
        var (fisherA, fisherB) = Fisher(state, task);
        if (decay is { } gamma && anchors is [var last])
        {
            for (var i = 0; i < fisherA.Values.Length; i++) fisherA.Values[i] += gamma * last.FisherA.Values[i];
            for (var i = 0; i < fisherB.Values.Length; i++) fisherB.Values[i] += gamma * last.FisherB.Values[i];
            anchors.Clear();
        }

        anchors.Add(new Anchor(state.Adapter.A, state.Adapter.B, fisherA, fisherB, FeatureStatistics.Mean(task.Pairs.Queries)));
    }

    private static void Pull(Matrix parameters, Matrix anchor, Matrix fisher, float factor, Matrix gradient)
    {
        for (var i = 0; i < parameters.Values.Length; i++) gradient.Values[i] += factor * fisher.Values[i] * (parameters.Values[i] - anchor.Values[i]);
    }

    // Mean square of the gradient of each pair's own log-likelihood among the labels of its task.
    private static (Matrix A, Matrix B) Fisher(LearnerState state, LearningTask task)
    {
        var adapter = state.Adapter;
        var gradients = new Gradients(adapter);
        var (fisherA, fisherB) = (new Matrix(adapter.A.Rows, adapter.A.Columns), new Matrix(adapter.B.Rows, adapter.B.Columns));
        ILossTerm[] terms = [new CandidateCrossEntropy(task.Pairs.Candidates(), state.Context.Training.Temperature)];
        int[] drawn = [.. Enumerable.Range(0, task.Pairs.Count)];
        state.Random.Shuffle(drawn);
        var taken = Math.Min(FisherSamples, drawn.Length);
        for (var i = 0; i < taken; i++)
        {
            gradients.Clear();
            gradients.Accumulate(adapter, task.Pairs.Gather(drawn.AsSpan(i, 1)), null, terms);
            for (var k = 0; k < fisherA.Values.Length; k++) fisherA.Values[k] += gradients.A.Values[k] * gradients.A.Values[k] / taken;
            for (var k = 0; k < fisherB.Values.Length; k++) fisherB.Values[k] += gradients.B.Values[k] * gradients.B.Values[k] / taken;
        }

        return (fisherA, fisherB);
    }

    private sealed record Anchor(Matrix A, Matrix B, Matrix FisherA, Matrix FisherB, float[] Mean)
    {
        public float Likeness(LearningTask task) => Math.Max(0, System.Numerics.Tensors.TensorPrimitives.CosineSimilarity<float>(Mean, FeatureStatistics.Mean(task.Pairs.Queries)));
    }
}
