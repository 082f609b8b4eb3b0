using System.Buffers.Binary;
using System.Text;
using Assistant.Core.Content;
using Assistant.Index.Dense;
using Assistant.Index.Filters;
using Assistant.Index.Lexical;

namespace Assistant.Index.Segments;

/// <summary>
/// Vectors of one encoder and modality with their chunk keys, ascending, over the dense structures. Immutable and safe from
/// many threads; a file of it is checked when it is opened.
/// </summary>
internal sealed unsafe class VectorSegment
{
    private const ulong Magic = 0x3130_434556545341;
    private const int HeaderBytes = 64;
    private const int FooterBytes = 64;
    private const int RowBytes = 16;

    private readonly long[] _keys;
    private readonly SegmentBytes? _bytes;

    private VectorSegment(VectorSpace space, long[] keys, SegmentAttributes attributes, DenseSegment dense, SegmentBytes? bytes, string? fileName, uint checksum)
    {
        Checksum = checksum;
        Space = space;
        _keys = keys;
        Attributes = attributes;
        Dense = dense;
        _bytes = bytes;
        FileName = fileName;
    }

    /// <summary>A segment in memory.</summary>
    public VectorSegment(VectorSpace space, IReadOnlyList<VectorRow> rows, DenseSegment dense)
        : this(space, [.. rows.Select(r => r.Key)], InMemory(rows), dense, null, null, 0)
    {
    }

    /// <summary>Encoder, modality and width.</summary>
    public VectorSpace Space { get; }

    /// <summary>Rows, deleted ones included.</summary>
    public int Count => _keys.Length;

    /// <summary>The vectors.</summary>
    public DenseSegment Dense { get; }

    /// <summary>Name of its file; null in memory.</summary>
    public string? FileName { get; }

    /// <summary>Checksum of its file's footer, and so of the checksum of all before it; 0 in memory.</summary>
    public uint Checksum { get; }

    /// <summary>Bytes of the segment.</summary>
    public long Bytes => _bytes?.Length ?? QuantizedVectors.FileLength(Space.Dimensions, Count) + (Dense.Graph?.FileLength ?? 0) + (Count * 8L) + Attributes.Length;

    /// <summary>Chunk keys of the rows, ascending.</summary>
    public ReadOnlySpan<long> Keys => _keys;

    /// <summary>What filters ask of the rows.</summary>
    public SegmentAttributes Attributes { get; }

    /// <summary>First row whose key is not below the given one.</summary>
    public int LowerBound(long key)
    {
        int low = 0, high = _keys.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_keys[middle] < key)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>Writes the segment: header, dense structures, rows, footer with the checksum of all before it.</summary>
    public void WriteTo(Stream output)
    {
        using var summed = new ChecksumStream(output);
        var header = new ByteWriter();
        header.UInt64(Magic);
        header.UInt32(SegmentFormat.Version);
        header.Take(HeaderBytes - header.Length).Clear();
        summed.Write(header.Written);
        Dense.WriteTo(summed);
        var denseBytes = summed.Written - HeaderBytes;
        var tail = new ByteWriter();
        var encoder = Encoding.UTF8.GetBytes(Space.EncoderId);
        tail.UInt32((uint)encoder.Length);
        tail.Bytes(encoder);
        tail.UInt32((uint)Space.Modality);
        tail.UInt32((uint)Space.Dimensions);
        tail.UInt32((uint)_keys.Length);
        tail.Take(-tail.Length & 7).Clear();
        foreach (var key in _keys)
            tail.Int64(key);
        Attributes.CopyTo(tail);
        summed.Write(tail.Written);
        var footer = new ByteWriter();
        footer.UInt64(Magic);
        footer.UInt64((ulong)denseBytes);
        footer.UInt64((ulong)tail.Length);
        footer.UInt32(summed.Crc);
        footer.UInt32(Segments.Checksum.Append(0, footer.Written));
        footer.Take(FooterBytes - footer.Length).Clear();
        output.Write(footer.Written);
        output.Flush();
    }

    /// <summary>Opens a file and checks all of it.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or of another version.</exception>
    public static VectorSegment Open(SegmentBytes bytes, string? fileName)
    {
        if (bytes.Length < HeaderBytes + FooterBytes)
            throw new InvalidDataException("The vector segment is cut short.");
        var end = bytes.Address + bytes.Length - FooterBytes;
        var denseBytes = *(long*)(end + 8);
        var tailBytes = *(long*)(end + 16);
        if (*(ulong*)bytes.Address != Magic || *(ulong*)end != Magic || Segments.Checksum.Of(end, 28) != *(uint*)(end + 28))
            throw new InvalidDataException("This is no vector segment, or its footer is damaged.");
        if (*(uint*)(bytes.Address + 8) != SegmentFormat.Version)
            throw new InvalidDataException($"The vector segment has format {*(uint*)(bytes.Address + 8)}; this program reads {SegmentFormat.Version}.");
        if (denseBytes < 0 || tailBytes < 0 || denseBytes > bytes.Length || tailBytes > bytes.Length || HeaderBytes + denseBytes + tailBytes + FooterBytes != bytes.Length || Segments.Checksum.Of(bytes.Address, bytes.Length - FooterBytes) != *(uint*)(end + 24))
            throw new InvalidDataException("The vector segment is damaged.");
        var dense = DenseSegment.Open(new ByteRegion(bytes.Address + HeaderBytes, denseBytes, bytes));
        var (space, keys, attributesAt) = ReadTail(bytes.Address + HeaderBytes + denseBytes, tailBytes);
        if (keys.Length != dense.Count || space.Dimensions != dense.Vectors.Dimensions)
            throw new InvalidDataException($"The vector segment names {keys.Length} rows of width {space.Dimensions} and holds {dense.Count} of {dense.Vectors.Dimensions}.");
        var attributes = bytes.Address + HeaderBytes + denseBytes + attributesAt;
        return new VectorSegment(space, keys, new SegmentAttributes(bytes, attributes, tailBytes - attributesAt, keys.Length), dense, bytes, fileName, *(uint*)(end + 28));
    }

    /// <summary>Reads whose vectors they are and the keys of the rows; tells where the attributes begin.</summary>
    private static (VectorSpace Space, long[] Keys, long AttributesAt) ReadTail(byte* address, long length)
    {
        var tail = new ReadOnlySpan<byte>(address, checked((int)length));
        var encoderBytes = tail.Length < 16 ? -1 : BinaryPrimitives.ReadInt32LittleEndian(tail);
        if (encoderBytes < 0 || encoderBytes > tail.Length - 16)
            throw new InvalidDataException("The vector segment's encoder is damaged.");
        var encoder = Encoding.UTF8.GetString(tail.Slice(4, encoderBytes));
        var at = 4 + encoderBytes;
        var space = new VectorSpace(encoder, (ContentKind)BinaryPrimitives.ReadInt32LittleEndian(tail[at..]), BinaryPrimitives.ReadInt32LittleEndian(tail[(at + 4)..]));
        var count = BinaryPrimitives.ReadInt32LittleEndian(tail[(at + 8)..]);
        at += 12;
        at += -at & 7;
        if (count < 1 || at > tail.Length || count > (tail.Length - at) / sizeof(long))
            throw new InvalidDataException($"The vector segment names {count} rows in {tail.Length} bytes.");
        var keys = new long[count];
        for (var i = 0; i < count; i++, at += sizeof(long))
        {
            keys[i] = BinaryPrimitives.ReadInt64LittleEndian(tail[at..]);
            if (i > 0 && keys[i] <= keys[i - 1])
                throw new InvalidDataException($"The vector segment's row {i} is out of order.");
        }

        return (space, keys, at);
    }

    private static SegmentAttributes InMemory(IReadOnlyList<VectorRow> rows)
    {
        var builder = new SegmentAttributesBuilder();
        foreach (var row in rows)
            builder.Add(row.Attributes);
        var writer = new ByteWriter();
        builder.WriteTo(writer);
        var bytes = SegmentBytes.Copy(writer.Written);
        return new SegmentAttributes(bytes, bytes.Address, bytes.Length, rows.Count);
    }

    /// <summary>Computes the checksum of its file again.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public void Check()
    {
        if (_bytes is not null)
            Open(_bytes, FileName);
    }
}
