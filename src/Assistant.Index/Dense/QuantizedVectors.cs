using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Assistant.Index.Dense;

/// <summary>
/// Rows of one encoder as bytes with a scale each: an 8-bit code plane that scans and graph walks read, and an 8-bit
/// residual plane that makes it 16-bit fixed point for re-scoring (see <see cref="VectorQuantizer"/> for the formula).
/// </summary>
/// <remarks>
/// Immutable and safe for concurrent readers. Reads the bytes in place; the layout is in the folder's README. Rows are
/// meant to be of unit length: scores are inner products and nothing is normalized here.
/// </remarks>
public sealed unsafe class QuantizedVectors
{
    internal const int HeaderBytes = 64;
    internal const uint FormatVersion = 1;
    internal static ReadOnlySpan<byte> Magic => "ASTQVEC\0"u8;

    private readonly object? _owner;

    internal QuantizedVectors(int dimensions, int count, byte* codes, sbyte* residuals, float* scales, object? owner)
    {
        Dimensions = dimensions;
        Stride = VectorQuantizer.Stride(dimensions);
        Count = count;
        Codes = codes;
        Residuals = residuals;
        Scales = scales;
        _owner = owner;
    }

    /// <summary>Width of a vector, 1 to 16,384.</summary>
    public int Dimensions { get; }

    /// <summary>Number of rows.</summary>
    public int Count { get; }

    /// <summary>Bytes of a padded row in either plane, a multiple of 64.</summary>
    internal int Stride { get; }

    internal byte* Codes { get; }

    internal sbyte* Residuals { get; }

    internal float* Scales { get; }

    /// <summary>Bytes that rows of this width take in a file, both planes, scale and header included.</summary>
    public static long FileLength(int dimensions, int count) => Offsets(dimensions, count).End;

    /// <summary>Opens rows in place.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a whole, undamaged set of rows of a known version.</exception>
    public static QuantizedVectors Open(ByteRegion region)
    {
        if (region.Length < HeaderBytes)
            throw new InvalidDataException("Vectors: shorter than their header.");
        var header = new ReadOnlySpan<byte>(region.Start, HeaderBytes);
        if (!header[..8].SequenceEqual(Magic))
            throw new InvalidDataException("Vectors: not a vector file.");
        var version = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        if (version != FormatVersion)
            throw new InvalidDataException($"Vectors: version {version}, this program reads {FormatVersion}.");
        var dimensions = BinaryPrimitives.ReadUInt32LittleEndian(header[12..]);
        var count = BinaryPrimitives.ReadUInt64LittleEndian(header[16..]);
        if (dimensions is 0 or > VectorQuantizer.MaxDimensions || count > int.MaxValue)
            throw new InvalidDataException($"Vectors: {count} rows of width {dimensions} are out of range.");
        var at = Offsets((int)dimensions, (int)count);
        if (at.End != region.Length || BinaryPrimitives.ReadUInt64LittleEndian(header[24..]) != (ulong)at.End)
            throw new InvalidDataException($"Vectors: {region.Length} bytes where {at.End} belong.");
        var scales = (float*)(region.Start + at.Scales);
        for (var i = 0; i < (int)count; i++)
        {
            // NaN and infinity would break the order of results.
            if (!(scales[i] >= 0 && scales[i] <= float.MaxValue))
                throw new InvalidDataException($"Vectors: row {i} has scale {scales[i]}.");
        }
        return new QuantizedVectors(
            (int)dimensions, (int)count, region.Start + at.Codes, (sbyte*)(region.Start + at.Residuals), scales, region.Owner);
    }

    /// <summary>Writes the rows in the file layout.</summary>
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
        StreamBytes.Write(stream, (byte*)Scales, Count * sizeof(float), at.Codes - at.Scales);
        StreamBytes.Write(stream, Codes, (long)Count * Stride, at.Residuals - at.Codes);
        StreamBytes.Write(stream, (byte*)Residuals, (long)Count * Stride, at.End - at.Residuals);
        GC.KeepAlive(_owner);
    }

    /// <summary>Reconstructs a row, to within scale/512 of each original value.</summary>
    /// <param name="row">0 to <see cref="Count"/> − 1.</param>
    /// <param name="destination">Receives <see cref="Dimensions"/> values.</param>
    public void CopyRow(int row, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Count, nameof(row));
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, Dimensions, nameof(destination));
        var step = Scales[row] / 256f;
        var offset = (long)row * Stride;
        for (var i = 0; i < Dimensions; i++)
            destination[i] = step * (256 * (Codes[offset + i] - 128) + Residuals[offset + i]);
        GC.KeepAlive(_owner);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal byte* CodeRow(int row) => Codes + (long)row * Stride;

    /// <summary>Inner product of a float query (padded to <see cref="Stride"/>) with a row in full 16-bit precision.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal float Rescore(float* query, int row)
    {
        var offset = (long)row * Stride;
        return RescoreKernels.Dot(query, Codes + offset, Residuals + offset, Stride) * (Scales[row] * (1 / 256f));
    }

    private static (long Scales, long Codes, long Residuals, long End) Offsets(int dimensions, int count)
    {
        var plane = (long)count * VectorQuantizer.Stride(dimensions);
        var codes = HeaderBytes + ((long)count * sizeof(float) + 63) / 64 * 64;
        return (HeaderBytes, codes, codes + plane, codes + 2 * plane);
    }
}
