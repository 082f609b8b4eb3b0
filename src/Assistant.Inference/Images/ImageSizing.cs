namespace Assistant.Inference.Images;

/// <summary>How a picture is brought to the encoder's size: resized as a whole, then cropped around the centre, with black where it is too small.</summary>
/// <param name="ShortestEdge">Size of the shorter side, the other keeps the ratio; null when <paramref name="Width"/> and <paramref name="Height"/> are given, or nothing is resized.</param>
/// <param name="Width">Width after the resize; null unless given.</param>
/// <param name="Height">Height after the resize; null unless given.</param>
/// <param name="CropWidth">Width of the result.</param>
/// <param name="CropHeight">Height of the result.</param>
/// <param name="Filter">The filter.</param>
internal sealed record ImageSizing(int? ShortestEdge, int? Width, int? Height, int CropWidth, int CropHeight, ResizeFilter Filter)
{
    /// <summary>Size of a whole picture after the resize.</summary>
    public (int Width, int Height) Resized(int width, int height)
    {
        if (ShortestEdge is not { } edge) return (Width ?? width, Height ?? height);
        // The longer side is cut to a whole number, as the reference does.
        return width <= height ? (edge, (int)((long)edge * height / width)) : ((int)((long)edge * width / height), edge);
    }
}
