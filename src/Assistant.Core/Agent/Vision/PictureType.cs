namespace Assistant.Core.Agent.Vision;

/// <summary>Media types of encoded pictures by their first bytes.</summary>
internal static class PictureType
{
    /// <summary>The media type; null for formats that models do not take (SVG, TIFF and others).</summary>
    public static string? Of(ReadOnlySpan<byte> picture) =>
        picture.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']) ? "image/png"
        : picture.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "image/jpeg"
        : picture.StartsWith("GIF8"u8) ? "image/gif"
        : picture.Length > 12 && picture.StartsWith("RIFF"u8) && picture[8..12].SequenceEqual("WEBP"u8) ? "image/webp"
        : null;
}
