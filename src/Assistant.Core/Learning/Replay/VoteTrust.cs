namespace Assistant.Core.Learning.Replay;

/// <summary>Whether what a user judges counts for others.</summary>
public static class VoteTrust
{
    /// <summary>The user of a service without keys. It owns the data directory: whoever it might deceive is itself.</summary>
    public const string Owner = "local";

    private static readonly TimeSpan BurstWindow = TimeSpan.FromHours(1);

    /// <summary>
    /// Tells for each judgement whether it counts: not while its key is new (or gone), and not when as many of the same user as a burst
    /// may have came within the hour before it. A burst stays without effect for good; a key stops being new.
    /// </summary>
    /// <param name="votes">User and time of each judgement.</param>
    /// <param name="since">When the key of a user was made; null for a key that there is none of (any more).</param>
    /// <param name="now">The present.</param>
    /// <param name="options">Length of the quarantine, and size of a burst.</param>
    /// <returns>For each judgement, in the same order, whether it is trusted.</returns>
    public static bool[] Of(IReadOnlyList<(string User, DateTimeOffset At)> votes, Func<string, DateTimeOffset?> since, DateTimeOffset now, ReplayOptions options)
    {
        ArgumentNullException.ThrowIfNull(votes);
        ArgumentNullException.ThrowIfNull(since);
        ArgumentNullException.ThrowIfNull(options);
        var trusted = new bool[votes.Count];
        foreach (var group in Enumerable.Range(0, votes.Count).GroupBy(i => votes[i].User, StringComparer.Ordinal))
        {
            if (group.Key == Owner)
            {
                foreach (var i in group)
                    trusted[i] = true;
                continue;
            }

            if (since(group.Key) is not { } made || now - made < TimeSpan.FromHours(options.QuarantineHours))
                continue;
            var recent = new Queue<DateTimeOffset>();
            foreach (var i in group.OrderBy(i => votes[i].At))
            {
                while (recent.TryPeek(out var first) && votes[i].At - first > BurstWindow)
                    recent.Dequeue();
                trusted[i] = recent.Count < options.BurstVotes;
                recent.Enqueue(votes[i].At);
            }
        }

        return trusted;
    }
}
