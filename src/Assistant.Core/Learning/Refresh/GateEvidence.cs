namespace Assistant.Core.Learning.Refresh;

/// <summary>What the gate judges by.</summary>
public sealed record GateEvidence
{
    /// <summary>Scores of validation queries by domain, with what serves now and with the candidate.</summary>
    public required IReadOnlyList<DomainEvidence> Domains { get; init; }

    /// <summary>R@10 of gold and reference queries with nothing learned and with the candidate, [n] each; none where no document has words to ask with.</summary>
    public required PairedScores Guard { get; init; }

    /// <summary>Canary queries whose first results are not what they are with the frozen encoder.</summary>
    public IReadOnlyList<string> ChangedCanaries { get; init; } = [];

    /// <summary>Mean cosine of moved to plain reference queries.</summary>
    public double ReferenceCosine { get; init; } = 1;

    /// <summary>Median time that the candidate adds to a query.</summary>
    public double AddedMilliseconds { get; init; }
}

/// <summary>Scores of one domain.</summary>
/// <param name="Name">The collection.</param>
/// <param name="IsNew">Whether there is something new to learn for it; else it only must not get worse.</param>
/// <param name="Scores">A score of each of its validation queries.</param>
public sealed record DomainEvidence(string Name, bool IsNew, PairedScores Scores)
{
    /// <summary>What the scores are.</summary>
    public string Measure { get; init; } = "R@10";
}

/// <summary>Scores of the same queries before and after.</summary>
/// <param name="Before">[n].</param>
/// <param name="After">[n].</param>
public sealed record PairedScores(IReadOnlyList<double> Before, IReadOnlyList<double> After)
{
    /// <summary>Number of queries.</summary>
    public int Count => Before.Count;
}

/// <summary>A measure of a candidate.</summary>
/// <param name="Name">What was measured on which queries.</param>
/// <param name="Base">Before, 0 to 1.</param>
/// <param name="Value">With the candidate.</param>
/// <param name="Low">Lower end of the 95 % interval of the difference.</param>
/// <param name="High">Upper end.</param>
/// <param name="Queries">How many queries.</param>
public sealed record AdapterMetric(string Name, double Base, double Value, double Low, double High, int Queries);

/// <summary>What the gate decided.</summary>
/// <param name="Promoted">Whether the candidate may serve.</param>
/// <param name="Reasons">Why, in words; each reason against it begins with "refused".</param>
/// <param name="Metrics">What was measured.</param>
public sealed record GateVerdict(bool Promoted, IReadOnlyList<string> Reasons, IReadOnlyList<AdapterMetric> Metrics);
