namespace Assistant.Inference.Encoders.Towers;

/// <summary>Fills <paramref name="pixels"/>, [3, height, width], from the bytes of a picture; safe from many threads.</summary>
/// <exception cref="Native.Vips.ImageRefusedException">The picture is damaged, too large or of an unknown format.</exception>
internal delegate void ReadPixels(ReadOnlyMemory<byte> bytes, Span<float> pixels, CancellationToken cancellationToken);

/// <summary>How a tower reads pictures.</summary>
/// <param name="Height">Rows that the model takes.</param>
/// <param name="Width">Columns that the model takes.</param>
/// <param name="Read">Reads, resizes and normalizes one.</param>
internal sealed record PixelReading(int Height, int Width, ReadPixels Read);
