namespace Assistant.Native.Vips;

/// <summary>Decoded pixels: 8 bits a channel, rows from the top, channels interleaved, no padding: <c>[height, width, channels]</c>.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Channels">3 for sRGB, 1 for grey.</param>
/// <param name="Bytes">Width × height × channels bytes.</param>
public sealed record PixelBuffer(int Width, int Height, int Channels, ReadOnlyMemory<byte> Bytes);
