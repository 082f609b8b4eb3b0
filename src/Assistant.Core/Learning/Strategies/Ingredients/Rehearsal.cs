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
        var own = new List<ILossTerm> { new CandidateCrossEntropy(Everything(state, task), settings.Temperature) };
        if (dark > 0) own.Add(new FeatureDistillation(null, dark));
        if (relations > 0) own.Add(new RelationDistillation(state.Adapter, settings.Temperature, relations));
        return [new PairsLoss(new ShuffledPairs(kept, outputs), own)];
    }

    /// <inheritdoc/>
    public override IEnumerable<ILossTerm> Terms(LearnerState state, LearningTask task)
    {
        ArgumentNullException.ThrowIfNull(state);
        // Without old labels among the candidates new pairs would be told from each other only.
        return kept is null ? [] : [new CandidateCrossEntropy(Everything(state, task), state.Context.Training.Temperature)];
    }

    /// <inheritdoc/>
    public override void After(LearnerState state, LearningTask task)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(task);
        var all = kept is null ? task.Pairs : PairSet.Concat([kept, task.Pairs]);
        var before = outputs is null ? null : outputs;
        var now = state.Adapter.Apply(task.Pairs.Queries);
        var stored = before is null ? now : Matrix.Stack(before, now);
        var rows = ExemplarChoice.Balanced(all, state.Context.ReplayCapacity, exemplars, state.Random);
        (kept, outputs) = (all.Gather(rows), stored.Gather(rows));
    }

    private static CandidateSet Everything(LearnerState state, LearningTask task)
    {
        var now = task.Pairs.Candidates();
        if (state.Known is not { } known) return now;
        var seen = known.Labels.ToHashSet();
        int[] fresh = [.. Enumerable.Range(0, now.Labels.Count).Where(j => !seen.Contains(now.Labels[j]))];
        return new CandidateSet(Matrix.Stack(known.Targets, now.Targets.Gather(fresh)), [.. known.Labels, .. fresh.Select(j => now.Labels[j])]);
    }
}
