using System.Buffers;
using System.Text;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Index.Lexical;
using Assistant.Index.Segments;
using Assistant.Index.Text;

namespace Assistant.Index.Filters;

/// <summary>
/// Attributes of a segment's rows, read in place: runs of neighbours that share everything (mostly the chunks of one document), a
/// bitmap for each collection, kind and tag, and the runs in the order of their dates. Immutable and safe from many threads.
/// </summary>
internal sealed unsafe class SegmentAttributes
{
    private const int HeaderBytes = 24;

    private readonly SegmentBytes _owner;
    private readonly byte* _start;
    private readonly int _rows;
    private readonly int _runs;
    private readonly long* _dates;
    private readonly uint* _starts;
    private readonly int* _collections;
    private readonly uint* _tagSets;
    private readonly uint* _byDate;
    private readonly byte* _kinds;
    private readonly byte* _languages;
    private readonly string[] _tagSetTexts;
    private readonly Dictionary<int, (int At, int Length)> _collectionBitmaps = [];
    private readonly Dictionary<int, (int At, int Length)> _kindBitmaps = [];
    private readonly Dictionary<string, (int At, int Length)> _tagBitmaps = new(StringComparer.Ordinal);

    /// <summary>Reads the directory; the bytes were checked.</summary>
    /// <param name="owner">Keeps the bytes.</param>
    /// <param name="start">Their start, at a multiple of 8.</param>
    /// <param name="length">Their number.</param>
    /// <param name="rows">Rows of the segment.</param>
    /// <exception cref="InvalidDataException">The counts do not fit the bytes.</exception>
    public SegmentAttributes(SegmentBytes owner, byte* start, long length, int rows)
    {
        _owner = owner;
        _start = start;
        _rows = rows;
        var counts = (int*)start;
        if (length is < HeaderBytes or > int.MaxValue || counts[0] < 0 || HeaderBytes + (counts[0] * 26L) + (Math.Max(0, counts[1]) * 4L) > length)
            throw new InvalidDataException("The attributes of the segment are cut short.");
        Length = length;
        _runs = counts[0];
        _dates = (long*)(start + HeaderBytes);
        _starts = (uint*)(_dates + _runs);
        _collections = (int*)(_starts + _runs);
        _tagSets = (uint*)(_collections + _runs);
        _byDate = _tagSets + _runs;
        _kinds = (byte*)(_byDate + _runs);
        _languages = _kinds + _runs;
        var reader = new Reader(new ReadOnlySpan<byte>(start, (int)length), HeaderBytes + (_runs * 26));
        try
        {
            _tagSetTexts = new string[counts[1]];
            for (var i = 0; i < _tagSetTexts.Length; i++)
                _tagSetTexts[i] = reader.Text();
            for (var i = 0; i < counts[2]; i++)
                _collectionBitmaps.Add(reader.Number(), reader.Bytes());
            for (var i = 0; i < counts[3]; i++)
                _kindBitmaps.Add(reader.Number(), reader.Bytes());
            for (var i = 0; i < counts[4]; i++)
                _tagBitmaps.Add(reader.Text(), reader.Bytes());
        }
        catch (Exception exception) when (exception is ArgumentException or OverflowException or IndexOutOfRangeException)
        {
            throw new InvalidDataException("The attributes of the segment are damaged.", exception);
        }

        // What is followed later, where it is checked again: bytes may be damaged after they were opened.
        for (var i = 0; i < _runs; i++)
        {
            if (_starts[i] >= (uint)rows || (i > 0 && _starts[i] <= _starts[i - 1]) || _byDate[i] >= (uint)_runs || _tagSets[i] >= (uint)_tagSetTexts.Length || (i == 0 && _starts[i] != 0) || _languages[i] >= StopWords.LanguageCount)
                throw Damaged();
        }

        if (_runs == 0 && rows > 0)
            throw new InvalidDataException("The attributes of the segment are missing.");
    }

    /// <summary>Number of runs of neighbours that share all attributes.</summary>
    public int Runs => _runs;

    /// <summary>Bytes that it takes.</summary>
    public long Length { get; }

    /// <summary>Attributes of a row.</summary>
    public ChunkAttributes this[int row]
    {
        get
        {
            int low = 0, high = _runs - 1;
            while (low < high)
            {
                var middle = (low + high + 1) / 2;
                if (_starts[middle] <= (uint)row)
                    low = middle;
                else
                    high = middle - 1;
            }

            var attributes = Run(low);
            GC.KeepAlive(_owner);
            return attributes;
        }
    }

    /// <summary>Rows of a run.</summary>
    /// <exception cref="InvalidDataException">The bytes were damaged after they were opened.</exception>
    public (int Start, int End) RowsOf(int run) => (Start(run), End(run));

    /// <summary>Language of a run.</summary>
    /// <exception cref="InvalidDataException">The bytes were damaged after they were opened.</exception>
    public Language LanguageOf(int run) => _languages[run] < StopWords.LanguageCount ? (Language)_languages[run] : throw Damaged();

    /// <summary>Writes the bytes; the writer stands at a multiple of 8.</summary>
    public void CopyTo(ByteWriter writer)
    {
        writer.Bytes(new ReadOnlySpan<byte>(_start, (int)Length));
        GC.KeepAlive(_owner);
    }

    /// <summary>Rows that pass a filter.</summary>
    /// <returns>Bit r of word r / 64 for row r; null when all pass; empty when none does.</returns>
    /// <exception cref="InvalidDataException">The bytes were damaged after they were opened.</exception>
    public ulong[]? Select(SearchFilter filter)
    {
        var bits = default(ulong[]);
        var any = SelectCollections(filter.Collections, ref bits) && SelectKind(filter.Kind, ref bits);
        for (var i = 0; any && i < (filter.Tags?.Count ?? 0); i++)
            any = _tagBitmaps.TryGetValue(filter.Tags![i], out var bitmap) && Intersect(ref bits, [bitmap]);
        any = any && SelectDates(filter.From?.ToUnixTimeMilliseconds() ?? long.MinValue, filter.To?.ToUnixTimeMilliseconds() ?? long.MaxValue, ref bits);
        GC.KeepAlive(_owner);
        return any ? bits : [];
    }

    private bool SelectCollections(IReadOnlySet<int>? collections, ref ulong[]? bits)
    {
        if (collections is null)
            return true;
        var wanted = _collectionBitmaps.Where(entry => collections.Contains(entry.Key)).Select(entry => entry.Value).ToArray();
        return wanted.Length > 0 && (wanted.Length == _collectionBitmaps.Count || Intersect(ref bits, wanted));
    }

    private bool SelectKind(ContentKind? kind, ref ulong[]? bits) =>
        kind is not { } wanted || (_kindBitmaps.TryGetValue((int)wanted, out var bitmap) && (_kindBitmaps.Count == 1 || Intersect(ref bits, [bitmap])));

    /// <summary>The runs of a range of dates are neighbours in the order of dates: they are set, or, where they are the most, the others cleared.</summary>
    private bool SelectDates(long from, long to, ref ulong[]? bits)
    {
        if (from == long.MinValue && to == long.MaxValue)
            return true;
        int low = LowerBound(from), high = LowerBound(to);
        if (low >= high)
            return false;
        if (high - low == _runs)
            return true;
        if (high - low <= _runs / 2)
        {
            var chosen = ArrayPool<ulong>.Shared.Rent(Words);
            chosen.AsSpan(0, Words).Clear();
            for (var i = low; i < high; i++)
                CompressedBitmap.Fill(chosen, Start(ByDate(i)), End(ByDate(i)));
            return Combine(ref bits, chosen);
        }

        if (bits is null)
            CompressedBitmap.Fill(bits = new ulong[Words], 0, _rows);
        for (var i = 0; i < _runs; i++)
        {
            if (i == low)
                i = high;
            if (i < _runs)
                CompressedBitmap.Clear(bits, Start(ByDate(i)), End(ByDate(i)));
        }

        return bits.AsSpan().ContainsAnyExcept(0UL);
    }

    private int Words => (_rows + 63) / 64;

    private int Start(int run) => _starts[run] <= (uint)_rows ? (int)_starts[run] : throw Damaged();

    private int End(int run) => run + 1 < _runs ? Start(run + 1) : _rows;

    private int ByDate(int place) => _byDate[place] < (uint)_runs ? (int)_byDate[place] : throw Damaged();

    private ChunkAttributes Run(int run)
    {
        var tags = _tagSets[run];
        return new(_collections[run], (ContentKind)_kinds[run], LanguageOf(run), tags < (uint)_tagSetTexts.Length ? _tagSetTexts[tags] : throw Damaged(), _dates[run]);
    }

    private static InvalidDataException Damaged() => new("The attributes of the segment are damaged.");

    /// <summary>Number of runs whose date is before a moment.</summary>
    private int LowerBound(long date)
    {
        int low = 0, high = _runs;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_dates[ByDate(middle)] < date)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>Keeps the bits that stand in any of the bitmaps; tells whether any is left.</summary>
    private bool Intersect(ref ulong[]? bits, ReadOnlySpan<(int At, int Length)> bitmaps)
    {
        var chosen = ArrayPool<ulong>.Shared.Rent(Words);
        chosen.AsSpan(0, Words).Clear();
        foreach (var (at, length) in bitmaps)
            CompressedBitmap.Or(new ReadOnlySpan<byte>(_start + at, length), chosen.AsSpan(0, Words));
        return Combine(ref bits, chosen);
    }

    private bool Combine(ref ulong[]? bits, ulong[] chosen)
    {
        var words = chosen.AsSpan(0, Words);
        if (bits is null)
            bits = words.ToArray();
        for (var i = 0; i < bits.Length; i++)
            bits[i] &= words[i];
        ArrayPool<ulong>.Shared.Return(chosen);
        return bits.AsSpan().ContainsAnyExcept(0UL);
    }

    /// <summary>Reads the directory behind the runs.</summary>
    private ref struct Reader(ReadOnlySpan<byte> bytes, int at)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;
        private int _at = at;

        public int Number()
        {
            var value = BitConverter.ToInt32(_bytes.Slice(_at, 4));
            _at += 4;
            return value;
        }

        public (int At, int Length) Bytes()
        {
            var length = Number();
            _ = _bytes.Slice(_at, length);
            _at += length;
            return (_at - length, length);
        }

        public string Text()
        {
            var (at, length) = Bytes();
            return Encoding.UTF8.GetString(_bytes.Slice(at, length));
        }
    }
}
