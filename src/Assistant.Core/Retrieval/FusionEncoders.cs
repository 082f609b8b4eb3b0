namespace Assistant.Core.Retrieval;

/// <summary>Names the encoders whose vectors a search compares: learned weights of legs hold for these only.</summary>
public static class FusionEncoders
{
    /// <summary>The ids of the encoders for queries, text first, joined by <c>+</c> where they are two; null when there is none.</summary>
    public static string? Of(IEncoderDirectory encoders)
    {
        ArgumentNullException.ThrowIfNull(encoders);
        string?[] ids = [encoders.ForQueries(EncoderRole.Text)?.Id, encoders.ForQueries(EncoderRole.Image)?.Id];
        return ids.OfType<string>().Distinct().ToArray() is { Length: > 0 } known ? string.Join('+', known) : null;
    }
}
