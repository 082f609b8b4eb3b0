namespace Assistant.Core.Learning.Calibration;

/// <summary>Turns a score into the probability that what it stands for is right: 1 / (1 + exp(−(slope · score + offset))). It rises with the score, so that no order changes.</summary>
/// <param name="Slope">Above 0.</param>
/// <param name="Offset">Any finite number.</param>
public sealed record ScoreCalibration(double Slope, double Offset)
{
    /// <summary>Whether it is one: finite, and rising.</summary>
    public bool IsSound => double.IsFinite(Slope) && double.IsFinite(Offset) && Slope > 0;

    /// <summary>The probability, 0 to 1.</summary>
    public double Probability(double score) => 1 / (1 + Math.Exp(-((Slope * score) + Offset)));
}
