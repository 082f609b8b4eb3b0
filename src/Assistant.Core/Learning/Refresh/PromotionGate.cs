using System.Globalization;

namespace Assistant.Core.Learning.Refresh;

/// <summary>
/// Promotes only what helps and harms nothing: gain on what is new above 0 with its lower bound, no domain more than a point worse,
/// the zero-shot guard within half a point, canaries unchanged, less than a millisecond added. Pure and deterministic.
/// </summary>
public static class PromotionGate
{
    /// <summary>Fewest validation queries of new domains, all together.</summary>
    public const int FewestQueries = 10;

    private const double DomainTolerance = 0.01, GuardTolerance = 0.005, MostMilliseconds = 1;

    /// <summary>Judges a candidate.</summary>
    /// <param name="evidence">What was measured.</param>
    /// <param name="seed">Seed of the bootstrap.</param>
    public static GateVerdict Judge(GateEvidence evidence, int seed)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        List<string> against = [];
        List<string> noted = [];
        List<AdapterMetric> metrics = [];

        var fresh = evidence.Domains.Where(domain => domain.IsNew).ToList();
        var gained = new PairedScores([.. fresh.SelectMany(domain => domain.Scores.Before)], [.. fresh.SelectMany(domain => domain.Scores.After)]);
        if (gained.Count < FewestQueries)
        {
            against.Add($"{gained.Count} validation queries measure what is new; it takes {FewestQueries}");
        }
        else
        {
            var gain = Measure("new: R@10", gained);
            if (gain.Low > 0) noted.Add($"R@10 on what is new rises by {Points(gain)}");
            else against.Add($"R@10 on what is new changes by {Points(gain)}, which may be nothing");
        }

        foreach (var domain in evidence.Domains.Where(domain => domain.Scores.Count > 0))
        {
            var change = Measure($"{domain.Name}: R@10", domain.Scores);
            if (change.Mean < -DomainTolerance) against.Add($"R@10 of {domain.Name} changes by {Points(change)}; it may fall by 1.0 at most");
        }

        if (evidence.Guard.Count == 0)
        {
            against.Add("there is no gold or reference query, so nothing shows that what the encoder knew is kept");
        }
        else
        {
            var guard = Measure("zero-shot guard: R@10", evidence.Guard);
            if (guard.Mean < -GuardTolerance) against.Add($"R@10 of the zero-shot guard changes by {Points(guard)}; it may fall by 0.5 at most");
        }

        if (evidence.ReferenceCosine < AdapterTrainer.LowestReferenceCosine) against.Add(string.Create(CultureInfo.InvariantCulture, $"reference queries are moved to a mean cosine of {evidence.ReferenceCosine:0.000}; it takes {AdapterTrainer.LowestReferenceCosine}"));
        if (evidence.ChangedCanaries.Count > 0) against.Add($"canary queries find something else: {string.Join(", ", evidence.ChangedCanaries)}");
        if (!(evidence.AddedMilliseconds < MostMilliseconds)) against.Add(string.Create(CultureInfo.InvariantCulture, $"a query takes {evidence.AddedMilliseconds:0.00} ms longer; it may take {MostMilliseconds} ms"));
        return new GateVerdict(against.Count == 0, [.. against.Select(reason => "refused: " + reason), .. noted], metrics);

        Interval Measure(string name, PairedScores scores)
        {
            var interval = PairedBootstrap.Difference(scores.Before, scores.After, seed);
            metrics.Add(new AdapterMetric(name, scores.Before.Average(), scores.After.Average(), interval.Low, interval.High, scores.Count));
            return interval;
        }
    }

    private static string Points(Interval interval) => string.Create(CultureInfo.InvariantCulture, $"{100 * interval.Mean:+0.0;-0.0;0.0} points ({100 * interval.Low:+0.0;-0.0;0.0} to {100 * interval.High:+0.0;-0.0;0.0})");
}
