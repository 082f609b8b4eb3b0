using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Assistant.Index.Dense;

/// <summary>
/// One bit a dimension: whether the value lies above the mean of its dimension over all rows. Hamming distance then orders rows
/// roughly by angle, at a 1/8 of the bytes of the code plane; what it selects has to be re-scored.
/// </summary>
/// <remarks>
/// The mean is taken out because vectors of real encoders share a large common part, which would set most signs alike.
/// Immutable and safe for concurrent readers. Reads the bytes in place; the layout is in the folder's README.
/// </remarks>
public sealed unsafe class BinaryVectors
{
    internal const int HeaderBytes = 64;
    internal const uint FormatVersion = 1;
    internal static ReadOnlySpan<byte> Magic => "ASTQBIN\0"u8;

    private readonly float* _means;
    private readonly ulong* _words;
    private readonly object? _owner;

    private BinaryVectors(int dimensions, int count, float* means, ulong* words, object? owner)
    {
        Dimensions = dimensions;
        Count = count;
        WordsPerRow = VectorQuantizer.Stride(dimensions) / 64;
        _means = means;
        _words = words;
        _owner = owner;
    }

    /// <summary>Width of a vector.</summary>
    public int Dimensions { get; }

    /// <summary>Number of rows.</summary>
    public int Count { get; }

    internal int WordsPerRow { get; }

    /// <summary>Bytes in a file.</summary>
    public static long FileLength(int dimensions, int count) => Offsets(dimensions, count).End;

    /// <summary>Takes the bits of all rows.</summary>
    public static BinaryVectors Build(QuantizedVectors vectors)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        var at = Offsets(vectors.Dimensions, vectors.Count);
        var buffer = new NativeBuffer(at.End);
        var binary = new BinaryVectors(
            vectors.Dimensions, vectors.Count, (float*)(buffer.Start + at.Means), (ulong*)(buffer.Start + at.Words), buffer);
        var sums = new double[vectors.Dimensions];
        var row = new float[vectors.Dimensions];
        for (var i = 0; i < vectors.Count; i++)
        {
            vectors.CopyRow(i, row);
            for (var d = 0; d < row.Length; d++)
                sums[d] += row[d];
        }
        for (var d = 0; d < sums.Length; d++)
            binary._means[d] = vectors.Count == 0 ? 0 : (float)(sums[d] / vectors.Count);
        for (var i = 0; i < vectors.Count; i++)
        {
            vectors.CopyRow(i, row);
            binary.Encode(row, binary._words + (long)i * binary.WordsPerRow);
        }
        return binary;
    }

    /// <summary>Opens bits in place.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a whole, undamaged set of rows of a known version.</exception>
    public static BinaryVectors Open(ByteRegion region)
    {
        if (region.Length < HeaderBytes)
            throw new InvalidDataException("Bits: shorter than their header.");
        var header = new ReadOnlySpan<byte>(region.Start, HeaderBytes);
        if (!header[..8].SequenceEqual(Magic))
            throw new InvalidDataException("Bits: not a file of bits.");
        var version = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        if (version != FormatVersion)
            throw new InvalidDataException($"Bits: version {version}, this program reads {FormatVersion}.");
        var dimensions = BinaryPrimitives.ReadUInt32LittleEndian(header[12..]);
        var count = BinaryPrimitives.ReadUInt64LittleEndian(header[16..]);
        if (dimensions is 0 or > VectorQuantizer.MaxDimensions || count > int.MaxValue)
            throw new InvalidDataException($"Bits: {count} rows of width {dimensions} are out of range.");
        var at = Offsets((int)dimensions, (int)count);
        if (at.End != region.Length || BinaryPrimitives.ReadUInt64LittleEndian(header[24..]) != (ulong)at.End)
            throw new InvalidDataException($"Bits: {region.Length} bytes where {at.End} belong.");
        return new BinaryVectors(
            (int)dimensions, (int)count, (float*)(region.Start + at.Means), (ulong*)(region.Start + at.Words), region.Owner);
    }

    /// <summary>Writes the bits in the file layout.</summary>
    public void WriteTo(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var at = Offsets(Dimensions, Count);
        Span<byte> header = stackalloc byte[HeaderBytes];
        header.Clear();
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], FormatVersion);
        BinaryPrimitives.WriteUInt32LittleEndian(header[12..], (uint)Dimensions);
        BinaryPrimitives.WriteUInt64LittleEndian(header[16..], (ulong)Count);
        BinaryPrimitives.WriteUInt64LittleEndian(header[24..], (ulong)at.End);
        stream.Write(header);
        StreamBytes.Write(stream, (byte*)_means, Dimensions * sizeof(float), at.Words - at.Means);
        StreamBytes.Write(stream, (byte*)_words, (long)Count * WordsPerRow * sizeof(ulong), at.End - at.Words);
        GC.KeepAlive(_owner);
    }

    /// <summary>Bits of a vector, padding zero.</summary>
    /// <param name="vector">[dimensions]</param>
    /// <param name="words">[<see cref="WordsPerRow"/>]</param>
    internal void Encode(ReadOnlySpan<float> vector, ulong* words)
    {
        for (var word = 0; word < WordsPerRow; word++)
        {
            var bits = 0UL;
            var end = Math.Min(64, vector.Length - word * 64);
            for (var bit = 0; bit < end; bit++)
                bits |= (vector[word * 64 + bit] > _means[word * 64 + bit] ? 1UL : 0) << bit;
            words[word] = bits;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong* Row(int row) => _words + (long)row * WordsPerRow;

    private static (long Means, long Words, long End) Offsets(int dimensions, int count)
    {
        var words = HeaderBytes + ((long)dimensions * sizeof(float) + 63) / 64 * 64;
        var bytes = (long)count * (VectorQuantizer.Stride(dimensions) / 64) * sizeof(ulong);
        return (HeaderBytes, words, words + (bytes + 63) / 64 * 64);
    }
}
