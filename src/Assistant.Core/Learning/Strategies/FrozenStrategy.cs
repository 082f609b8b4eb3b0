using Assistant.Core.Learning.Linear;

namespace Assistant.Core.Learning.Strategies;

/// <summary>Learns nothing: the frozen encoder, zero-shot.</summary>
public sealed class FrozenStrategy : ContinualStrategy
{
    /// <inheritdoc/>
    public override long StateBytes => 0;

    /// <inheritdoc/>
    public override void Learn(LearningTask task, CancellationToken cancellationToken = default)
    {
    }

    /// <inheritdoc/>
    public override Matrix Score(Matrix queries, CandidateSet candidates, int? task = null)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        return Matrix.TimesTransposed(queries, candidates.Targets);
    }
}
