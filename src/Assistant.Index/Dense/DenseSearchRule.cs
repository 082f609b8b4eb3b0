namespace Assistant.Index.Dense;

/// <summary>
/// Chooses between the exact scan and the graph by estimated cost. The constants are nanoseconds at width 256, measured by
/// <c>bench dense</c>; the README beside this file has the table. Only their ratios matter.
/// </summary>
internal static class DenseSearchRule
{
    /// <summary>From this many rows on a graph is worth building: below it a scan of width 256 takes about 0.1 ms or less.</summary>
    public const int GraphRows = 20_000;

    private const int WideRows = 400_000;

    // A row in sequence, a row picked out by a filter, and a row reached through links.
    private const double SequentialRow = 8;
    private const double GatheredRow = 10;
    private const double WalkedRow = 50;

    // The way down through the upper levels, whatever the filter.
    private const double Descent = 20_000;

    // Rows that a walk scores for each candidate it keeps.
    private const double RowsPerCandidate = 16;

    /// <summary>
    /// Candidates that a walk keeps when nothing else is asked for: three a hit, and at least 48, or 64 from 400,000 rows on, where 48 find
    /// less than 98 % of the ten nearest of a million.
    /// </summary>
    public static int DefaultWidth(int rows, int k) => Math.Max(3 * k, rows < WideRows ? 48 : 64);

    /// <summary>Nanoseconds of scanning <paramref name="matches"/> of <paramref name="rows"/> rows.</summary>
    public static double ScanCost(int rows, int matches, int threads) =>
        Math.Min(matches * GatheredRow, rows * SequentialRow + matches) / Math.Max(1, threads);

    /// <summary>
    /// Nanoseconds of a walk that keeps <paramref name="width"/> rows of which <paramref name="matches"/> of <paramref name="rows"/> may be
    /// returned: it has to pass rows / matches others for each that it keeps.
    /// </summary>
    public static double WalkCost(int rows, int matches, int width) =>
        matches == 0 ? double.PositiveInfinity : Descent + width * RowsPerCandidate * WalkedRow * ((double)rows / matches);

    /// <summary>
    /// Rows that a filtered walk may score before the scan takes over. A filter whose rows lie far from the query makes any
    /// estimate wrong; with this bound the search then costs about twice the scan, and stays exact.
    /// </summary>
    public static long WalkBudget(double scanCost) => (long)(scanCost / WalkedRow) + 64;
}
