namespace Assistant.Core.Learning.Linear;

/// <summary>Draws from the standard normal distribution.</summary>
internal static class Gaussian
{
    /// <summary>One draw (Box-Muller).</summary>
    public static double Next(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
