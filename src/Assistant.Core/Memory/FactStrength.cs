namespace Assistant.Core.Memory;

/// <summary>How present a fact is.</summary>
public static class FactStrength
{
    /// <summary>
    /// 2^(−days / h) with the days since it was last used, and h = halfLife·(1 + ln(1 + uses)): what is recalled often fades slowly,
    /// as in spaced repetition (Settles and Meeder 2016, half-life regression). 1 when it was used now, towards 0 with time.
    /// </summary>
    /// <param name="fact">The fact.</param>
    /// <param name="now">The present.</param>
    /// <param name="halfLifeDays">Half-life of a fact that was never recalled, in days.</param>
    public static double Of(Fact fact, DateTimeOffset now, double halfLifeDays)
    {
        ArgumentNullException.ThrowIfNull(fact);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(halfLifeDays);
        var days = Math.Max(0, (now - fact.Used).TotalDays);
        return Math.Pow(0.5, days / (halfLifeDays * (1 + Math.Log(1 + fact.Uses))));
    }
}
