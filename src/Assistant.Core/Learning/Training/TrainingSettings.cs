namespace Assistant.Core.Learning.Training;

/// <summary>How an adapter of low rank is trained; the same for every strategy, so that they can be compared.</summary>
public sealed record TrainingSettings
{
    /// <summary>Units r of the adapter.</summary>
    public int Rank { get; init; } = 32;

    /// <summary>Passes over the new pairs.</summary>
    public int Epochs { get; init; } = 5;

    /// <summary>Pairs a step, of each stream.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>Step size of Adam.</summary>
    public float LearningRate { get; init; } = 2e-3f;

    /// <summary>τ of softmax over cosines: that of the encoder, 0.07 where it names none (CLIP, Radford et al. 2021).</summary>
    public float Temperature { get; init; } = 0.07f;

    /// <summary>Seed of everything that is drawn.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>
    /// Whether labels are documents, told from those of their batch (InfoNCE; targets nearer than 0.9 to a pair's own are no negatives), or
    /// classes, told from all classes seen so far (cross entropy, as class-incremental learning is defined).
    /// </summary>
    public bool Documents { get; init; }
}
