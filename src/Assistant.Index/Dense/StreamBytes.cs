namespace Assistant.Index.Dense;

/// <summary>Writes native memory to a stream, padded with zeros to the length of its section.</summary>
internal static unsafe class StreamBytes
{
    private const int Part = 1 << 20;

    public static void Write(Stream stream, byte* bytes, long length, long sectionLength)
    {
        for (long at = 0; at < length; at += Part)
            stream.Write(new ReadOnlySpan<byte>(bytes + at, (int)Math.Min(Part, length - at)));
        Span<byte> zeros = stackalloc byte[64];
        zeros.Clear();
        for (var left = sectionLength - length; left > 0; left -= Math.Min(left, zeros.Length))
            stream.Write(zeros[..(int)Math.Min(left, zeros.Length)]);
    }
}
