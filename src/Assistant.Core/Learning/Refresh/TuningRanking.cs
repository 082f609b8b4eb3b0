using System.Numerics.Tensors;
using Assistant.Core.Learning.Adapters;
using Assistant.Core.Learning.Linear;
using Assistant.Core.Learning.Replay;

namespace Assistant.Core.Learning.Refresh;

/// <summary>Ranks the tuning part of a snapshot against the snapshot's own targets, without the index: what chooses among the strengths of an adapter.</summary>
internal sealed class TuningRanking
{
    private const int MostQueries = 400, MostTargets = 2_000;
    private readonly Matrix queries;
    private readonly List<ReplayItem> tuning;
    private readonly Dictionary<string, (Matrix Targets, List<ReplayItem> Items)> candidates;

    public TuningRanking(TrainingSnapshot snapshot, int seed)
    {
        var random = new Random(seed);
        tuning = Some(snapshot.Tuning, MostQueries, random);
        queries = TrainingSnapshot.QueriesOf(tuning);
        candidates = snapshot.Positives.Concat(snapshot.Negatives)
            .GroupBy(item => item.Collection, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group =>
            {
                var items = Some([.. group.DistinctBy(item => item.Target)], MostTargets, random);
                return (TrainingSnapshot.TargetsOf(items), items);
            }, StringComparer.Ordinal);
    }

    /// <summary>Weighed mean reciprocal rank of the own target among those of other documents of the collection, 0 to 1.</summary>
    public double Score(IQueryAdapter adapter)
    {
        var moved = adapter.Apply(queries);
        double sum = 0, weight = 0;
        for (var i = 0; i < tuning.Count; i++)
        {
            var item = tuning[i];
            weight += item.Weight;
            var rank = 1;
            if (candidates.TryGetValue(item.Collection, out var others))
            {
                var own = TensorPrimitives.Dot(moved[i], item.TargetVector.Span);
                for (var j = 0; j < others.Items.Count; j++)
                {
                    if (others.Items[j].Target != item.Target && TensorPrimitives.Dot<float>(moved[i], others.Targets[j]) > own) rank++;
                }
            }

            sum += item.Weight / rank;
        }

        return sum / weight;
    }

    private static List<ReplayItem> Some(IReadOnlyList<ReplayItem> items, int most, Random random)
    {
        if (items.Count <= most) return [.. items];
        var drawn = Enumerable.Range(0, items.Count).ToArray();
        random.Shuffle(drawn);
        return [.. drawn.Take(most).Order().Select(i => items[i])];
    }
}
