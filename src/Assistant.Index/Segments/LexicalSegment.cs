using System.Numerics;
using Assistant.Index.Filters;
using Assistant.Index.Lexical;
using Assistant.Index.Text;

namespace Assistant.Index.Segments;

/// <summary>
/// A checked, immutable segment: dictionary, postings and rows of some chunks. Documents of a segment are numbered from 0 in
/// the order of their chunk keys. Safe from many threads; the bytes live as long as the object.
/// </summary>
internal sealed unsafe class LexicalSegment
{
    private readonly SegmentBytes _bytes;
    private readonly SegmentBytes _scored;
    private readonly ushort*[] _fieldLengths = new ushort*[FieldWeights.Count];
    private readonly uint* _fingerprints;
    private readonly int[] _languageCounts = new int[StopWords.LanguageCount];

    private LexicalSegment(SegmentBytes bytes, Footer footer, in FieldWeights weights, string? fileName)
    {
        _bytes = bytes;
        FileName = fileName;
        Checksum = footer.Checksum;
        Count = footer.Documents;
        Weights = footer.Weights;
        Postings = bytes.Address + footer.Offset(SegmentSection.Postings);
        PostingsEnd = Postings + footer.Length(SegmentSection.Postings);
        Positions = bytes.Address + footer.Offset(SegmentSection.Positions);
        PositionsEnd = Positions + footer.Length(SegmentSection.Positions);
        Terms = new TermDictionary(bytes.Address + footer.Offset(SegmentSection.Terms), footer.Length(SegmentSection.Terms), (uint*)(bytes.Address + footer.Offset(SegmentSection.TermIndex)), footer.Terms);
        Keys = (long*)(bytes.Address + footer.Offset(SegmentSection.Keys));
        _fingerprints = (uint*)(bytes.Address + footer.Offset(SegmentSection.Fingerprints));
        var lengths = (ushort*)(bytes.Address + footer.Offset(SegmentSection.Lengths));
        for (var field = 0; field < FieldWeights.Count; field++)
        {
            if ((footer.Fields & (1 << field)) == 0)
                continue;
            _fieldLengths[field] = lengths;
            lengths += Count;
        }

        Attributes = new SegmentAttributes(bytes, bytes.Address + footer.Offset(SegmentSection.Attributes), footer.Length(SegmentSection.Attributes), Count);
        for (var run = 0; run < Attributes.Runs; run++)
        {
            var (start, end) = Attributes.RowsOf(run);
            _languageCounts[(int)Attributes.LanguageOf(run)] += end - start;
        }

        (FirstKey, LastKey) = (Keys[0], Keys[Count - 1]);
        _scored = ScoreLengths(weights);
        Lengths = (ushort*)_scored.Address;
        Totals = SumLengths();
        for (var field = 0; field < FieldWeights.Count; field++)
        {
            // How far other weights than the segment's may lift a frequency or shorten a length.
            var ratio = weights[field] / Weights[field];
            if ((footer.Fields & (1 << field)) == 0)
                continue;
            FrequencySlack = Math.Max(FrequencySlack, ratio);
            LengthSlack = Math.Min(LengthSlack, ratio);
        }

        if (LengthSlack < 1)
            LengthSlack *= 0.5f; // The stored lengths were rounded.
    }

    /// <summary>Name of its file; null in memory.</summary>
    public string? FileName { get; }

    /// <summary>Checksum of the footer, and so of the checksums of all sections.</summary>
    public uint Checksum { get; }

    /// <summary>Documents, deleted ones included.</summary>
    public int Count { get; }

    /// <summary>Lowest chunk key, as it was when the segment was opened.</summary>
    public long FirstKey { get; }

    /// <summary>Highest chunk key, as it was when the segment was opened.</summary>
    public long LastKey { get; }

    /// <summary>Bytes of the segment.</summary>
    public long Bytes => _bytes.Length;

    /// <summary>Whether it lies in a mapped file.</summary>
    public bool IsMapped => _bytes.IsMapped;

    /// <summary>Field weights that its impacts were made with.</summary>
    public FieldWeights Weights { get; }

    /// <summary>Largest ratio of a configured weight to the segment's; at least 1.</summary>
    public float FrequencySlack { get; } = 1;

    /// <summary>Smallest such ratio; at most 1.</summary>
    public float LengthSlack { get; } = 1;

    /// <summary>Chunks by language, deleted ones included.</summary>
    public ReadOnlySpan<int> LanguageCounts => _languageCounts;

    /// <summary>Dictionary.</summary>
    public TermDictionary Terms { get; }

    /// <summary>Start of the postings.</summary>
    public byte* Postings { get; }

    /// <summary>End of the postings.</summary>
    public byte* PostingsEnd { get; }

    /// <summary>Start of the positions.</summary>
    public byte* Positions { get; }

    /// <summary>End of the positions.</summary>
    public byte* PositionsEnd { get; }

    /// <summary>Chunk keys, ascending, [Count].</summary>
    public long* Keys { get; }

    /// <summary>Scored lengths under the configured weights, [Count].</summary>
    public ushort* Lengths { get; }

    /// <summary>Sum of the field lengths of all documents, deleted ones included.</summary>
    public FieldTotals Totals { get; }

    /// <summary>What filters ask of the documents.</summary>
    public SegmentAttributes Attributes { get; }

    /// <summary>Chunk keys as a span.</summary>
    public ReadOnlySpan<long> KeySpan => new(Keys, Count);

    /// <summary>Document of a chunk key, or the complement of the next one's.</summary>
    public int Find(long key) => KeySpan.BinarySearch(key);

    /// <summary>Length of a field of a document in words, at most 65,535.</summary>
    public uint FieldLength(int field, int doc) => _fieldLengths[field] is null ? 0u : _fieldLengths[field][doc];

    /// <summary>Checksum of a document's text.</summary>
    public uint Fingerprint(int doc) => _fingerprints[doc];

    /// <summary>Row of a document.</summary>
    public ChunkRow Row(int doc) => new(Keys[doc], Attributes[doc], Fingerprint(doc),
        (ushort)FieldLength(0, doc), (ushort)FieldLength(1, doc), (ushort)FieldLength(2, doc), (ushort)FieldLength(3, doc));

    /// <summary>Opens a segment and checks all of it.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or of another version.</exception>
    public static LexicalSegment Open(SegmentBytes bytes, in FieldWeights weights, string? fileName = null)
    {
        var footer = Footer.Read(bytes, check: true);
        return new LexicalSegment(bytes, footer, weights, fileName);
    }

    /// <summary>The same segment scored with other field weights.</summary>
    public LexicalSegment WithWeights(in FieldWeights weights) => new(_bytes, Footer.Read(_bytes, check: false), weights, FileName);

    /// <summary>Writes the bytes of the segment: a file of it.</summary>
    public void CopyTo(Stream output)
    {
        const int Piece = 1 << 24;
        for (var at = 0L; at < _bytes.Length; at += Piece)
            output.Write(new ReadOnlySpan<byte>(_bytes.Address + at, (int)Math.Min(Piece, _bytes.Length - at)));
        GC.KeepAlive(this);
    }

    /// <summary>Computes all checksums again.</summary>
    /// <exception cref="InvalidDataException">A section is damaged.</exception>
    public void Check() => Footer.Read(_bytes, check: true);

    private SegmentBytes ScoreLengths(in FieldWeights weights)
    {
        var scored = SegmentBytes.Allocate(Count * sizeof(ushort));
        var target = (ushort*)scored.Address;
        for (var i = 0; i < Count; i++)
            target[i] = weights.Length(FieldLength(0, i), FieldLength(1, i), FieldLength(2, i), FieldLength(3, i));
        return scored;
    }

    private FieldTotals SumLengths()
    {
        var totals = default(FieldTotals);
        for (var i = 0; i < Count; i++)
            totals += FieldTotals.Of(this, i);
        return totals;
    }

    /// <summary>The end of the file: counts, weights, sections.</summary>
    private sealed class Footer
    {
        private readonly (long Offset, long Length)[] _sections = new (long, long)[Enum.GetValues<SegmentSection>().Length];

        public uint Checksum { get; private set; }

        public int Documents { get; private init; }

        public int Terms { get; private init; }

        public int Fields { get; private init; }

        public FieldWeights Weights { get; private init; }

        public long Offset(SegmentSection section) => _sections[(int)section].Offset;

        public long Length(SegmentSection section) => _sections[(int)section].Length;

        public static Footer Read(SegmentBytes bytes, bool check)
        {
            if (bytes.Length < SegmentFormat.FooterBytes + 8)
                throw new InvalidDataException("The segment is cut short.");
            var start = bytes.Address + bytes.Length - SegmentFormat.FooterBytes;
            var at = start;
            if (Take<ulong>(ref at) != SegmentFormat.Magic || *(ulong*)bytes.Address != SegmentFormat.Magic)
                throw new InvalidDataException("This is no segment, or it is cut short.");
            var version = Take<uint>(ref at);
            if (version != SegmentFormat.Version)
                throw new InvalidDataException($"The segment has format {version}; this program reads {SegmentFormat.Version}.");
            var footer = new Footer
            {
                Documents = Take<int>(ref at),
                Terms = Take<int>(ref at),
                Fields = Take<int>(ref at),
                Weights = new FieldWeights(Take<float>(ref at), Take<float>(ref at), Take<float>(ref at), Take<float>(ref at)),
            };
            var crcs = new uint[footer._sections.Length];
            for (var i = 0; i < crcs.Length; i++)
            {
                footer._sections[i] = (Take<long>(ref at), Take<long>(ref at));
                crcs[i] = Take<uint>(ref at);
            }

            footer.Checksum = Segments.Checksum.Of(start, at - start);
            if (footer.Checksum != Take<uint>(ref at))
                throw new InvalidDataException("The segment's footer is damaged.");
            for (var i = 0; i < crcs.Length && check; i++)
            {
                var (offset, length) = footer._sections[i];
                if (offset < 0 || length < 0 || length > bytes.Length - SegmentFormat.FooterBytes - offset || Segments.Checksum.Of(bytes.Address + offset, length) != crcs[i])
                    throw new InvalidDataException($"The section {(SegmentSection)i} of the segment is damaged.");
            }

            footer.CheckSizes();
            return footer;
        }

        /// <summary>Checks that sections are as long as the counts say.</summary>
        private void CheckSizes()
        {
            var blocks = (Terms + SegmentFormat.TermsPerBlock - 1L) / SegmentFormat.TermsPerBlock;
            if (Documents < 1 || Terms < 0 || Fields is < 0 or > FieldWeights.AllFields
                || Length(SegmentSection.TermIndex) != blocks * sizeof(uint)
                || Length(SegmentSection.Keys) != Documents * (long)sizeof(long)
                || Length(SegmentSection.Lengths) != Documents * (long)sizeof(ushort) * BitOperations.PopCount((uint)Fields)
                || Length(SegmentSection.Fingerprints) != Documents * (long)sizeof(uint))
                throw new InvalidDataException("The segment's sections do not fit its counts.");
        }

        private static T Take<T>(ref byte* at)
            where T : unmanaged
        {
            var value = *(T*)at;
            at += sizeof(T);
            return value;
        }
    }
}
