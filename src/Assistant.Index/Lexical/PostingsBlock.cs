using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Assistant.Index.Segments;

namespace Assistant.Index.Lexical;

/// <summary>A decoded block of up to 128 postings and their scores. Documents are decoded at loading, the rest when it is asked for.</summary>
internal sealed unsafe class PostingsBlock
{
    private const int Room = PostingsEncoder.BlockSize + 8;

    private readonly SegmentBytes _buffers = SegmentBytes.Allocate(3 * Room * sizeof(int));
    private readonly uint[] _positionsBefore = new uint[Room + 1];
    private readonly uint* _scratch;
    private byte* _frequencies;
    private byte* _end;
    private int _mask;
    private bool _scored;
    private bool _counted;
    private bool _checked;

    public PostingsBlock()
    {
        Docs = (int*)_buffers.Address;
        Scores = Docs + Room;
        _scratch = (uint*)(Scores + Room);
    }

    /// <summary>Documents, [N]; readable up to a multiple of eight.</summary>
    public int* Docs { get; }

    /// <summary>Scores once <see cref="Score"/> ran, [N].</summary>
    public int* Scores { get; }

    /// <summary>Documents of the block.</summary>
    public int N { get; private set; }

    /// <summary>What scores depend on; set before a block is loaded.</summary>
    public Bm25Scale Scale { get; set; }

    /// <summary>Configured field weights.</summary>
    public FieldWeights Weights { get; set; }

    /// <summary>Mask of the fields that count.</summary>
    public int Fields { get; set; }

    /// <summary>The segment of the block.</summary>
    public LexicalSegment Segment { get; set; } = null!;

    /// <summary>Decodes the documents of a block.</summary>
    /// <param name="at">First byte of the block.</param>
    /// <param name="end">Behind the last byte that may be read.</param>
    /// <param name="n">Documents of the block.</param>
    /// <param name="previous">The document before, 0xFFFFFFFF before the first.</param>
    /// <exception cref="InvalidDataException">The bytes are no block of this segment; so from every method that reads them.</exception>
    public void Load(byte* at, byte* end, int n, uint previous)
    {
        N = n;
        _end = end;
        _scored = _counted = _checked = false;
        if (n <= PostingsEncoder.ShortList)
        {
            LoadShort(at, previous);
            return;
        }

        if (end - at < 2)
            DamagedPostings.Throw();
        int width = at[0];
        _mask = at[1];
        at += 2;
        PostingsLayout.CheckPacked(at, end, width, n);
        BitPacking.UnpackAscending(at, width, n, previous, (uint*)Docs);
        PostingsLayout.CheckDocuments((uint*)Docs, n, width, Segment.Count);
        _frequencies = at + BitPacking.PackedBytes(n, width);
    }

    /// <summary>Scores the block, once; documents without the term in the wanted fields score 0.</summary>
    public void Score()
    {
        if (_scored)
            return;
        _scored = true;
        if (N <= PostingsEncoder.ShortList)
        {
            for (var i = 0; i < N; i++)
                Scores[i] = ComputeScore(i);
            return;
        }

        CheckFrequencies();
        var frequencies = (float*)_scratch;
        if (BitOperations.IsPow2(_mask) && (_mask & Fields) != 0)
        {
            ScoreSingleField(frequencies);
            return;
        }

        SumFields(frequencies);
        for (var i = 0; i < N; i += 8)
        {
            var f = Vector256.Load(frequencies + i);
            var some = Vector256.GreaterThan(f, Vector256<float>.Zero).AsInt32();
            (ScoreGroup(f, i) & some).Store(Scores + i);
        }
    }

    /// <summary>Score of one document.</summary>
    public int ScoreOf(int index) => _scored ? Scores[index] : ComputeScore(index);

    /// <summary>Whether a document has the term in a wanted field.</summary>
    public bool IsIn(int index)
    {
        for (var field = 0; field < FieldWeights.Count; field++)
        {
            if ((Fields & (1 << field)) != 0 && Frequency(index, field) != 0)
                return true;
        }

        return false;
    }

    /// <summary>Frequency of the term in a field of a document.</summary>
    public uint Frequency(int index, int field)
    {
        if (N <= PostingsEncoder.ShortList)
            return _scratch[(index * FieldWeights.Count) + field];
        CheckFrequencies();
        var at = _frequencies;
        for (var rest = _mask; rest != 0; rest &= rest - 1)
        {
            int width = *at++;
            if (BitOperations.TrailingZeroCount(rest) == field)
                return BitPacking.At(at, width, index) + Less;
            at += BitPacking.PackedBytes(N, width);
        }

        return 0;
    }

    /// <summary>Appends the positions of a document in one field, ascending.</summary>
    /// <param name="positions">Positions of the block.</param>
    /// <param name="end">Behind the last byte that may be read.</param>
    /// <param name="index">The document.</param>
    /// <param name="field">The field.</param>
    /// <param name="target">Where they go.</param>
    public void ReadPositions(byte* positions, byte* end, int index, int field, List<uint> target)
    {
        // Positions of a block are one stream; those of earlier documents and fields are counted over.
        CountPositions();
        var skip = (long)_positionsBefore[index];
        for (var f = 0; f < field; f++)
            skip += Frequency(index, f);
        var count = Frequency(index, field);
        var position = 0u;
        if (N <= PostingsEncoder.ShortList)
        {
            for (; skip > 0; skip--)
                Varint.Read(ref positions, end);
            for (; count > 0; count--)
                target.Add(position += (uint)Varint.Read(ref positions, end));
            return;
        }

        if (positions >= end || count > PostingsLayout.MostPositions || skip > int.MaxValue - count)
            DamagedPostings.Throw();
        int width = *positions++;
        PostingsLayout.CheckPacked(positions, end, width, skip + count);
        for (var i = 0; i < count; i++)
            target.Add(position += BitPacking.At(positions, width, (int)skip + i));
    }

    /// <summary>1 where the frequencies are stored less one: in a block of one field.</summary>
    private uint Less => BitOperations.IsPow2(_mask) ? 1u : 0u;

    /// <summary>Finds the frequencies of the block to lie before its end, once.</summary>
    private void CheckFrequencies()
    {
        if (_checked)
            return;
        if (_mask is 0 or > FieldWeights.AllFields)
            DamagedPostings.Throw();
        var at = _frequencies;
        for (var rest = _mask; rest != 0; rest &= rest - 1)
        {
            if (at >= _end)
                DamagedPostings.Throw();
            int width = *at++;
            PostingsLayout.CheckPacked(at, _end, width, N);
            at += BitPacking.PackedBytes(N, width);
        }

        _checked = true;
    }

    private void CountPositions()
    {
        if (_counted)
            return;
        _counted = true;
        Array.Clear(_positionsBefore);
        if (N <= PostingsEncoder.ShortList)
        {
            for (var i = 0; i < N; i++)
            {
                for (var f = 0; f < FieldWeights.Count; f++)
                    _positionsBefore[i + 1] += Frequency(i, f);
            }
        }
        else
        {
            CheckFrequencies();
            var at = _frequencies;
            var unpacked = stackalloc uint[Room];
            for (var rest = _mask; rest != 0; rest &= rest - 1)
            {
                int width = *at++;
                BitPacking.Unpack(at, width, N, unpacked);
                at += BitPacking.PackedBytes(N, width);
                for (var i = 0; i < N; i++)
                    _positionsBefore[i + 1] += unpacked[i] + Less;
            }
        }

        for (var i = 0; i < N; i++)
            _positionsBefore[i + 1] += _positionsBefore[i];
    }

    private void ScoreSingleField(float* frequencies)
    {
        int width = *_frequencies;
        var weight = Vector256.Create(Weights[BitOperations.TrailingZeroCount(_mask)]);
        if (width == 0)
        {
            for (var i = 0; i < N; i += 8)
                ScoreGroup(weight, i).Store(Scores + i);
            return;
        }

        BitPacking.Unpack(_frequencies + 1, width, N, (uint*)frequencies);
        for (var i = 0; i < N; i += 8)
        {
            var f = Vector256.ConvertToSingle((Vector256.Load((uint*)frequencies + i) + Vector256<uint>.One).AsInt32()) * weight;
            ScoreGroup(f, i).Store(Scores + i);
        }
    }

    private void SumFields(float* frequencies)
    {
        for (var i = 0; i < N; i += 8)
            Vector256<float>.Zero.Store(frequencies + i);
        var unpacked = stackalloc uint[Room];
        var at = _frequencies;
        for (var rest = _mask; rest != 0; rest &= rest - 1)
        {
            var field = BitOperations.TrailingZeroCount(rest);
            int width = *at++;
            if ((Fields & (1 << field)) != 0)
            {
                BitPacking.Unpack(at, width, N, unpacked);
                var less = Vector256.Create(Less);
                var weight = Vector256.Create(Weights[field]);
                for (var i = 0; i < N; i += 8)
                    (Vector256.Load(frequencies + i) + (Vector256.ConvertToSingle((Vector256.Load(unpacked + i) + less).AsInt32()) * weight)).Store(frequencies + i);
            }

            at += BitPacking.PackedBytes(N, width);
        }
    }

    private int ComputeScore(int index)
    {
        var f = 0f;
        for (var field = 0; field < FieldWeights.Count; field++)
        {
            if ((Fields & (1 << field)) != 0)
                f += Frequency(index, field) * Weights[field];
        }

        return f == 0 ? 0 : Scale.Score(f, Segment.Lengths[Docs[index]]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<int> ScoreGroup(Vector256<float> frequency, int i) => Bm25Scale.Score(
        frequency, GatherLengths(Segment.Lengths, Docs + i, Segment.Count),
        Vector256.Create(Scale.Weight), Vector256.Create(Scale.NormBase), Vector256.Create(Scale.NormSlope));

    /// <summary>Lengths of eight documents; lanes behind the last one may hold numbers of no document.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> GatherLengths(ushort* lengths, int* docs, int count)
    {
        var indices = Vector256.Min(Vector256.Load(docs).AsUInt32(), Vector256.Create((uint)count)).AsInt32();
        if (Avx2.IsSupported)
            return Vector256.ConvertToSingle(Avx2.GatherVector256((int*)lengths, indices, 2) & Vector256.Create(0xFFFF));
        return Vector256.Create(
            (float)lengths[indices[0]], lengths[indices[1]], lengths[indices[2]], lengths[indices[3]],
            lengths[indices[4]], lengths[indices[5]], lengths[indices[6]], lengths[indices[7]]);
    }

    private void LoadShort(byte* at, uint previous)
    {
        var next = (ulong)(previous + 1);
        for (var i = 0; i < N; i++)
        {
            var gap = Varint.Read(ref at, _end);
            if (gap >= (ulong)Segment.Count || (next += gap) >= (ulong)Segment.Count)
                DamagedPostings.Throw();
            Docs[i] = (int)next++;
            var frequencies = _scratch + (i * FieldWeights.Count);
            new Span<uint>(frequencies, FieldWeights.Count).Clear();
            var code = (uint)Varint.Read(ref at, _end);
            if ((code & 1) == 0)
            {
                frequencies[(int)IndexField.Body] = (code >> 1) + 1;
                continue;
            }

            for (var field = 0; field < FieldWeights.Count; field++)
            {
                if ((code & (2u << field)) != 0)
                    frequencies[field] = (uint)Varint.Read(ref at, _end);
            }
        }

        // Searches compare eight at a time.
        for (var i = N; i < 16; i++)
            Docs[i] = PostingsCursor.End;
    }
}
