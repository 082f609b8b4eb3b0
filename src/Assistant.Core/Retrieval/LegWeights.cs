using System.ComponentModel.DataAnnotations;

namespace Assistant.Core.Retrieval;

/// <summary>
/// What a rank in each leg counts for; a leg of weight 0 is not run. Weights of the dense legs are multiplied by those that the
/// encoder brings along, so that a weak one does not spoil what words find.
/// </summary>
public sealed class LegWeights
{
    /// <summary>Words: BM25.</summary>
    [Range(0.0, 100.0)]
    public double Bm25 { get; set; } = 1;

    /// <summary>Text vectors.</summary>
    [Range(0.0, 100.0)]
    public double DenseText { get; set; } = 1;

    /// <summary>Picture vectors.</summary>
    [Range(0.0, 100.0)]
    public double DenseImage { get; set; } = 1;

    /// <summary>These weights for the encoders that a search uses.</summary>
    internal LegWeights For(QueryVectors vectors) => new()
    {
        Bm25 = Bm25,
        DenseText = DenseText * (vectors.Words?.Encoder.TextWeight ?? 1),
        DenseImage = DenseImage * ((vectors.WordsForPictures ?? vectors.Picture)?.Encoder.ImageWeight ?? 1),
    };

    /// <summary>These weights, each dense one by a factor.</summary>
    internal LegWeights Times(double denseText, double denseImage) => new() { Bm25 = Bm25, DenseText = DenseText * denseText, DenseImage = DenseImage * denseImage };

    internal double Of(string leg) => leg switch
    {
        Legs.Bm25 => Bm25,
        Legs.DenseText => DenseText,
        Legs.DenseImage => DenseImage,
        _ => throw new ArgumentOutOfRangeException(nameof(leg), leg, "There is no such leg."),
    };
}
