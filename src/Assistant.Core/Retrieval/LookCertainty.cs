namespace Assistant.Core.Retrieval;

/// <summary>How surely a picture is what words describe, by its look alone, while no judgement has taught better.</summary>
public static class LookCertainty
{
    // A look this far above that of unrelated pairs counts like words that cover the whole description; 0.6 of it is one pair in a hundred.
    private const double DeviationsOfCertainty = 4;

    /// <summary>0 at the noise, rising evenly to 1 at four deviations above it.</summary>
    public static double Of(double deviations) => Math.Clamp(deviations / DeviationsOfCertainty, 0, 1);
}
