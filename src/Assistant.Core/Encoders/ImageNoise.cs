namespace Assistant.Core.Encoders;

/// <summary>
/// How alike an encoder finds texts and pictures that have nothing to do with each other. Cosines of texts with pictures lie in a
/// narrow band that differs from model to model (two random pairs of CLIP have about 0.2, of others 0 or 0.5), so a fixed floor
/// would be wrong for most of them: what rises above this noise is a match.
/// </summary>
/// <param name="Mean">Mean cosine.</param>
/// <param name="Deviation">Standard deviation of the cosines.</param>
/// <param name="Pictures">Pictures of the store when it was measured.</param>
public sealed record ImageNoise(double Mean, double Deviation, long Pictures)
{
    /// <summary>How many deviations a cosine stands above the noise.</summary>
    public double Deviations(double cosine) => Deviation > 0 ? (cosine - Mean) / Deviation : 0;
}
