using Assistant.Core.Learning.Adapters;

namespace Assistant.Core.Learning.Training;

/// <summary>Trains a <see cref="LowRankAdapter"/> by Adam over streams of pairs. Deterministic for a seed; on one thread.</summary>
public static class LowRankTrainer
{
    /// <summary>Trains from <paramref name="start"/>, which is left as it is.</summary>
    /// <param name="start">Where to begin.</param>
    /// <param name="streams">Each step takes a batch of each; the first one counts the epochs.</param>
    /// <param name="pairs">Pairs of the first stream.</param>
    /// <param name="settings">Sizes and rates.</param>
    /// <param name="random">Source of the batches' order.</param>
    /// <param name="shape">Changes the gradients before a step: penalties on parameters, projections; null for none.</param>
    /// <param name="cancellationToken">Ends the training between two steps.</param>
    public static LowRankAdapter Train(
        LowRankAdapter start, IReadOnlyList<PairsLoss> streams, int pairs, TrainingSettings settings, Random random, Action<LowRankAdapter, Gradients>? shape, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(streams);
        ArgumentNullException.ThrowIfNull(settings);
        var adapter = start with { A = start.A.Copy(), B = start.B.Copy() };
        var gradients = new Gradients(adapter);
        var (adamA, adamB) = (new Adam(adapter.A.Values.Length), new Adam(adapter.B.Values.Length));
        var steps = settings.Epochs * ((pairs + settings.BatchSize - 1) / settings.BatchSize);
        for (var step = 0; step < steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            gradients.Clear();
            foreach (var stream in streams)
            {
                var (batch, stored) = stream.Source.Next(settings.BatchSize, random);
                gradients.Accumulate(adapter, batch, stored, stream.Terms);
            }

            shape?.Invoke(adapter, gradients);
            // Cosine decay: the last steps settle.
            var rate = settings.LearningRate * (float)(0.5 * (1 + Math.Cos(Math.PI * step / steps)));
            adamA.Step(adapter.A.Values, gradients.A.Values, rate);
            adamB.Step(adapter.B.Values, gradients.B.Values, rate);
        }

        return adapter;
    }
}
