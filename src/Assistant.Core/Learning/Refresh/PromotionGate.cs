using System.Globalization;

namespace Assistant.Core.Learning.Refresh;

/// <summary>
/// Promotes only what helps and harms nothing: gain on what is new above 0 with its lower bound, no domain more than a point worse,
/// the zero-shot guard within half a point, canaries unchanged, less than a millisecond added. Where nothing can guard zero-shot, what
/// is new has to gain more than two points with its lower bound, on twice as many queries. Pure and deterministic.
/// </summary>
public static class PromotionGate
{
    /// <summary>Fewest validation queries of new domains, all together.</summary>
    public const int FewestQueries = 10;

    /// <summary>Lower bound of the gain that it takes where no reference query guards zero-shot.</summary>
    public const double UnguardedGain = 0.02;

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
        var guarded = evidence.Guard.Count > 0;
        var fewest = guarded ? FewestQueries : 2 * FewestQueries;
        if (gained.Count < fewest)
        {
            against.Add($"{gained.Count} validation queries measure what is new; it takes {fewest}");
        }
        else
        {
            var measure = fresh[0].Measure;
            var gain = Measure($"new: {measure}", gained);
            if (gain.Low > (guarded ? 0 : UnguardedGain)) noted.Add($"{measure} on what is new rises by {Points(gain)}");
            else if (gain.Low > 0) against.Add(string.Create(CultureInfo.InvariantCulture, $"{measure} on what is new rises by {Points(gain)}; with nothing to guard zero-shot the lower bound has to be above {100 * UnguardedGain:0.0} points"));
            else against.Add($"{measure} on what is new changes by {Points(gain)}, which may be nothing");
        }

        foreach (var domain in evidence.Domains.Where(domain => domain.Scores.Count > 0))
        {
            var change = Measure($"{domain.Name}: {domain.Measure}", domain.Scores);
            if (change.Mean < -DomainTolerance) against.Add($"{domain.Measure} of {domain.Name} changes by {Points(change)}; it may fall by 1.0 at most");
        }

        if (!guarded)
        {
            noted.Add("nothing guards zero-shot: no document has a title, caption, first sentence or text in it to ask with, and there is no gold item; a stricter gain was required instead");
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
