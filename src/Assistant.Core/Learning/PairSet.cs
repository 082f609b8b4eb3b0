using Assistant.Core.Learning.Linear;

namespace Assistant.Core.Learning;

/// <summary>Pairs of embeddings that belong together: what a query is, and what it should find.</summary>
/// <param name="Queries">L2-normalized, [n, d].</param>
/// <param name="Targets">L2-normalized, [n, d]; for classes the embedding of the class's name.</param>
/// <param name="Labels">Class or document of each pair, [n]; equal labels are not negatives of each other.</param>
public sealed record PairSet(Matrix Queries, Matrix Targets, IReadOnlyList<int> Labels)
{
    /// <summary>Number of pairs.</summary>
    public int Count => Queries.Rows;

    /// <summary>Pairs by number.</summary>
    public PairSet Gather(ReadOnlySpan<int> rows)
    {
        var labels = new int[rows.Length];
        for (var i = 0; i < rows.Length; i++) labels[i] = Labels[rows[i]];
        return new PairSet(Queries.Gather(rows), Targets.Gather(rows), labels);
    }

    /// <summary>Pairs of several sets.</summary>
    public static PairSet Concat(IReadOnlyCollection<PairSet> sets) =>
        new(Matrix.Stack([.. sets.Select(set => set.Queries)]), Matrix.Stack([.. sets.Select(set => set.Targets)]), [.. sets.SelectMany(set => set.Labels)]);

    /// <summary>The first target of each label, in order of first appearance.</summary>
    public CandidateSet Candidates()
    {
        var first = new Dictionary<int, int>();
        for (var i = 0; i < Count; i++) first.TryAdd(Labels[i], i);
        return new CandidateSet(Targets.Gather([.. first.Values]), [.. first.Keys]);
    }
}

/// <summary>What may be found.</summary>
/// <param name="Targets">L2-normalized, [m, d].</param>
/// <param name="Labels">Class or document of each, [m].</param>
public sealed record CandidateSet(Matrix Targets, IReadOnlyList<int> Labels);

/// <summary>A task or domain of a stream.</summary>
/// <param name="Index">Its place in the stream, from 0.</param>
/// <param name="Pairs">Its training pairs.</param>
public sealed record LearningTask(int Index, PairSet Pairs);
