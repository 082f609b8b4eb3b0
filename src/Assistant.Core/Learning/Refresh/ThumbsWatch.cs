namespace Assistant.Core.Learning.Refresh;

/// <summary>Watches the thumbs after a promotion: the rule by which a version is taken back without a person.</summary>
public static class ThumbsWatch
{
    /// <summary>Answers after a promotion within which the rule holds.</summary>
    public const int Answers = 500;

    private const int FewestVotes = 20;
    private const double Deviations = 3;

    /// <summary>Whether the share of thumbs up fell by three standard deviations of the difference of two shares (pooled two-proportion z).</summary>
    /// <param name="upBefore">Thumbs up under the version before.</param>
    /// <param name="votesBefore">All thumbs under it.</param>
    /// <param name="upNow">Thumbs up under this version.</param>
    /// <param name="votesNow">All thumbs under it, of its first <see cref="Answers"/> answers.</param>
    /// <returns>False too while either has fewer than 20 votes.</returns>
    public static bool HasFallen(int upBefore, int votesBefore, int upNow, int votesNow)
    {
        if (votesBefore < FewestVotes || votesNow < FewestVotes) return false;
        var (before, now) = ((double)upBefore / votesBefore, (double)upNow / votesNow);
        var pooled = (double)(upBefore + upNow) / (votesBefore + votesNow);
        var deviation = Math.Sqrt(pooled * (1 - pooled) * ((1.0 / votesBefore) + (1.0 / votesNow)));
        return deviation > 0 && before - now >= Deviations * deviation;
    }
}
