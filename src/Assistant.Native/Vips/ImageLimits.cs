namespace Assistant.Native.Vips;

/// <summary>Limits that are checked on an image's header, before any pixel is decoded.</summary>
public sealed record ImageLimits
{
    /// <summary>Most pixels, width times height.</summary>
    public long MaxPixels { get; init; } = 100_000_000;

    /// <summary>Longest side in pixels.</summary>
    public int MaxSide { get; init; } = 32_768;

    /// <summary>Longest computation of one image.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);
}
