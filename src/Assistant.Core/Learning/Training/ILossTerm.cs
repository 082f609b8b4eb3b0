using Assistant.Core.Learning.Linear;

namespace Assistant.Core.Learning.Training;

/// <summary>A part of the loss over a batch.</summary>
public interface ILossTerm
{
    /// <summary>Adds dL/dx' to the batch's gradient.</summary>
    /// <returns>The loss.</returns>
    double Add(Batch batch);
}

/// <summary>Pairs on their way through the adapter.</summary>
/// <param name="Pairs">The pairs, b of them.</param>
/// <param name="Outputs">What the adapter makes of their queries, x', [b, d].</param>
/// <param name="Stored">What it made of them when they were stored, [b, d]; null where that was not kept.</param>
/// <param name="Gradient">dL/dx', [b, d]; terms add to it.</param>
public sealed record Batch(PairSet Pairs, Matrix Outputs, Matrix? Stored, Matrix Gradient);

/// <summary>Where batches come from, and what is asked of them.</summary>
/// <param name="Source">Pairs to draw from.</param>
/// <param name="Terms">Losses over them.</param>
public sealed record PairsLoss(IBatchSource Source, IReadOnlyList<ILossTerm> Terms);

/// <summary>A supply of pairs.</summary>
public interface IBatchSource
{
    /// <summary>The next pairs, at most <paramref name="size"/>, and their stored outputs where there are any.</summary>
    (PairSet Pairs, Matrix? Stored) Next(int size, Random random);
}
