namespace Assistant.Index.Lexical;

/// <summary>
/// Encodes the postings of a term; the layout is in the project's README. A document's frequencies stand beside its number,
/// positions in a stream of their own.
/// </summary>
internal sealed class PostingsEncoder
{
    /// <summary>Documents of a block.</summary>
    public const int BlockSize = 128;

    /// <summary>Lists up to this long are written as varints.</summary>
    public const int ShortList = 7;

    private readonly ByteWriter _blocks = new();
    private readonly ByteWriter _skips = new();
    private readonly (ushort, ushort)[] _pairs = new (ushort, ushort)[64];
    private readonly (ushort, ushort)[] _termPairs = new (ushort, ushort)[64];
    private readonly uint[] _values = new uint[BlockSize];
    private uint[] _deltas = new uint[1024];

    /// <summary>Encodes a list with at least one document.</summary>
    /// <param name="list">The postings.</param>
    /// <param name="lengths">Scored length of each document of the segment.</param>
    /// <param name="weights">Field weights of the segment.</param>
    /// <param name="postings">Where documents and frequencies go.</param>
    /// <param name="positions">Where positions go.</param>
    public void Encode(PostingList list, ReadOnlySpan<ushort> lengths, in FieldWeights weights, ByteWriter postings, ByteWriter positions)
    {
        var termImpacts = new Impacts(_termPairs);
        if (list.Count <= BlockSize)
        {
            if (list.Count > ShortList)
            {
                AddImpacts(list, 0, list.Count, lengths, weights, ref termImpacts);
                termImpacts.Write(postings);
            }

            EncodeBlock(list, 0, list.Count, uint.MaxValue, postings);
            EncodePositions(list, 0, list.Count, 0, positions);
            return;
        }

        var count = (list.Count + BlockSize - 1) / BlockSize;
        _blocks.Clear();
        _skips.Clear();
        Span<uint> starts = new uint[count];
        Span<uint> positionStarts = new uint[count];
        var previous = uint.MaxValue;
        var position = 0;
        var origin = positions.Length;
        for (var b = 0; b < count; b++)
        {
            var from = b * BlockSize;
            var n = Math.Min(BlockSize, list.Count - from);
            starts[b] = (uint)_blocks.Length;
            positionStarts[b] = (uint)(positions.Length - origin);
            EncodeBlock(list, from, n, previous, _blocks);
            position = EncodePositions(list, from, n, position, positions);
            previous = list.Docs[from + n - 1];
            var impacts = new Impacts(_pairs);
            AddImpacts(list, from, n, lengths, weights, ref impacts);
            impacts.Write(_skips);
            AddImpacts(list, from, n, lengths, weights, ref termImpacts);
        }

        termImpacts.Write(postings);
        for (var b = 0; b < count; b++)
            postings.UInt32(list.Docs[Math.Min(((b + 1) * BlockSize) - 1, list.Count - 1)]);
        foreach (var start in starts)
            postings.UInt32(start);
        foreach (var start in positionStarts)
            postings.UInt32(start);
        postings.Bytes(_skips.Written);
        postings.Bytes(_blocks.Written);
    }

    private static void AddImpacts(PostingList list, int from, int n, ReadOnlySpan<ushort> lengths, in FieldWeights weights, ref Impacts impacts)
    {
        for (var i = from; i < from + n; i++)
        {
            var f = list.Frequencies.AsSpan(i * FieldWeights.Count, FieldWeights.Count);
            impacts.Add(weights.Sum(f[0], f[1], f[2], f[3]), lengths[(int)list.Docs[i]]);
        }
    }

    private void EncodeBlock(PostingList list, int from, int n, uint previous, ByteWriter target)
    {
        var mask = 0;
        for (var i = from * FieldWeights.Count; i < (from + n) * FieldWeights.Count; i++)
        {
            if (list.Frequencies[i] != 0)
                mask |= 1 << (i % FieldWeights.Count);
        }

        if (n <= ShortList)
        {
            for (var i = from; i < from + n; i++)
            {
                target.Varint(list.Docs[i] - previous - 1);
                previous = list.Docs[i];
                WriteFrequencies(list, i, target);
            }

            return;
        }

        var values = _values.AsSpan(0, n);
        for (var i = 0; i < n; i++)
        {
            values[i] = list.Docs[from + i] - previous - 1;
            previous = list.Docs[from + i];
        }

        var width = BitPacking.WidthOf(values);
        target.Byte((byte)width);
        target.Byte((byte)mask);
        var packed = target.Take(BitPacking.PackedBytes(n, width));
        BitPacking.Pack(values, width, packed);

        // One field: its frequency less one. Several: each as it is, for a document may lack a field.
        var less = (mask & (mask - 1)) == 0 ? 1u : 0u;
        for (var field = 0; field < FieldWeights.Count; field++)
        {
            if ((mask & (1 << field)) == 0)
                continue;
            for (var i = 0; i < n; i++)
                values[i] = list.Frequencies[((from + i) * FieldWeights.Count) + field] - less;
            width = BitPacking.WidthOf(values);
            target.Byte((byte)width);
            packed = target.Take(BitPacking.PackedBytes(n, width));
            BitPacking.Pack(values, width, packed);
        }
    }

    private static void WriteFrequencies(PostingList list, int i, ByteWriter target)
    {
        var f = list.Frequencies.AsSpan(i * FieldWeights.Count, FieldWeights.Count);
        if (f[0] == 0 && f[1] == 0 && f[3] == 0)
        {
            target.Varint((ulong)(f[2] - 1) << 1);
            return;
        }

        var mask = 0u;
        for (var field = 0; field < FieldWeights.Count; field++)
            mask |= f[field] != 0 ? 1u << field : 0;
        target.Varint((mask << 1) | 1);
        for (var field = 0; field < FieldWeights.Count; field++)
        {
            if (f[field] != 0)
                target.Varint(f[field]);
        }
    }

    /// <summary>Writes the positions of some documents: gaps within each field of each document.</summary>
    /// <returns>Index of the next position.</returns>
    private int EncodePositions(PostingList list, int from, int n, int at, ByteWriter target)
    {
        var count = 0;
        for (var i = from * FieldWeights.Count; i < (from + n) * FieldWeights.Count; i++)
        {
            var previous = 0u;
            for (var k = list.Frequencies[i]; k > 0; k--)
            {
                if (count == _deltas.Length)
                    Array.Resize(ref _deltas, count * 2);
                _deltas[count++] = list.Positions[at] - previous;
                previous = list.Positions[at++];
            }
        }

        var deltas = _deltas.AsSpan(0, count);
        if (n <= ShortList)
        {
            foreach (var delta in deltas)
                target.Varint(delta);
            return at;
        }

        var width = BitPacking.WidthOf(deltas);
        target.Byte((byte)width);
        BitPacking.Pack(deltas, width, target.Take(BitPacking.PackedBytes(count, width)));
        return at;
    }
}
