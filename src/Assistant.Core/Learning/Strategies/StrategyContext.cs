using Assistant.Core.Learning.Training;

namespace Assistant.Core.Learning.Strategies;

/// <summary>What every strategy is given.</summary>
/// <param name="Dimensions">Width d of the embeddings.</param>
/// <param name="Training">Sizes and rates of those that train by gradients.</param>
/// <param name="Reference">Pairs outside all tasks whose relations are to stay: the zero-shot guard of ZSCL.</param>
public sealed record StrategyContext(int Dimensions, TrainingSettings Training, PairSet Reference)
{
    /// <summary>Pairs that a replay buffer holds, all tasks together.</summary>
    public int ReplayCapacity { get; init; } = 500;
}
