namespace Assistant.Core.Learning.Calibration;

/// <summary>How far probabilities are from what happened. Pure.</summary>
public static class CalibrationMeasures
{
    private const int Bins = 10;

    /// <summary>Expected calibration error (Naeini, Cooper and Hauskrecht 2015): mean distance of the mean probability to the share that was right, over ten bins of equal width by their weight; 0 is perfect.</summary>
    /// <param name="probabilities">0 to 1, [n].</param>
    /// <param name="right">[n].</param>
    /// <param name="weights">[n].</param>
    public static double ExpectedError(IReadOnlyList<double> probabilities, IReadOnlyList<bool> right, IReadOnlyList<double> weights)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentNullException.ThrowIfNull(right);
        ArgumentNullException.ThrowIfNull(weights);
        var bins = new (double Said, double Right)[Bins];
        for (var i = 0; i < probabilities.Count; i++)
        {
            ref var bin = ref bins[Math.Clamp((int)(probabilities[i] * Bins), 0, Bins - 1)];
            bin.Said += weights[i] * probabilities[i];
            if (right[i]) bin.Right += weights[i];
        }

        return bins.Sum(bin => Math.Abs(bin.Said - bin.Right)) / weights.Sum();
    }

    /// <summary>1 − (probability − what happened)² of each (Brier 1950): higher is better, 1 is perfect.</summary>
    public static double[] Brier(IReadOnlyList<double> probabilities, IReadOnlyList<bool> right)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentNullException.ThrowIfNull(right);
        return [.. probabilities.Select((probability, i) => 1 - Math.Pow(probability - (right[i] ? 1 : 0), 2))];
    }
}
