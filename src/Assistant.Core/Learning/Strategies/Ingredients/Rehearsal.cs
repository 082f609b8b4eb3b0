using Assistant.Core.Learning.Linear;
using Assistant.Core.Learning.Training;

namespace Assistant.Core.Learning.Strategies.Ingredients;

/// <summary>How a rehearsal chooses what it keeps.</summary>
public enum Exemplars
{
    /// <summary>At random, equally many of each label.</summary>
    Random,

    /// <summary>Those whose mean stays nearest to the label's (herding of iCaRL, Rebuffi et al. 2017).</summary>
    Herding,
}

/// <summary>
/// Experience replay: a balanced buffer of earlier pairs is trained on beside the new ones (ER). With <paramref name="dark"/> the
/// outputs of the time are kept too and held (DER++, Buzzega et al. 2020); with <paramref name="relations"/> the similarities of
/// replayed pairs stay as the adapter before the task had them (KDR).
/// </summary>
/// <param name="exemplars">What is kept.</param>
/// <param name="dark">Weight of the stored outputs; 0 for none.</param>
/// <param name="relations">Weight of the similarities; 0 for none.</param>
public sealed class Rehearsal(Exemplars exemplars = Exemplars.Random, float dark = 0, float relations = 0) : Ingredient
{
    private PairSet? kept;
    private Matrix? outputs;

    /// <inheritdoc/>
    public override long Bytes => kept is null ? 0 : sizeof(float) * ((2L * kept.Queries.Values.Length) + (dark > 0 ? outputs!.Values.Length : 0));

    /// <inheritdoc/>
    public override IEnumerable<PairsLoss> Streams(LearnerState state, LearningTask task)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (kept is null) return [];
        var settings = state.Context.Training;
        var own = new List<ILossTerm> { state.Loss(task) };
        if (dark > 0) own.Add(new FeatureDistillation(null, dark));
        if (relations > 0) own.Add(new RelationDistillation(state.Adapter, settings.Temperature, relations));
        return [new PairsLoss(new ShuffledPairs(kept, outputs), own)];
    }

    /// <inheritdoc/>
    public override void After(LearnerState state, LearningTask task)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(task);
        var all = kept is null ? task.Pairs : PairSet.Concat([kept, task.Pairs]);
        var now = state.Adapter.Apply(task.Pairs.Queries);
        var stored = outputs is null ? now : Matrix.Stack(outputs, now);
        var rows = ExemplarChoice.Balanced(all, state.Context.ReplayCapacity, exemplars, state.Random);
        (kept, outputs) = (all.Gather(rows), stored.Gather(rows));
    }
}
