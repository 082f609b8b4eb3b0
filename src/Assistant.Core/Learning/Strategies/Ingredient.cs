using Assistant.Core.Learning.Adapters;
using Assistant.Core.Learning.Training;

namespace Assistant.Core.Learning.Strategies;

/// <summary>Something that protects what was learned, added to plain fine-tuning. Keeps its own state from task to task.</summary>
public abstract class Ingredient
{
    /// <summary>Bytes kept.</summary>
    public virtual long Bytes => 0;

    /// <summary>Losses over the new pairs beside that of the task.</summary>
    public virtual IEnumerable<ILossTerm> Terms(LearnerState state, LearningTask task) => [];

    /// <summary>Other pairs to train on at each step.</summary>
    public virtual IEnumerable<PairsLoss> Streams(LearnerState state, LearningTask task) => [];

    /// <summary>Changes the gradients before a step.</summary>
    public virtual void Shape(LearnerState state, LearningTask task, LowRankAdapter adapter, Gradients gradients)
    {
    }

    /// <summary>Keeps what later tasks need; the adapter has learned the task.</summary>
    public virtual void After(LearnerState state, LearningTask task)
    {
    }
}
