namespace Assistant.Core.Feedback;

/// <summary>
/// How likely a rank is looked at. Neighbours that changed places by chance show it: the same kind of hit is clicked less by the
/// ratio of the two ranks (Joachims, Swaminathan and Schnabel 2017, "Unbiased learning-to-rank with biased feedback"). Immutable.
/// </summary>
public sealed class PositionBias
{
    private const int Deepest = 100;

    // So many imagined clicks stand for the prior 1 / rank: a few real ones hardly move it.
    private const double PriorClicks = 20;
    private const double LeastRatio = 0.2;
    private readonly double[] propensities = new double[Deepest];

    private PositionBias()
    {
    }

    /// <summary>Without any observation: 1 / rank.</summary>
    public static PositionBias Prior { get; } = Estimate([]);

    /// <summary>Estimates it from counts.</summary>
    /// <param name="counts">Each rank and move at most once.</param>
    public static PositionBias Estimate(IReadOnlyCollection<PositionClicks> counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var at = counts.ToDictionary(count => (count.Rank, count.Moved));
        var bias = new PositionBias();
        bias.propensities[0] = 1;
        for (var rank = 1; rank < Deepest; rank++)
        {
            var prior = rank / (double)(rank + 1);
            // What belongs to this rank: clicked where it stands, and one place below.
            var here = at.GetValueOrDefault((rank, 0));
            var below = at.GetValueOrDefault((rank + 1, 1));
            var expected = here.Shown == 0 ? 0 : here.Clicked / (double)here.Shown * below.Shown;
            var ratio = (below.Clicked + (PriorClicks * prior)) / (expected + PriorClicks);
            bias.propensities[rank] = bias.propensities[rank - 1] * Math.Clamp(ratio, LeastRatio, 1);
        }

        return bias;
    }

    /// <summary>The propensity of a rank, above 0 to 1; 1 where there was no list.</summary>
    public double Of(int? rank) => rank is { } shown ? propensities[Math.Clamp(shown, 1, Deepest) - 1] : 1;
}
