namespace Assistant.Core.Learning.Measures;

/// <summary>
/// R[t, j]: score on task j after learning tasks 0 to t; with the base scores b[j] of the frozen encoder. Measures as in GEM
/// (Lopez-Paz and Ranzato 2017) and ZSCL (Zheng et al. 2023); scores and measures in shares, 0 to 1.
/// </summary>
/// <param name="Scores">[tasks][tasks].</param>
/// <param name="Base">b, [tasks].</param>
public sealed record ResultMatrix(double[][] Scores, double[] Base)
{
    private int Tasks => Scores.Length;

    /// <summary>Mean over all tasks after the last one.</summary>
    public double Last => Scores[^1].Average();

    /// <summary>Mean over the tasks learned so far, averaged over the stream: average incremental accuracy.</summary>
    public double AverageIncremental => Enumerable.Range(0, Tasks).Average(t => Scores[t].Take(t + 1).Average());

    /// <summary>Mean of the whole matrix (MTIL's Avg).</summary>
    public double Average => Scores.Average(row => row.Average());

    /// <summary>Mean over earlier tasks of the best score minus the last.</summary>
    public double Forgetting => Mean(0, Tasks - 1, j => Enumerable.Range(j, Tasks - 1 - j).Max(t => Scores[t][j]) - Scores[^1][j]);

    /// <summary>Backward transfer: last score minus that right after learning.</summary>
    public double BackwardTransfer => Mean(0, Tasks - 1, j => Scores[^1][j] - Scores[j][j]);

    /// <summary>Forward transfer: score just before learning a task minus the base.</summary>
    public double ForwardTransfer => Mean(1, Tasks, j => Scores[j - 1][j] - Base[j]);

    /// <summary>Mean score on tasks not learned yet (MTIL's Transfer).</summary>
    public double Transfer => Mean(1, Tasks, j => Enumerable.Range(0, j).Average(t => Scores[t][j]));

    private static double Mean(int from, int to, Func<int, double> value) => to > from ? Enumerable.Range(from, to - from).Average(value) : 0;
}
