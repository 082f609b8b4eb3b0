namespace Assistant.Native.Vips;

/// <summary>What a picture is.</summary>
/// <param name="Width">Pixels after EXIF orientation.</param>
/// <param name="Height">Pixels after EXIF orientation.</param>
/// <param name="Format"><c>png</c>, <c>jpeg</c>, <c>webp</c>, <c>gif</c> or <c>svg</c>.</param>
/// <param name="Thumbnail">WebP of the first frame, upright, at most 512 pixels on a side, never enlarged.</param>
public sealed record DecodedImage(int Width, int Height, string Format, ReadOnlyMemory<byte> Thumbnail);
