using Assistant.Core.Learning.Linear;

namespace Assistant.Core.Learning.Strategies;

/// <summary>A way to learn from a stream of tasks on frozen embeddings. Not thread-safe; one for each run.</summary>
public abstract class ContinualStrategy
{
    /// <summary>Learns a task; earlier ones are no longer at hand but for what the strategy kept.</summary>
    public abstract void Learn(LearningTask task, CancellationToken cancellationToken = default);

    /// <summary>Scores candidates for queries: [n, d] against [m, d] -> [n, m], higher is better.</summary>
    /// <param name="queries">L2-normalized.</param>
    /// <param name="candidates">What may be found.</param>
    /// <param name="task">The task that the queries are of, where it is told (task-incremental); null where the strategy has to do without.</param>
    public abstract Matrix Score(Matrix queries, CandidateSet candidates, int? task = null);

    /// <summary>Whether only labels that were learned get a score of its own, all others the frozen encoder's; else queries are moved, which bears on any label.</summary>
    public virtual bool ScoresLearnedLabelsOnly => false;

    /// <summary>Bytes kept from task to task beyond the frozen encoder.</summary>
    public abstract long StateBytes { get; }
}
