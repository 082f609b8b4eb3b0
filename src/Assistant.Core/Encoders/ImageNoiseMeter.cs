using System.Numerics.Tensors;
using Assistant.Core.Retrieval;

namespace Assistant.Core.Encoders;

/// <summary>Measures <see cref="ImageNoise"/>: everyday texts of all kinds against a sample of the stored pictures. Few of the pairs match, so their spread is that of chance.</summary>
public static class ImageNoiseMeter
{
    /// <summary>Fewer pictures tell nothing about the spread.</summary>
    public const int FewestPictures = 8;

    private const int MostPictures = 256;

    // Things that can be seen, documents, and words as they are asked, in three scripts; a match or two among thousands of pairs does no harm.
    private static readonly string[] Texts =
    [
        "a photo of a dog", "a red car in the street", "a bowl of soup", "the skyline of a city at night", "a portrait of a woman",
        "a bar chart of sales", "a handwritten note", "a screenshot of a program", "a map of the area", "a green mountain meadow",
        "opening hours and prices", "how do I reset my password?", "terms and conditions", "the meeting was moved to Tuesday", "annual report",
        "what is the capital of France?", "installation guide", "error: connection refused", "a recipe for bread", "the history of the company",
        "musical instruments", "a football match", "a bedroom with a window", "an airplane in the sky", "flowers in a vase",
        "ein Schiff auf dem Meer", "die Rechnung vom März", "un chat noir", "le règlement intérieur", "一只鸟", "使用说明", "たくさんの人",
    ];

    /// <summary>Measures an encoder on the pictures that it has vectors of.</summary>
    /// <returns>The noise; null when there are fewer than <see cref="FewestPictures"/> pictures.</returns>
    public static async ValueTask<ImageNoise?> MeasureAsync(Encoder encoder, IEncoderStore store, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(store);
        if (encoder.Text is null) return null;
        var pictures = await store.ReadPictureVectorsAsync(encoder.Id, MostPictures, cancellationToken).ConfigureAwait(false);
        if (pictures.Count < FewestPictures) return null;
        var (_, total) = await store.CountAsync(EncoderRole.Image, encoder.Id, cancellationToken).ConfigureAwait(false);
        var texts = await encoder.Text.GenerateAsync(Texts, EncoderInput.Passage, cancellationToken).ConfigureAwait(false);
        double sum = 0, squares = 0;
        foreach (var text in texts)
        {
            foreach (var picture in pictures)
            {
                var cosine = TensorPrimitives.Dot(text.Vector.Span, picture.Span); // [d] . [d]
                sum += cosine;
                squares += (double)cosine * cosine;
            }
        }

        var pairs = (double)texts.Count * pictures.Count;
        var mean = sum / pairs;
        return new ImageNoise(mean, Math.Sqrt(Math.Max(0, (squares / pairs) - (mean * mean))), total);
    }
}
