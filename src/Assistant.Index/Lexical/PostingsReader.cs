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
    /// <exception cref="InvalidDataException">They are damaged.</exception>
    public void Read(LexicalSegment segment, TermEntry entry, ReadOnlySpan<int> map, PostingList target)
    {
        var layout = new PostingsLayout(segment, entry);
        for (var b = 0; b < layout.BlockCount; b++)
        {
            var n = Math.Min(PostingsEncoder.BlockSize, entry.Documents - (b * PostingsEncoder.BlockSize));
            var previous = layout.Before(b, map.Length);
            if (n <= PostingsEncoder.ShortList)
                ReadShort(layout.Block(b), layout.End, layout.PositionsOf(b), layout.PositionsEnd, n, previous, map, target);
            else
                ReadPacked(layout.Block(b), layout.End, layout.PositionsOf(b), layout.PositionsEnd, n, previous, map, target);
            layout.CheckLast(b, _docs[n - 1]);
        }
    }

    private void ReadPacked(byte* at, byte* end, byte* positions, byte* positionsEnd, int n, uint previous, ReadOnlySpan<int> map, PostingList target)
    {
        const int stride = PostingsEncoder.BlockSize + 8;
        if (end - at < 2 || positions >= positionsEnd)
            DamagedPostings.Throw();
        int width = at[0];
        int mask = at[1];
        at += 2;
        PostingsLayout.CheckPacked(at, end, width, n);
        if (mask is 0 or > FieldWeights.AllFields)
            DamagedPostings.Throw();
        fixed (uint* docs = _docs, frequencies = _frequencies)
        {
            BitPacking.UnpackAscending(at, width, n, previous, docs);
            PostingsLayout.CheckDocuments(docs, n, width, map.Length);
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

                if (at >= end)
                    DamagedPostings.Throw();
                width = *at++;
                PostingsLayout.CheckPacked(at, end, width, n);
                BitPacking.Unpack(at, width, n, mine);
                at += BitPacking.PackedBytes(n, width);
                for (var i = 0; i < n; i++)
                    total += mine[i] += less;
            }

            PostingsLayout.CheckPacked(positions + 1, positionsEnd, *positions, total);
            if (total > PostingsLayout.MostPositions)
                DamagedPostings.Throw();
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

    private void ReadShort(byte* at, byte* end, byte* positions, byte* positionsEnd, int n, uint previous, ReadOnlySpan<int> map, PostingList target)
    {
        Span<uint> frequencies = stackalloc uint[FieldWeights.Count];
        var next = (ulong)(previous + 1);
        for (var i = 0; i < n; i++)
        {
            var gap = Varint.Read(ref at, end);
            if (gap >= (ulong)map.Length || (next += gap) >= (ulong)map.Length)
                DamagedPostings.Throw();
            _docs[i] = (uint)next++;
            var code = (uint)Varint.Read(ref at, end);
            frequencies.Clear();
            if ((code & 1) == 0)
                frequencies[(int)IndexField.Body] = (code >> 1) + 1;
            for (var field = 0; field < FieldWeights.Count && (code & 1) != 0; field++)
            {
                if ((code & (2u << field)) != 0)
                    frequencies[field] = (uint)Varint.Read(ref at, end);
            }

            var doc = map[(int)_docs[i]];
            if (doc >= 0)
                target.AddDocument((uint)doc);
            for (var field = 0; field < FieldWeights.Count; field++)
            {
                if (doc >= 0)
                    target.Frequencies[((target.Count - 1) * FieldWeights.Count) + field] = frequencies[field];
                var position = 0u;
                for (var k = frequencies[field]; k > 0; k--)
                {
                    position += (uint)Varint.Read(ref positions, positionsEnd);
                    if (doc >= 0)
                        target.AddPosition(position);
                }
            }
        }
    }
}
