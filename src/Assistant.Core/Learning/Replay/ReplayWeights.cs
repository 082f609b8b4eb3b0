using Assistant.Core.Content;

namespace Assistant.Core.Learning.Replay;

/// <summary>What items weigh when they are read for a refresh.</summary>
public static class ReplayWeights
{
    // Each round scales down what is above its share of a total that the round before made smaller; far more than it takes.
    private const int Rounds = 200;
    private const double Tolerance = 1e-9;

    /// <summary>The clipped inverse of a propensity: 1 to 10, so that a judgement at a rank that hardly anybody looks at does not decide alone.</summary>
    public static double Inverse(double propensity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(propensity);
        return Math.Clamp(1 / propensity, 1, 10);
    }

    /// <summary>
    /// Weighs a snapshot: judgements are normalized to a mean weight of 1 (self-normalized inverse propensities, Swaminathan and
    /// Joachims 2015), then scaled down until no user has more than <see cref="ReplayOptions.UserShare"/> of the whole weight and no
    /// judged document more than <see cref="ReplayOptions.DocumentShare"/>. Where there are too few users (documents) for that, the
    /// share is that of equals. Pairs and gold are nobody's vote, and count as they are.
    /// </summary>
    /// <param name="items">What was read.</param>
    /// <param name="options">The shares.</param>
    /// <returns>The same items in the same order, with their weights.</returns>
    public static IReadOnlyList<ReplayItem> Weigh(IReadOnlyList<ReplayItem> items, ReplayOptions options)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(options);
        var votes = Enumerable.Range(0, items.Count).Where(i => items[i].Origin == ReplayOrigin.Feedback).ToArray();
        var weighed = Weigh([.. votes.Select(i => (items[i].User ?? "", items[i].Target, items[i].Weight))], options);
        var result = items.ToArray();
        for (var k = 0; k < votes.Length; k++) result[votes[k]] = result[votes[k]] with { Weight = weighed[k] };
        return result;
    }

    /// <summary>The same for votes.</summary>
    /// <param name="votes">User, document and weight of each.</param>
    /// <param name="options">The shares.</param>
    /// <returns>Their weights, in the same order, 0 and up.</returns>
    public static double[] Weigh(IReadOnlyList<(string User, DocumentId Document, double Weight)> votes, ReplayOptions options)
    {
        ArgumentNullException.ThrowIfNull(votes);
        ArgumentNullException.ThrowIfNull(options);
        var weights = votes.Select(vote => vote.Weight).ToArray();
        var sum = weights.Sum();
        if (sum <= 0)
            return weights;
        for (var i = 0; i < weights.Length; i++)
            weights[i] *= weights.Length / sum;
        var users = Groups(vote => vote.User);
        var documents = Groups(vote => vote.Document);
        var changed = true;
        for (var round = 0; changed && round < Rounds; round++)
            changed = Cap(weights, users, Math.Max(options.UserShare, 1.0 / users.Length)) | Cap(weights, documents, Math.Max(options.DocumentShare, 1.0 / documents.Length));
        return weights;

        int[][] Groups<T>(Func<(string User, DocumentId Document, double Weight), T> by) => [.. Enumerable.Range(0, votes.Count).GroupBy(i => by(votes[i])).Select(group => group.ToArray())];
    }

    /// <summary>Scales down groups that have more than a share of the whole; tells whether one had.</summary>
    private static bool Cap(double[] weights, int[][] groups, double share)
    {
        var sums = groups.Select(group => group.Sum(i => weights[i])).ToArray();
        var order = Enumerable.Range(0, groups.Length).OrderByDescending(g => sums[g]).ToArray();
        var free = weights.Sum();
        var total = free;
        // With m groups held at the share, the total is what the others have / (1 − m·share).
        var held = 0;
        while (held < order.Length && sums[order[held]] > share * total * (1 + Tolerance))
        {
            free -= sums[order[held]];
            held++;
            var rest = 1 - (held * share);
            // All equals: what the smallest has is what each may have.
            total = rest > Tolerance && free > 0 ? free / rest : sums[order[^1]] / share;
        }

        foreach (var g in order.Take(held).Where(g => sums[g] > 0))
        {
            var factor = Math.Min(1, share * total / sums[g]);
            foreach (var i in groups[g])
                weights[i] *= factor;
        }

        return held > 0;
    }
}
