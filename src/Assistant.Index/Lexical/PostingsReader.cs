using Assistant.Index.Segments;

namespace Assistant.Index.Lexical;

/// <summary>Decodes whole posting lists into plain arrays, for merges.</summary>
internal sealed unsafe class PostingsReader
{
    private readonly uint[] _docs = new uint[PostingsEncoder.BlockSize + 8];
    private readonly uint[] _frequencies = new uint[FieldWeights.Count * (PostingsEncoder.BlockSize + 8)];
    private uint[] _positions = new uint[1024];

    /// <summary>Appends the postings of a term that <paramref name="map"/> keeps.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="entry">The term in it.</param>
    /// <param name="map">New number of each document, −1 for those to drop.</param>
    /// <param name="target">Where they go; documents in the order of the segment.</param>
    public void Read(LexicalSegment segment, TermEntry entry, ReadOnlySpan<int> map, PostingList target)
    {
        var blocks = (entry.Documents + PostingsEncoder.BlockSize - 1) / PostingsEncoder.BlockSize;
        var at = segment.Postings + entry.Postings;
        var positions = segment.Positions + entry.Positions;
        uint* starts = null;
        uint* positionStarts = null;
        if (blocks > 1)
        {
            at += Impacts.Bytes;
            starts = (uint*)at + blocks;
            positionStarts = starts + blocks;
            at = (byte*)(positionStarts + blocks) + ((long)blocks * Impacts.Bytes);
        }
        else if (entry.Documents > PostingsEncoder.ShortList)
        {
            at += Impacts.Bytes;
        }

        var previous = uint.MaxValue;
        for (var b = 0; b < blocks; b++)
        {
            var n = Math.Min(PostingsEncoder.BlockSize, entry.Documents - (b * PostingsEncoder.BlockSize));
            var block = starts is null ? at : at + starts[b];
            var blockPositions = positionStarts is null ? positions : positions + positionStarts[b];
            if (n <= PostingsEncoder.ShortList)
                ReadShort(block, blockPositions, n, previous, map, target);
            else
                ReadPacked(block, blockPositions, n, previous, map, target);
            previous = _docs[n - 1];
        }
    }

    private void ReadPacked(byte* at, byte* positions, int n, uint previous, ReadOnlySpan<int> map, PostingList target)
    {
        const int stride = PostingsEncoder.BlockSize + 8;
        int width = at[0];
        int mask = at[1];
        at += 2;
        fixed (uint* docs = _docs, frequencies = _frequencies)
        {
            BitPacking.UnpackAscending(at, width, n, previous, docs);
            at += BitPacking.PackedBytes(n, width);
            var less = (mask & (mask - 1)) == 0 ? 1u : 0u;
            var total = 0L;
            for (var field = 0; field < FieldWeights.Count; field++)
            {
                var mine = frequencies + (field * stride);
                if ((mask & (1 << field)) == 0)
                {
                    new Span<uint>(mine, n).Clear();
                    continue;
                }

                width = *at++;
                BitPacking.Unpack(at, width, n, mine);
                at += BitPacking.PackedBytes(n, width);
                for (var i = 0; i < n; i++)
                    total += mine[i] += less;
            }

            if (_positions.Length < total + 8)
                _positions = new uint[Math.Max(_positions.Length * 2, total + 8)];
            fixed (uint* values = _positions)
                BitPacking.Unpack(positions + 1, *positions, (int)total, values);
            var next = 0;
            for (var i = 0; i < n; i++)
            {
                var doc = map[(int)docs[i]];
                if (doc >= 0)
                    target.AddDocument((uint)doc);
                for (var field = 0; field < FieldWeights.Count; field++)
                {
                    var count = frequencies[(field * stride) + i];
                    var position = 0u;
                    if (doc >= 0 && count != 0)
                        target.Frequencies[((target.Count - 1) * FieldWeights.Count) + field] = count;
                    for (; count > 0; count--)
                    {
                        position += _positions[next++];
                        if (doc >= 0)
                            target.AddPosition(position);
                    }
                }
            }
        }
    }

    private void ReadShort(byte* at, byte* positions, int n, uint previous, ReadOnlySpan<int> map, PostingList target)
    {
        Span<uint> frequencies = stackalloc uint[FieldWeights.Count];
        for (var i = 0; i < n; i++)
        {
            _docs[i] = previous += (uint)Varint.Read(ref at) + 1;
            var code = (uint)Varint.Read(ref at);
            frequencies.Clear();
            if ((code & 1) == 0)
                frequencies[(int)IndexField.Body] = (code >> 1) + 1;
            for (var field = 0; field < FieldWeights.Count && (code & 1) != 0; field++)
            {
                if ((code & (2u << field)) != 0)
                    frequencies[field] = (uint)Varint.Read(ref at);
            }

            var doc = map[(int)previous];
            if (doc >= 0)
                target.AddDocument((uint)doc);
            for (var field = 0; field < FieldWeights.Count; field++)
            {
                if (doc >= 0)
                    target.Frequencies[((target.Count - 1) * FieldWeights.Count) + field] = frequencies[field];
                var position = 0u;
                for (var k = frequencies[field]; k > 0; k--)
                {
                    position += (uint)Varint.Read(ref positions);
                    if (doc >= 0)
                        target.AddPosition(position);
                }
            }
        }
    }
}
