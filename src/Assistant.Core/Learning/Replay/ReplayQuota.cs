namespace Assistant.Core.Learning.Replay;

/// <summary>How much room each domain of the replay buffer has.</summary>
public static class ReplayQuota
{
    /// <summary>Items that a domain may always keep, as far as the buffer has room.</summary>
    public const int Floor = 32;

    /// <summary>Most of the buffer that one domain may fill.</summary>
    public const double Cap = 0.2;

    /// <summary>
    /// Shares the buffer: in proportion to √n of what each domain was offered, with a floor of 32 and a cap of a fifth, so that a busy
    /// domain learns more, and a quiet one is not forgotten. Where there are more domains than floors fit, all have the same.
    /// As n grows, quota / n of a domain falls: the items of the lowest random priorities stay a uniform sample of all that were offered.
    /// </summary>
    /// <param name="offered">n of each domain, 1 or more.</param>
    /// <param name="capacity">Items of the whole buffer.</param>
    /// <returns>Items of each domain, in the same order; their sum is at most the capacity.</returns>
    public static IReadOnlyList<int> Of(IReadOnlyList<long> offered, int capacity)
    {
        ArgumentNullException.ThrowIfNull(offered);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        if (offered.Count == 0)
            return [];
        var floor = Math.Min(Floor, capacity / offered.Count);
        var roots = offered.Select(n => Math.Sqrt(Math.Max(1, n))).ToArray();
        // A domain that is raised to the floor leaves less to the others, which may fall below it in turn.
        var raised = new bool[roots.Length];
        double share;
        for (var changed = true; ;)
        {
            var left = roots.Where((_, i) => !raised[i]).Sum();
            share = left == 0 ? 0 : (capacity - ((double)floor * raised.Count(low => low))) / left;
            if (!changed)
                break;
            changed = false;
            for (var i = 0; i < roots.Length; i++)
            {
                if (raised[i] || share * roots[i] >= floor)
                    continue;
                raised[i] = changed = true;
            }
        }

        var most = Math.Max(floor, (int)(Cap * capacity));
        return [.. roots.Select((root, i) => raised[i] ? floor : Math.Min(most, (int)(share * root)))];
    }
}
