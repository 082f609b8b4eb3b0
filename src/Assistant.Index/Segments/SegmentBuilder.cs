using System.Numerics;
using System.Runtime.InteropServices;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Index.Filters;
using Assistant.Index.Lexical;
using Assistant.Index.Text;

namespace Assistant.Index.Segments;

/// <summary>
/// Collects chunks and makes a segment of them. Occurrences are kept in the order of the text and sorted by term once at the
/// end (a counting sort), which is faster than growing a list per term. What a written word gives is remembered from chunk to
/// chunk and from segment to segment, so that most words are analyzed once.
/// One thread at a time.
/// </summary>
internal sealed class SegmentBuilder
{
    /// <summary>Positions between two headings, so that no phrase spans them.</summary>
    private const int HeadingGap = 8;

    /// <summary>Words longer than this are analyzed each time.</summary>
    private const int LongestRemembered = 32;

    /// <summary>Bytes of remembered words at which they are forgotten after a build.</summary>
    private const long RememberedLimit = 64L << 20;

    private readonly FieldWeights _weights;
    private readonly LanguageChooser _languages;
    private readonly TextAnalyzer _analyzer = new();
    private readonly TermTable _terms = new();
    private readonly TermTable _words = new();
    private readonly List<ChunkRow> _rows = [];
    private readonly List<int> _starts = [];
    private readonly PostingList _list = new();
    private (int Start, short Count, short Advance)[] _expansions = new (int, short, short)[256];
    private List<(int Term, int Offset)> _expanded = [];
    private int[] _counts = new int[256];

    // Term in the upper half, then 2 bits of field and 30 of position.
    private ulong[] _occurrences = new ulong[1 << 12];
    private int _occurrenceCount;

    public SegmentBuilder(in FieldWeights weights, LanguageChooser languages)
    {
        _weights = weights;
        _languages = languages;
    }

    /// <summary>Chunks collected.</summary>
    public int Count => _rows.Count;

    /// <summary>Bytes of memory held for collected chunks and remembered words.</summary>
    public long Memory => (_occurrences.Length * 8L) + _terms.Memory + _words.Memory + (_rows.Count * 56L);

    /// <summary>Adds a chunk; each key once.</summary>
    public void Add(IndexedChunk chunk)
    {
        var language = _languages.Choose(chunk.Text);
        _starts.Add(_occurrenceCount);
        var title = AddField(IndexField.Title, chunk.Title, 0, language);
        var headings = 0;
        var at = 0;
        foreach (var heading in chunk.Headings)
        {
            var words = AddField(IndexField.Headings, heading, at, language);
            headings += words;
            at += words + HeadingGap;
        }

        var field = chunk.BlockKind is BlockKind.Caption or BlockKind.Ocr ? IndexField.Caption : IndexField.Body;
        var text = AddField(field, chunk.Text, 0, language);
        _rows.Add(new ChunkRow(chunk.Key, ChunkAttributes.Of(chunk, language), ChunkFingerprint.Of(chunk),
            Cap(title), Cap(headings), Cap(field == IndexField.Body ? text : 0), Cap(field == IndexField.Caption ? text : 0)));

        static ushort Cap(int length) => (ushort)Math.Min(length, ushort.MaxValue);
    }

    /// <summary>Makes a segment in memory of what was collected and begins anew.</summary>
    public LexicalSegment Build()
    {
        using var output = new MemoryStream();
        using var spool = new MemoryStream();
        Write(output, spool);
        return LexicalSegment.Open(SegmentBytes.Copy(output.GetBuffer().AsSpan(0, (int)output.Length)), _weights);
    }

    /// <summary>Writes a segment of what was collected and begins anew.</summary>
    public void Write(Stream output, Stream spool)
    {
        // Documents are numbered by key.
        var order = new int[_rows.Count];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        var keys = new long[order.Length];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = _rows[i].Key;
        Array.Sort(keys, order);
        var rows = new ChunkRow[order.Length];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = _rows[order[i]];
        var writer = new SegmentWriter(output, spool, rows, _weights);
        WriteTerms(writer, order);
        writer.Finish();
        Clear();
    }

    private void WriteTerms(SegmentWriter writer, int[] order)
    {
        var terms = SortedTerms();
        var starts = new int[_terms.Count];
        var total = 0;
        foreach (var term in terms)
        {
            starts[term] = total;
            total += _counts[term];
        }

        // Document in the upper half, then field and position.
        var sorted = new ulong[_occurrenceCount];
        for (var doc = 0; doc < order.Length; doc++)
        {
            var from = _starts[order[doc]];
            var to = order[doc] + 1 < _starts.Count ? _starts[order[doc] + 1] : _occurrenceCount;
            for (var i = from; i < to; i++)
            {
                var occurrence = _occurrences[i];
                sorted[starts[(int)(occurrence >> 32)]++] = ((ulong)doc << 32) | (uint)occurrence;
            }
        }

        foreach (var term in terms)
        {
            _list.Clear();
            var end = starts[term];
            var mine = sorted.AsSpan(end - _counts[term], _counts[term]);
            SortWithinDocuments(mine);
            foreach (var occurrence in mine)
                _list.Add((uint)(occurrence >> 32), (int)(occurrence >> 30) & 3, (uint)occurrence & 0x3FFFFFFF);
            writer.Add(_terms[term], _list);
        }
    }

    /// <summary>Occurrences come by document and field; a word's parts may stand behind a later part of the word before only in rare cases, which are put right here.</summary>
    private static void SortWithinDocuments(Span<ulong> occurrences)
    {
        for (var i = 1; i < occurrences.Length; i++)
        {
            if (occurrences[i] < occurrences[i - 1])
            {
                occurrences.Sort();
                return;
            }
        }
    }

    private int[] SortedTerms()
    {
        var count = 0;
        for (var term = 0; term < _terms.Count; term++)
            count += _counts[term] != 0 ? 1 : 0;
        var terms = new int[count];
        var prefixes = new ulong[count];
        count = 0;
        Span<byte> first = stackalloc byte[8];
        for (var term = 0; term < _terms.Count; term++)
        {
            if (_counts[term] == 0)
                continue;
            first.Clear();
            var bytes = _terms[term];
            bytes[..Math.Min(8, bytes.Length)].CopyTo(first);
            prefixes[count] = System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(first);
            terms[count++] = term;
        }

        // By the first eight bytes, then runs of equal ones by the rest.
        Array.Sort(prefixes, terms);
        for (var i = 0; i < count;)
        {
            var end = i + 1;
            while (end < count && prefixes[end] == prefixes[i])
                end++;
            if (end - i > 1)
                terms.AsSpan(i, end - i).Sort((a, b) => _terms[a].SequenceCompareTo(_terms[b]));
            i = end;
        }

        return terms;
    }

    /// <summary>Forgets what was collected.</summary>
    public void Discard() => Clear();

    private void Clear()
    {
        _rows.Clear();
        _starts.Clear();
        _occurrenceCount = 0;
        if (_occurrences.Length > 1 << 16)
            _occurrences = new ulong[1 << 12];
        if (_terms.Memory + _words.Memory > RememberedLimit)
        {
            _terms.Clear();
            _words.Clear();
            _expanded = [];
            _counts = new int[256];
            _expansions = new (int, short, short)[256];
        }

        _counts.AsSpan().Clear();
    }

    private int AddField(IndexField field, string? text, int position, Language language)
    {
        if (string.IsNullOrEmpty(text))
            return 0;
        var start = position;
        var words = new WordSegmenter(text);
        while (words.MoveNext())
        {
            var word = words.Current;
            if (word.Length > LongestRemembered)
            {
                _analyzer.Expand(word, words.Shape, language);
                for (var i = 0; i < _analyzer.Count; i++)
                    AddOccurrence(TermOf(i), field, position + _analyzer.Offset(i));
                position += _analyzer.Advance;
                continue;
            }

            var id = _words.Add(MemoryMarshal.AsBytes(word), (uint)language, out var added);
            if (added)
                Remember(id, word, words.Shape, language);
            var (first, count, advance) = _expansions[id];
            for (var i = 0; i < count; i++)
            {
                var (term, offset) = _expanded[first + i];
                AddOccurrence(term, field, position + offset);
            }

            position += advance;
        }

        return position - start;
    }

    private void Remember(int id, ReadOnlySpan<char> word, WordShape shape, Language language)
    {
        if (id >= _expansions.Length)
            Array.Resize(ref _expansions, id * 2);
        _analyzer.Expand(word, shape, language);
        _expansions[id] = (_expanded.Count, (short)_analyzer.Count, (short)_analyzer.Advance);
        for (var i = 0; i < _analyzer.Count; i++)
            _expanded.Add((TermOf(i), _analyzer.Offset(i)));
    }

    private int TermOf(int index)
    {
        var term = _terms.Add(_analyzer.Term(index), 0, out _);
        if (term >= _counts.Length)
            Array.Resize(ref _counts, (int)BitOperations.RoundUpToPowerOf2((uint)term + 1));
        return term;
    }

    private void AddOccurrence(int term, IndexField field, int position)
    {
        if (_occurrenceCount == _occurrences.Length)
            Array.Resize(ref _occurrences, _occurrenceCount * 2);
        _occurrences[_occurrenceCount++] = ((ulong)(uint)term << 32) | ((ulong)field << 30) | (uint)Math.Min(position, 0x3FFFFFFF);
        _counts[term]++;
    }
}
