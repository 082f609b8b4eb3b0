using System.Globalization;
using System.Text;

namespace Assistant.Evals.Day;

/// <summary>A query that is kept back.</summary>
/// <param name="Set">What it measures.</param>
/// <param name="Collection">Where.</param>
/// <param name="Modality"><c>text</c> or <c>image</c>.</param>
/// <param name="Text">Its words.</param>
/// <param name="Document">What it should find.</param>
internal sealed record DayQuery(string Set, string Collection, string Modality, string Text, string Document);

/// <summary>A query with what it found.</summary>
internal sealed record DayAnswer(DayQuery Query, DaySearch Found)
{
    /// <summary>Whether the right document was among the ten.</summary>
    public bool IsHit => Found.Documents.Contains(Query.Document);
}

/// <summary>How R@10 of a set of queries changed.</summary>
/// <param name="Set">The set.</param>
/// <param name="Queries">How many.</param>
/// <param name="Before">R@10 before.</param>
/// <param name="After">R@10 after.</param>
/// <param name="Low">Lower end of the 95 % interval of the change, by paired bootstrap over queries.</param>
/// <param name="High">Its upper end.</param>
public sealed record DayChange(string Set, int Queries, double Before, double After, double Low, double High)
{
    private const int Samples = 2_000;

    /// <summary>The change.</summary>
    public double Gain => After - Before;

    internal static IReadOnlyList<DayChange> Of(IReadOnlyList<DayAnswer> before, IReadOnlyList<DayAnswer> after, int seed) =>
        [.. before.Zip(after).GroupBy(pair => pair.First.Query.Set).Select(set => Of(set.Key, [.. set.Select(pair => (pair.First.IsHit, pair.Second.IsHit))], seed))];

    private static DayChange Of(string set, (bool Before, bool After)[] queries, int seed)
    {
        var random = new Random(seed);
        var changes = queries.Select(query => (query.After ? 1.0 : 0) - (query.Before ? 1 : 0)).ToArray();
        var means = new double[Samples];
        for (var s = 0; s < Samples; s++)
        {
            var sum = 0.0;
            for (var i = 0; i < changes.Length; i++) sum += changes[random.Next(changes.Length)];
            means[s] = sum / changes.Length;
        }

        Array.Sort(means);
        return new DayChange(set, queries.Length, queries.Average(query => query.Before ? 1.0 : 0), queries.Average(query => query.After ? 1.0 : 0), means[(int)(0.025 * Samples)], means[(int)(0.975 * Samples)]);
    }

    internal string Describe() => string.Create(CultureInfo.InvariantCulture, $"{Set,-24} R@10 {100 * Before:0.0} → {100 * After:0.0}  ({100 * Gain:+0.0;-0.0;0.0} points, 95 % between {100 * Low:+0.0;-0.0;0.0} and {100 * High:+0.0;-0.0;0.0}; {Queries} queries)");
}

/// <summary>The refresh, and the queries that went on meanwhile.</summary>
/// <param name="Promoted">Whether its version serves.</param>
/// <param name="Version">The version.</param>
/// <param name="Reasons">Why.</param>
/// <param name="Metrics">What the gate measured.</param>
/// <param name="Seconds">From the request to learn to its answer.</param>
/// <param name="Queries">Queries around it.</param>
/// <param name="Failed">Those that failed.</param>
/// <param name="Mixed">Those whose answer is neither that of the version before nor that of the version after.</param>
/// <param name="Versions">Versions that answered.</param>
/// <param name="P99Idle">Latency at the 99th percentile while nothing was learned, in milliseconds.</param>
/// <param name="P99Training">The same while it learned.</param>
/// <param name="IndexUnchanged">Whether every file of the index is the same afterwards.</param>
public sealed record DaySwap(
    bool Promoted, string? Version, IReadOnlyList<string> Reasons, IReadOnlyList<string> Metrics, double Seconds, int Queries, int Failed, int Mixed, IReadOnlyList<string> Versions, double P99Idle, double P99Training, bool IndexUnchanged);

/// <summary>What a single thumb did: the rank before, and of the next identical query.</summary>
public sealed record DayThumb(int Before, int After);

/// <summary>The day on which votes were bought.</summary>
/// <param name="Votes">Votes of the one user.</param>
/// <param name="Promoted">Whether the refresh promoted something.</param>
/// <param name="Reasons">Why.</param>
/// <param name="Changes">What changed for the others.</param>
/// <param name="PlantedByLook">Queries of others with the planted picture among the first three before anybody voted.</param>
/// <param name="PlantedOnTop">Queries of others to which the votes brought it among the first three.</param>
public sealed record DayPoison(int Votes, bool Promoted, IReadOnlyList<string> Reasons, IReadOnlyList<DayChange> Changes, int PlantedByLook, int PlantedOnTop)
{
    /// <summary>No collection lost more than a point, and the planted picture is on top of nobody's list.</summary>
    public bool Holds => PlantedOnTop == 0 && Changes.All(change => change.Gain >= -0.01);
}

/// <summary>The day.</summary>
/// <param name="Judgements">Judgements given.</param>
/// <param name="Given">Of which kinds.</param>
/// <param name="Swap">The refresh.</param>
/// <param name="Changes">What changed.</param>
/// <param name="Thumb">What one thumb did; null when every picture was on top already.</param>
/// <param name="Poison">The attack; null when there was none.</param>
public sealed record DayReport(int Judgements, IReadOnlyDictionary<string, int> Given, DaySwap Swap, IReadOnlyList<DayChange> Changes, DayThumb? Thumb, DayPoison? Poison)
{
    /// <summary>Whether everything held: the slice gained 4 points with the interval above 0, no other set lost a point, plain names not half a one, no query failed or was mixed, the index is as it was, a thumb shows, and the attack came to nothing.</summary>
    public bool Holds =>
        Swap is { Promoted: true, Failed: 0, Mixed: 0, IndexUnchanged: true }
        && Changes.All(change => change.Set == "slice" ? change is { Gain: >= 0.04, Low: > 0 } : change.Gain >= (change.Set.Contains("zero-shot", StringComparison.Ordinal) ? -0.005 : -0.01))
        && (Thumb is null || Thumb.After < Thumb.Before)
        && (Poison is null || Poison.Holds);

    internal string Describe()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Judgements} judgements: {string.Join(", ", Given.Select(kind => $"{kind.Value} {kind.Key}"))}");
        text.AppendLine(CultureInfo.InvariantCulture, $"refresh in {Swap.Seconds:0.0} s: {Swap.Version ?? "nothing"} {(Swap.Promoted ? "promoted" : "not promoted")}: {string.Join("; ", Swap.Reasons)}");
        foreach (var metric in Swap.Metrics) text.AppendLine(CultureInfo.InvariantCulture, $"  gate: {metric}");
        text.AppendLine(CultureInfo.InvariantCulture, $"meanwhile {Swap.Queries} queries: {Swap.Failed} failed, {Swap.Mixed} of mixed versions, answered by {string.Join(", ", Swap.Versions)}; p99 {Swap.P99Idle:0.0} ms idle, {Swap.P99Training:0.0} ms while it learned; index {(Swap.IndexUnchanged ? "unchanged" : "CHANGED")}");
        foreach (var change in Changes) text.AppendLine(change.Describe());
        text.AppendLine(Thumb is null ? "one thumb: nothing to lift" : string.Create(CultureInfo.InvariantCulture, $"one thumb: rank {Thumb.Before} → {Thumb.After} of the next identical query"));
        if (Poison is not null)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"attack of {Poison.Votes} votes: {(Poison.Promoted ? "promoted" : "not promoted")}: {string.Join("; ", Poison.Reasons)}; planted picture brought into the top 3 of {Poison.PlantedOnTop} queries (there by its look: {Poison.PlantedByLook})");
            foreach (var change in Poison.Changes) text.AppendLine("  " + change.Describe());
        }

        return text.Append(Holds ? "holds" : "does not hold").ToString();
    }
}
