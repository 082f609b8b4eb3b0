using Assistant.Index.Segments;

namespace Assistant.Index.Lexical;

/// <summary>Finds terms in the front-coded dictionary of a segment: binary search over blocks of 16 terms, then a scan.</summary>
internal readonly unsafe struct TermDictionary
{
    private readonly byte* _terms;
    private readonly uint* _blocks;
    private readonly int _blockCount;

    public TermDictionary(byte* terms, uint* blocks, int termCount)
    {
        _terms = terms;
        _blocks = blocks;
        Count = termCount;
        _blockCount = (termCount + SegmentFormat.TermsPerBlock - 1) / SegmentFormat.TermsPerBlock;
    }

    /// <summary>Number of terms.</summary>
    public int Count { get; }

    /// <summary>Looks a term up.</summary>
    public TermEntry Find(ReadOnlySpan<byte> term)
    {
        if (Count == 0)
            return default;
        var block = BlockOf(term);
        var at = _terms + _blocks[block];
        var postings = (long)Varint.Read(ref at);
        var positions = (long)Varint.Read(ref at);
        var left = Math.Min(SegmentFormat.TermsPerBlock, Count - (block * SegmentFormat.TermsPerBlock));

        // Bytes of the sought term that equal those of the term before: a term that shares more or fewer with its
        // predecessor than that is told apart without a look at its bytes.
        var matched = 0;
        for (; left > 0; left--)
        {
            var shared = (int)Varint.Read(ref at);
            var rest = (int)Varint.Read(ref at);
            if (shared < matched)
                return default;
            if (shared == matched)
            {
                var suffix = new ReadOnlySpan<byte>(at, rest);
                var common = suffix.CommonPrefixLength(term[matched..]);
                matched += common;
                if (common == rest && matched == term.Length)
                {
                    at += rest;
                    return new TermEntry((int)Varint.Read(ref at), postings, positions);
                }

                if (common < rest && (matched == term.Length || suffix[common] > term[matched]))
                    return default;
            }

            at += rest;
            Varint.Read(ref at);
            postings += (long)Varint.Read(ref at);
            positions += (long)Varint.Read(ref at);
        }

        return default;
    }

    /// <summary>A cursor before the first term that is not below <paramref name="term"/>.</summary>
    public TermCursor Seek(ReadOnlySpan<byte> term)
    {
        var block = BlockOf(term);
        var cursor = new TermCursor(_terms, Count, block * SegmentFormat.TermsPerBlock, _blockCount == 0 ? 0 : _blocks[block]);
        cursor.SkipBelow(term);
        return cursor;
    }

    private int BlockOf(ReadOnlySpan<byte> term)
    {
        int low = 0, high = _blockCount - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (FirstOf(middle).SequenceCompareTo(term) <= 0)
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }

    /// <summary>A cursor before the first term.</summary>
    public TermCursor All() => new(_terms, Count, 0, 0);

    private ReadOnlySpan<byte> FirstOf(int block)
    {
        var at = _terms + _blocks[block];
        Varint.Read(ref at);
        Varint.Read(ref at);
        Varint.Read(ref at);
        var length = (int)Varint.Read(ref at);
        return new ReadOnlySpan<byte>(at, length);
    }
}

/// <summary>Reads terms in order.</summary>
internal sealed unsafe class TermCursor
{
    private readonly int _count;
    private readonly byte[] _term = new byte[SegmentWriter.TermBytes];
    private byte* _at;
    private int _next;
    private int _length;
    private long _postings;
    private long _positions;
    private long _postingsLength;
    private long _positionsLength;
    private bool _held;

    public TermCursor(byte* terms, int count, int next, uint offset)
    {
        _at = terms + offset;
        _count = count;
        _next = next;
    }

    /// <summary>UTF-8 of the term, valid until the next move.</summary>
    public ReadOnlySpan<byte> Term => _term.AsSpan(0, _length);

    /// <summary>Where its postings are.</summary>
    public TermEntry Entry { get; private set; }

    /// <summary>Goes to the next term.</summary>
    public bool MoveNext()
    {
        if (_held)
        {
            _held = false;
            return true;
        }

        if (_next >= _count)
            return false;
        if (_next % SegmentFormat.TermsPerBlock == 0)
        {
            _postings = (long)Varint.Read(ref _at);
            _positions = (long)Varint.Read(ref _at);
            _postingsLength = _positionsLength = 0;
            _length = 0;
        }

        var shared = (int)Varint.Read(ref _at);
        var rest = (int)Varint.Read(ref _at);
        new ReadOnlySpan<byte>(_at, rest).CopyTo(_term.AsSpan(shared));
        _at += rest;
        _length = shared + rest;
        _postings += _postingsLength;
        _positions += _positionsLength;
        var documents = (int)Varint.Read(ref _at);
        _postingsLength = (long)Varint.Read(ref _at);
        _positionsLength = (long)Varint.Read(ref _at);
        Entry = new TermEntry(documents, _postings, _positions);
        _next++;
        return true;
    }

    /// <summary>Stands before the first term that is not below the given one.</summary>
    public void SkipBelow(ReadOnlySpan<byte> term)
    {
        while (MoveNext())
        {
            if (Term.SequenceCompareTo(term) >= 0)
            {
                _held = true;
                return;
            }
        }
    }
}
