using Assistant.Index.Segments;

namespace Assistant.Index.Lexical;

/// <summary>Finds terms in the front-coded dictionary of a segment: binary search over blocks of 16 terms, then a scan.</summary>
internal readonly unsafe struct TermDictionary
{
    private readonly byte* _terms;
    private readonly byte* _end;
    private readonly uint* _blocks;
    private readonly int _blockCount;

    /// <param name="terms">Front-coded terms.</param>
    /// <param name="length">Their bytes.</param>
    /// <param name="blocks">Start of each block of them.</param>
    /// <param name="termCount">Number of terms.</param>
    public TermDictionary(byte* terms, long length, uint* blocks, int termCount)
    {
        _terms = terms;
        _end = terms + length;
        _blocks = blocks;
        Count = termCount;
        _blockCount = (termCount + SegmentFormat.TermsPerBlock - 1) / SegmentFormat.TermsPerBlock;
    }

    /// <summary>Number of terms.</summary>
    public int Count { get; }

    /// <summary>Looks a term up.</summary>
    /// <exception cref="InvalidDataException">The dictionary is damaged; so from the other methods and cursors.</exception>
    public TermEntry Find(ReadOnlySpan<byte> term)
    {
        if (Count == 0)
            return default;
        var block = BlockOf(term);
        var at = StartOf(block);
        var postings = (long)Varint.Read(ref at, _end);
        var positions = (long)Varint.Read(ref at, _end);
        var left = Math.Min(SegmentFormat.TermsPerBlock, Count - (block * SegmentFormat.TermsPerBlock));

        // Bytes of the sought term that equal those of the term before: a term that shares more or fewer with its
        // predecessor than that is told apart without a look at its bytes.
        var matched = 0;
        for (; left > 0; left--)
        {
            var shared = (long)Varint.Read(ref at, _end);
            var rest = Varint.ReadLength(ref at, _end);
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
                    return new TermEntry((int)Varint.Read(ref at, _end), postings, positions);
                }

                if (common < rest && (matched == term.Length || suffix[common] > term[matched]))
                    return default;
            }

            at += rest;
            Varint.Read(ref at, _end);
            postings += (long)Varint.Read(ref at, _end);
            positions += (long)Varint.Read(ref at, _end);
        }

        return default;
    }

    /// <summary>A cursor before the first term that is not below <paramref name="term"/>.</summary>
    public TermCursor Seek(ReadOnlySpan<byte> term)
    {
        var block = BlockOf(term);
        var cursor = new TermCursor(_blockCount == 0 ? _terms : StartOf(block), _end, Count, block * SegmentFormat.TermsPerBlock);
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
    public TermCursor All() => new(_terms, _end, Count, 0);

    private ReadOnlySpan<byte> FirstOf(int block)
    {
        var at = StartOf(block);
        Varint.Read(ref at, _end);
        Varint.Read(ref at, _end);
        Varint.Read(ref at, _end);
        var length = Varint.ReadLength(ref at, _end);
        return new ReadOnlySpan<byte>(at, length);
    }

    private byte* StartOf(int block)
    {
        if (_blocks[block] > _end - _terms)
            DamagedPostings.Throw();
        return _terms + _blocks[block];
    }
}

/// <summary>Reads terms in order.</summary>
internal sealed unsafe class TermCursor
{
    private readonly int _count;
    private readonly byte[] _term = new byte[SegmentWriter.TermBytes];
    private readonly byte* _end;
    private byte* _at;
    private int _next;
    private int _length;
    private long _postings;
    private long _positions;
    private long _postingsLength;
    private long _positionsLength;
    private bool _held;

    public TermCursor(byte* at, byte* end, int count, int next)
    {
        _at = at;
        _end = end;
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
            _postings = (long)Varint.Read(ref _at, _end);
            _positions = (long)Varint.Read(ref _at, _end);
            _postingsLength = _positionsLength = 0;
            _length = 0;
        }

        var shared = Varint.Read(ref _at, _end);
        var rest = Varint.ReadLength(ref _at, _end);
        if (shared > (ulong)_length || (int)shared + rest > SegmentWriter.TermBytes)
            DamagedPostings.Throw();
        new ReadOnlySpan<byte>(_at, rest).CopyTo(_term.AsSpan((int)shared));
        _at += rest;
        _length = (int)shared + rest;
        _postings += _postingsLength;
        _positions += _positionsLength;
        var documents = (int)Varint.Read(ref _at, _end);
        _postingsLength = (long)Varint.Read(ref _at, _end);
        _positionsLength = (long)Varint.Read(ref _at, _end);
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
