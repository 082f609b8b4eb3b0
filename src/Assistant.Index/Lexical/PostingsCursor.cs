using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Assistant.Index.Segments;

namespace Assistant.Index.Lexical;

/// <summary>
/// Goes forward through the postings of a term in one segment, block by block. Pooled with its buffers; one thread at a time.
/// </summary>
internal sealed unsafe class PostingsCursor
{
    /// <summary>No more documents.</summary>
    public const int End = int.MaxValue;

    // More than the blocks of a window, so that bounds are computed once a window.
    private const int MemoSize = 128;

    private readonly PostingsBlock _block = new();
    private readonly (int Block, int Bound)[] _memo = new (int, int)[MemoSize];
    private PostingsLayout _layout;
    private uint* _lastDocs;
    private int _documents;
    private int _loaded;

    /// <summary>Documents of the loaded block, [N].</summary>
    public int* Docs => _block.Docs;

    /// <summary>Scores of the loaded block once <see cref="ScoreBlock"/> ran, [N].</summary>
    public int* Scores => _block.Scores;

    /// <summary>Documents in the loaded block.</summary>
    public int N => _block.N;

    /// <summary>Index in the loaded block of the first document that was not passed.</summary>
    public int At { get; private set; }

    /// <summary>Number of blocks.</summary>
    public int BlockCount { get; private set; }

    /// <summary>Upper bound of the term's score in the segment.</summary>
    public int Bound { get; private set; }

    /// <summary>Documents of the term in the segment.</summary>
    public int DocumentCount { get; private set; }

    /// <summary>The document stood on, or <see cref="End"/>; only after the block was loaded.</summary>
    public int Doc => At < N ? Docs[At] : End;

    /// <summary>Stands before the first document.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="entry">The term in it; at least one document.</param>
    /// <param name="scale">Its score.</param>
    /// <param name="weights">Configured field weights.</param>
    /// <param name="fields">Mask of the fields that count.</param>
    /// <exception cref="InvalidDataException">The postings are damaged; so from every method that reads them.</exception>
    public void Open(LexicalSegment segment, TermEntry entry, in Bm25Scale scale, in FieldWeights weights, int fields)
    {
        (_block.Segment, _block.Scale, _block.Weights, _block.Fields) = (segment, scale, weights, fields);
        DocumentCount = entry.Documents;
        _documents = segment.Count;
        _layout = new PostingsLayout(segment, entry);
        _lastDocs = _layout.LastDocs;
        BlockCount = _layout.BlockCount;
        _loaded = -1;
        At = 0;
        if (entry.Documents > PostingsEncoder.ShortList)
            Bound = Impacts.Bound(_layout.Impacts, scale);
        if (BlockCount > 1)
        {
            Array.Fill(_memo, (-1, 0));
            return;
        }

        Load(0);
        if (entry.Documents > PostingsEncoder.ShortList)
            return;
        _block.Score();
        Bound = 0;
        for (var i = 0; i < N; i++)
            Bound = Math.Max(Bound, Scores[i]);
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
            memo = (block, Impacts.Bound(_layout.BlockImpacts + ((long)block * Impacts.Bytes), _block.Scale));
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
        _loaded = block;
        At = 0;
        _block.Load(_layout.Block(block), _layout.End, Math.Min(PostingsEncoder.BlockSize, DocumentCount - (block * PostingsEncoder.BlockSize)), _layout.Before(block, _documents));
        _layout.CheckLast(block, (uint)Docs[N - 1]);
    }

    /// <summary>Scores the loaded block; documents without the term in the wanted fields score 0.</summary>
    public void ScoreBlock() => _block.Score();

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
    public int Score() => _block.ScoreOf(At);

    /// <summary>Whether a document of the loaded block has the term in a wanted field.</summary>
    public bool IsIn(int index) => _block.IsIn(index);

    /// <summary>Frequency in a field of the document stood on.</summary>
    public uint Frequency(int field) => _block.Frequency(At, field);

    /// <summary>Appends the positions of the document stood on in one field, ascending.</summary>
    public void ReadPositions(int field, List<uint> target) =>
        _block.ReadPositions(_layout.PositionsOf(_loaded), _layout.PositionsEnd, At, field, target);

    /// <summary>Index in the loaded block of the first document not below <paramref name="doc"/>, from <see cref="At"/> on; there is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Search(int doc)
    {
        var docs = Docs;
        var i = At;
        var wanted = Vector256.Create(doc);
        while (true)
        {
            // Lanes behind N hold rising numbers or leftovers; the last document is known not to be below.
            var below = Vector256.LessThan(Vector256.Load(docs + i), wanted).ExtractMostSignificantBits();
            if (below != 0xFF)
                return i + BitOperations.TrailingZeroCount(~below);
            i += 8;
        }
    }
}
