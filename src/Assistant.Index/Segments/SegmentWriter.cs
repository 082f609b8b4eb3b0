using System.Buffers.Binary;
using Assistant.Index.Filters;
using Assistant.Index.Lexical;

namespace Assistant.Index.Segments;

/// <summary>Writes a lexical segment: terms in ascending order, then the rows. Postings go to the file as they come, positions to a spool that is appended.</summary>
internal sealed class SegmentWriter
{
    private const int Flush = 1 << 20;

    private readonly Stream _output;
    private readonly Stream _positions;
    private readonly FieldWeights _weights;
    private readonly ushort[] _lengths;
    private readonly ChunkRow[] _rows;
    private readonly PostingsEncoder _encoder = new();
    private readonly ByteWriter _postingBytes = new();
    private readonly ByteWriter _positionBytes = new();
    private readonly ByteWriter _terms = new();
    private readonly ByteWriter _termIndex = new();
    private readonly (long Offset, long Length, uint Crc)[] _sections = new (long, long, uint)[Enum.GetValues<SegmentSection>().Length];
    private readonly byte[] _previous = new byte[TermBytes];
    private int _previousLength;
    private int _termCount;
    private long _postingsWritten;
    private long _positionsWritten;
    private uint _postingsCrc;
    private uint _positionsCrc;

    /// <summary>Longest term in UTF-8.</summary>
    public const int TermBytes = 1024;

    /// <param name="output">Takes the segment; at its start.</param>
    /// <param name="positions">Empty spool, readable and seekable.</param>
    /// <param name="rows">Chunks of the segment, ascending by key.</param>
    /// <param name="weights">Field weights that the impacts are made with.</param>
    public SegmentWriter(Stream output, Stream positions, ChunkRow[] rows, in FieldWeights weights)
    {
        _output = output;
        _positions = positions;
        _rows = rows;
        _weights = weights;
        _lengths = new ushort[rows.Length];
        for (var i = 0; i < rows.Length; i++)
            _lengths[i] = weights.Length(rows[i].Title, rows[i].Headings, rows[i].Body, rows[i].Caption);
        Span<byte> magic = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(magic, SegmentFormat.Magic);
        output.Write(magic);
    }

    /// <summary>Adds a term; terms ascend by their bytes.</summary>
    public void Add(ReadOnlySpan<byte> term, PostingList list)
    {
        if (_termCount % SegmentFormat.TermsPerBlock == 0)
        {
            _termIndex.UInt32((uint)_terms.Length);
            _terms.Varint((ulong)(_postingsWritten + _postingBytes.Length));
            _terms.Varint((ulong)(_positionsWritten + _positionBytes.Length));
            _previousLength = 0;
        }

        var shared = term.CommonPrefixLength(_previous.AsSpan(0, _previousLength));
        _terms.Varint((ulong)shared);
        _terms.Varint((ulong)(term.Length - shared));
        _terms.Bytes(term[shared..]);
        term.CopyTo(_previous);
        _previousLength = term.Length;
        _termCount++;

        int postings = _postingBytes.Length, positions = _positionBytes.Length;
        _encoder.Encode(list, _lengths, _weights, _postingBytes, _positionBytes);
        _terms.Varint((ulong)list.Count);
        _terms.Varint((ulong)(_postingBytes.Length - postings));
        _terms.Varint((ulong)(_positionBytes.Length - positions));
        if (_postingBytes.Length >= Flush)
            FlushPostings();
        if (_positionBytes.Length >= Flush)
            FlushPositions();
    }

    /// <summary>Writes everything else and the footer.</summary>
    public void Finish()
    {
        FlushPostings();
        FlushPositions();
        _sections[(int)SegmentSection.Postings] = (8, _postingsWritten, _postingsCrc);
        _sections[(int)SegmentSection.Positions] = (8 + _postingsWritten, _positionsWritten, _positionsCrc);
        _positions.Position = 0;
        _positions.CopyTo(_output);
        var at = 8 + _postingsWritten + _positionsWritten;
        Section(SegmentSection.Terms, _terms.Written, ref at);
        Section(SegmentSection.TermIndex, _termIndex.Written, ref at);

        var rows = new ByteWriter();
        foreach (var row in _rows)
            rows.Int64(row.Key);
        Section(SegmentSection.Keys, rows.Written, ref at);
        var present = WriteLengths(rows);
        Section(SegmentSection.Lengths, rows.Written, ref at);
        rows.Clear();
        foreach (var row in _rows)
            rows.UInt32(row.Fingerprint);
        Section(SegmentSection.Fingerprints, rows.Written, ref at);
        WriteAttributes(rows);
        Section(SegmentSection.Attributes, rows.Written, ref at);
        WriteFooter(present);
        _output.Flush();
    }

    private int WriteLengths(ByteWriter rows)
    {
        var present = 0;
        foreach (var row in _rows)
            present |= (row.Title != 0 ? 1 : 0) | (row.Headings != 0 ? 2 : 0) | (row.Body != 0 ? 4 : 0) | (row.Caption != 0 ? 8 : 0);
        rows.Clear();
        for (var field = 0; field < FieldWeights.Count; field++)
        {
            if ((present & (1 << field)) == 0)
                continue;
            foreach (var row in _rows)
                rows.UInt16(field switch { 0 => row.Title, 1 => row.Headings, 2 => row.Body, _ => row.Caption });
        }

        return present;
    }

    private void WriteAttributes(ByteWriter rows)
    {
        rows.Clear();
        var attributes = new SegmentAttributesBuilder();
        foreach (var row in _rows)
            attributes.Add(row.Attributes);
        attributes.WriteTo(rows);
    }

    private void WriteFooter(int present)
    {
        var footer = new ByteWriter();
        footer.UInt64(SegmentFormat.Magic);
        footer.UInt32(SegmentFormat.Version);
        footer.UInt32((uint)_rows.Length);
        footer.UInt32((uint)_termCount);
        footer.UInt32((uint)present);
        for (var field = 0; field < FieldWeights.Count; field++)
            footer.UInt32(BitConverter.SingleToUInt32Bits(_weights[field]));
        foreach (var (offset, length, crc) in _sections)
        {
            footer.UInt64((ulong)offset);
            footer.UInt64((ulong)length);
            footer.UInt32(crc);
        }

        footer.UInt32(Checksum.Append(0, footer.Written));
        footer.Take(SegmentFormat.FooterBytes - footer.Length).Clear();
        _output.Write(footer.Written);
    }

    private void Section(SegmentSection section, ReadOnlySpan<byte> bytes, ref long at)
    {
        // Sections of numbers start on eight bytes.
        Span<byte> zeros = stackalloc byte[8];
        zeros.Clear();
        var gap = (int)(-at & 7);
        _output.Write(zeros[..gap]);
        at += gap;
        _output.Write(bytes);
        _sections[(int)section] = (at, bytes.Length, Checksum.Append(0, bytes));
        at += bytes.Length;
    }

    private void FlushPostings()
    {
        _output.Write(_postingBytes.Written);
        _postingsCrc = Checksum.Append(_postingsCrc, _postingBytes.Written);
        _postingsWritten += _postingBytes.Length;
        _postingBytes.Clear();
    }

    private void FlushPositions()
    {
        _positions.Write(_positionBytes.Written);
        _positionsCrc = Checksum.Append(_positionsCrc, _positionBytes.Written);
        _positionsWritten += _positionBytes.Length;
        _positionBytes.Clear();
    }
}
