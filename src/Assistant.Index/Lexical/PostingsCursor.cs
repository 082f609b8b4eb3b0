using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Assistant.Index.Segments;

namespace Assistant.Index.Lexical;

/// <summary>
/// Reads the postings of a term in one segment, block by block: documents and scores of a block are decoded when they are
/// first needed. Forward only. Pooled with its buffers; one thread at a time.
/// </summary>
internal sealed unsafe class PostingsCursor
{
    /// <summary>No more documents.</summary>
    public const int End = int.MaxValue;

    // More than the blocks of a window, so that bounds are computed once a window.
    private const int MemoSize = 64;

    private const int Room = PostingsEncoder.BlockSize + 8;

    private readonly SegmentBytes _buffers = SegmentBytes.Allocate((3 * Room * sizeof(int)) + (4 * 8 * sizeof(int)));
    private readonly uint* _scratch;
    private LexicalSegment _segment = null!;
    private Bm25Scale _scale;
    private FieldWeights _weights;
    private int _fields;
    private byte* _postings;
    private byte* _positions;
    private uint* _lastDocs;
    private uint* _starts;
    private uint* _positionStarts;
    private byte* _impacts;
    private int _documents;
    private int _loaded;
    private int _scored;
    private int _counted;
    private readonly uint[] _positionsBefore = new uint[Room + 1];
    private readonly (int Block, int Bound)[] _memo = new (int, int)[MemoSize];
    private byte* _frequencies;
    private int _mask;

    public PostingsCursor()
    {
        Docs = (int*)_buffers.Address;
        Scores = Docs + Room;
        _scratch = (uint*)(Scores + Room);
    }

    /// <summary>Documents of the loaded block, [N].</summary>
    public int* Docs { get; }

    /// <summary>Scores of the loaded block once <see cref="ScoreBlock"/> ran, [N].</summary>
    public int* Scores { get; }

    /// <summary>Documents in the loaded block.</summary>
    public int N { get; private set; }

    /// <summary>Index in the loaded block of the first document that was not passed.</summary>
    public int At { get; set; }

    /// <summary>Number of the loaded block.</summary>
    public int Block { get; private set; }

    /// <summary>Number of blocks.</summary>
    public int BlockCount { get; private set; }

    /// <summary>Upper bound of the term's score in the segment.</summary>
    public int Bound { get; private set; }

    /// <summary>Documents of the term in the segment.</summary>
    public int DocumentCount => _documents;

    /// <summary>The document stood on, or <see cref="End"/>; only after the block was loaded.</summary>
    public int Doc => At < N ? Docs[At] : End;

    /// <summary>Stands before the first document.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="entry">The term in it; at least one document.</param>
    /// <param name="scale">Its score.</param>
    /// <param name="weights">Configured field weights.</param>
    /// <param name="fields">Mask of the fields that count.</param>
    public void Open(LexicalSegment segment, TermEntry entry, in Bm25Scale scale, in FieldWeights weights, int fields)
    {
        _segment = segment;
        _scale = scale;
        _weights = weights;
        _fields = fields;
        _documents = entry.Documents;
        _positions = segment.Positions + entry.Positions;
        BlockCount = (entry.Documents + PostingsEncoder.BlockSize - 1) / PostingsEncoder.BlockSize;
        Block = 0;
        _loaded = -1;
        _scored = -1;
        _counted = -1;
        if (BlockCount > 1)
            Array.Fill(_memo, (-1, 0));
        var at = segment.Postings + entry.Postings;
        if (BlockCount > 1)
        {
            Bound = Impacts.Bound(at, scale);
            at += Impacts.Bytes;
            _lastDocs = (uint*)at;
            _starts = _lastDocs + BlockCount;
            _positionStarts = _starts + BlockCount;
            _impacts = (byte*)(_positionStarts + BlockCount);
            _postings = _impacts + ((long)BlockCount * Impacts.Bytes);
        }
        else
        {
            if (entry.Documents > PostingsEncoder.ShortList)
            {
                Bound = Impacts.Bound(at, scale);
                at += Impacts.Bytes;
            }

            _lastDocs = null;
            _postings = at;
            Load(0);
            if (entry.Documents <= PostingsEncoder.ShortList)
            {
                ScoreBlock();
                Bound = 0;
                for (var i = 0; i < N; i++)
                    Bound = Math.Max(Bound, Scores[i]);
            }
        }

        At = 0;
    }

    /// <summary>Last document of a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int LastDoc(int block) => _lastDocs is null ? Docs[N - 1] : (int)_lastDocs[block];

    /// <summary>Upper bound of the scores in a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int BlockBound(int block)
    {
        if (_lastDocs is null)
            return Bound;
        ref var memo = ref _memo[block & (MemoSize - 1)];
        if (memo.Block != block)
            memo = (block, Impacts.Bound(_impacts + ((long)block * Impacts.Bytes), _scale));
        return memo.Bound;
    }

    /// <summary>First block, from <paramref name="block"/> on, whose last document is not below <paramref name="doc"/>: gallops.</summary>
    public int BlockOf(int block, int doc)
    {
        if (_lastDocs is null)
            return block < 1 && Docs[N - 1] >= doc ? 0 : 1;
        if (block >= BlockCount || _lastDocs[block] >= (uint)doc)
            return block;
        var step = 1;
        while (block + step < BlockCount && _lastDocs[block + step] < (uint)doc)
            step *= 2;
        int low = block + (step / 2) + 1, high = Math.Min(block + step, BlockCount);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_lastDocs[middle] < (uint)doc)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>Decodes the documents of a block.</summary>
    public void Load(int block)
    {
        if (_loaded == block)
            return;
        Block = _loaded = block;
        At = 0;
        N = Math.Min(PostingsEncoder.BlockSize, _documents - (block * PostingsEncoder.BlockSize));
        var at = _lastDocs is null ? _postings : _postings + _starts[block];
        var previous = block == 0 ? uint.MaxValue : _lastDocs[block - 1];
        if (N <= PostingsEncoder.ShortList)
        {
            LoadShort(at, previous);
            return;
        }

        int width = at[0];
        _mask = at[1];
        at += 2;
        BitPacking.UnpackAscending(at, width, N, previous, (uint*)Docs);
        _frequencies = at + BitPacking.PackedBytes(N, width);
    }

    /// <summary>Scores the loaded block; documents without the term in the wanted fields score 0.</summary>
    public void ScoreBlock()
    {
        if (_scored == _loaded)
            return;
        _scored = _loaded;
        if (N <= PostingsEncoder.ShortList)
        {
            for (var i = 0; i < N; i++)
                Scores[i] = ScoreOf(i);
            return;
        }

        var frequencies = (float*)_scratch;
        var single = (_mask & (_mask - 1)) == 0;
        if (single && (_mask & _fields) != 0)
        {
            SingleField(frequencies);
            return;
        }

        for (var i = 0; i < N; i += 8)
            Vector256<float>.Zero.Store(frequencies + i);
        var unpacked = stackalloc uint[Room];
        var at = _frequencies;
        for (var field = 0; field < FieldWeights.Count; field++)
        {
            if ((_mask & (1 << field)) == 0)
                continue;
            int width = *at++;
            if ((_fields & (1 << field)) != 0)
            {
                BitPacking.Unpack(at, width, N, unpacked);
                var less = Vector256.Create(single ? 1u : 0u);
                var weight = Vector256.Create(_weights[field]);
                for (var i = 0; i < N; i += 8)
                    (Vector256.Load(frequencies + i) + (Vector256.ConvertToSingle((Vector256.Load(unpacked + i) + less).AsInt32()) * weight)).Store(frequencies + i);
            }

            at += BitPacking.PackedBytes(N, width);
        }

        for (var i = 0; i < N; i += 8)
        {
            var f = Vector256.Load(frequencies + i);
            var some = Vector256.GreaterThan(f, Vector256<float>.Zero).AsInt32();
            (ScoreGroup(f, i) & some).Store(Scores + i);
        }
    }

    /// <summary>Goes to the first document not below <paramref name="doc"/>; <see cref="End"/> when there is none.</summary>
    public int Advance(int doc)
    {
        if (_loaded < 0 || Docs[N - 1] < doc)
        {
            var block = BlockOf(Math.Max(_loaded, 0), doc);
            if (block >= BlockCount)
            {
                At = N;
                return End;
            }

            Load(block);
        }

        At = Search(doc);
        return Docs[At];
    }

    /// <summary>Score of the document stood on.</summary>
    public int Score() => _scored == _loaded ? Scores[At] : ScoreOf(At);

    /// <summary>Index in the loaded block of the first document not below <paramref name="doc"/>, from <see cref="At"/> on; there is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Search(int doc)
    {
        var i = At;
        var wanted = Vector256.Create(doc);
        while (true)
        {
            // Lanes behind N hold rising numbers or leftovers; the last document is known not to be below.
            var below = Vector256.LessThan(Vector256.Load(Docs + i), wanted).ExtractMostSignificantBits();
            if (below != 0xFF)
                return i + System.Numerics.BitOperations.TrailingZeroCount(~below);
            i += 8;
        }
    }

    /// <summary>Whether a document of the loaded block has the term in a wanted field.</summary>
    public bool IsIn(int index)
    {
        for (var field = 0; field < FieldWeights.Count; field++)
        {
            if ((_fields & (1 << field)) != 0 && Frequency(index, field) != 0)
                return true;
        }

        return false;
    }

    /// <summary>Reads the frequency of a document by field.</summary>
    public uint Frequency(int index, int field)
    {
        if (N <= PostingsEncoder.ShortList)
            return _scratch[(index * FieldWeights.Count) + field];
        var at = _frequencies;
        var less = (_mask & (_mask - 1)) == 0 ? 1u : 0u;
        for (var f = 0; f < FieldWeights.Count; f++)
        {
            if ((_mask & (1 << f)) == 0)
                continue;
            int width = *at++;
            if (f == field)
                return BitPacking.At(at, width, index) + less;
            at += BitPacking.PackedBytes(N, width);
        }

        return 0;
    }

    /// <summary>Appends the positions of the document stood on in one field, ascending.</summary>
    public void ReadPositions(int field, List<uint> target)
    {
        // Positions of a block are one stream; those of earlier documents and fields are counted over.
        CountPositions();
        var skip = (long)_positionsBefore[At];
        for (var f = 0; f < field; f++)
            skip += Frequency(At, f);
        var count = Frequency(At, field);
        var at = _lastDocs is null ? _positions : _positions + _positionStarts[_loaded];
        var position = 0u;
        if (N <= PostingsEncoder.ShortList)
        {
            for (; skip > 0; skip--)
                Varint.Read(ref at);
            for (; count > 0; count--)
                target.Add(position += (uint)Varint.Read(ref at));
            return;
        }

        int width = *at++;
        for (var i = 0; i < count; i++)
            target.Add(position += BitPacking.At(at, width, (int)skip + i));
    }

    /// <summary>Counts the positions before each document of the loaded block.</summary>
    private void CountPositions()
    {
        if (_counted == _loaded)
            return;
        _counted = _loaded;
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
            var at = _frequencies;
            var less = (_mask & (_mask - 1)) == 0 ? 1u : 0u;
            var unpacked = stackalloc uint[Room];
            for (var rest = _mask; rest != 0; rest &= rest - 1)
            {
                int width = *at++;
                BitPacking.Unpack(at, width, N, unpacked);
                at += BitPacking.PackedBytes(N, width);
                for (var i = 0; i < N; i++)
                    _positionsBefore[i + 1] += unpacked[i] + less;
            }
        }

        for (var i = 0; i < N; i++)
            _positionsBefore[i + 1] += _positionsBefore[i];
    }

    private void SingleField(float* frequencies)
    {
        var field = System.Numerics.BitOperations.TrailingZeroCount(_mask);
        int width = *_frequencies;
        var weight = Vector256.Create(_weights[field]);
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<int> ScoreGroup(Vector256<float> frequency, int i) => Bm25Scale.Score(
        frequency, GatherLengths(_segment.Lengths, Docs + i, _segment.Count),
        Vector256.Create(_scale.Weight), Vector256.Create(_scale.NormBase), Vector256.Create(_scale.NormSlope));

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

    private int ScoreOf(int index)
    {
        var f = 0f;
        var wanted = 0;
        for (var field = 0; field < FieldWeights.Count; field++)
        {
            if ((_fields & (1 << field)) == 0)
                continue;
            var frequency = Frequency(index, field);
            wanted |= (int)frequency;
            f += frequency * _weights[field];
        }

        return wanted == 0 ? 0 : _scale.Score(f, _segment.Lengths[Docs[index]]);
    }

    private void LoadShort(byte* at, uint previous)
    {
        for (var i = 0; i < N; i++)
        {
            previous += (uint)Varint.Read(ref at) + 1;
            Docs[i] = (int)previous;
            var frequencies = _scratch + (i * FieldWeights.Count);
            new Span<uint>(frequencies, FieldWeights.Count).Clear();
            var code = (uint)Varint.Read(ref at);
            if ((code & 1) == 0)
            {
                frequencies[(int)IndexField.Body] = (code >> 1) + 1;
                continue;
            }

            for (var field = 0; field < FieldWeights.Count; field++)
            {
                if ((code & (2u << field)) != 0)
                    frequencies[field] = (uint)Varint.Read(ref at);
            }
        }

        // Searches compare eight at a time.
        for (var i = N; i < 16; i++)
            Docs[i] = End;
    }
}
