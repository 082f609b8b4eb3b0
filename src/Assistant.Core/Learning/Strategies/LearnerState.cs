using Assistant.Core.Learning.Adapters;
using Assistant.Core.Learning.Linear;
using Assistant.Core.Learning.Training;

namespace Assistant.Core.Learning.Strategies;

/// <summary>What the ingredients of a <see cref="GradientStrategy"/> share. Names and targets of labels are no user data, so those seen stay known.</summary>
public sealed class LearnerState
{
    private readonly Dictionary<int, float[]> targets = [];

    internal LearnerState(StrategyContext context)
    {
        Context = context;
        Random = new Random(context.Training.Seed);
        Adapter = LowRankAdapter.Identity(context.Dimensions, context.Training.Rank, context.Training.Seed);
        Before = Adapter;
    }

    /// <summary>What the strategy was given.</summary>
    public StrategyContext Context { get; }

    /// <summary>Source of everything drawn.</summary>
    public Random Random { get; }

    /// <summary>The adapter now; while a task is learned, as it was when the task began.</summary>
    public LowRankAdapter Adapter { get; internal set; }

    /// <summary>The adapter before the last task.</summary>
    public LowRankAdapter Before { get; internal set; }

    /// <summary>Tasks learned.</summary>
    public int Learned { get; internal set; }

    /// <summary>Labels seen, with their targets; null before the first task.</summary>
    public CandidateSet? Known
    {
        get
        {
            if (targets.Count == 0) return null;
            var matrix = new Matrix(targets.Count, Context.Dimensions);
            var at = 0;
            foreach (var target in targets.Values) target.CopyTo(matrix[at++]);
            return new CandidateSet(matrix, [.. targets.Keys]);
        }
    }

    /// <summary>Labels seen and those of a task, with their targets.</summary>
    public CandidateSet KnownWith(PairSet pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var now = pairs.Candidates();
        if (Known is not { } known) return now;
        int[] fresh = [.. Enumerable.Range(0, now.Labels.Count).Where(j => !targets.ContainsKey(now.Labels[j]))];
        return new CandidateSet(Matrix.Stack(known.Targets, now.Targets.Gather(fresh)), [.. known.Labels, .. fresh.Select(j => now.Labels[j])]);
    }

    /// <summary>What pairs are told from: the other documents of their batch, or all classes seen so far and those of the task.</summary>
    public ILossTerm Loss(LearningTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        var settings = Context.Training;
        return settings.Documents ? new InfoNce(settings.Temperature, maskAlike: true) : new CandidateCrossEntropy(KnownWith(task.Pairs), settings.Temperature);
    }

    internal void Remember(CandidateSet candidates)
    {
        for (var j = 0; j < candidates.Labels.Count; j++) targets.TryAdd(candidates.Labels[j], candidates.Targets[j].ToArray());
    }
}
