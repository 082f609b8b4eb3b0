using Assistant.Index.Segments;

namespace Assistant.Index.Lexical;

/// <summary>Where the parts of a posting list lie, found to be within their sections. Null pointers where the list has one block only.</summary>
internal readonly unsafe struct PostingsLayout
{
    /// <summary>Most positions of a term in one field of a chunk, or all of a block with it: more are taken for damage.</summary>
    public const int MostPositions = 1 << 26;

    /// <summary>Finds the parts.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="entry">The term in it; at least one document.</param>
    /// <exception cref="InvalidDataException">They do not lie within the segment.</exception>
    public PostingsLayout(LexicalSegment segment, TermEntry entry)
    {
        if (entry.Documents < 1 || entry.Documents > segment.Count
            || (ulong)entry.Postings > (ulong)(segment.PostingsEnd - segment.Postings) || (ulong)entry.Positions > (ulong)(segment.PositionsEnd - segment.Positions))
            DamagedPostings.Throw();
        BlockCount = (entry.Documents + PostingsEncoder.BlockSize - 1) / PostingsEncoder.BlockSize;
        End = segment.PostingsEnd;
        Positions = segment.Positions + entry.Positions;
        PositionsEnd = segment.PositionsEnd;
        Impacts = segment.Postings + entry.Postings;
        Blocks = Impacts + (entry.Documents > PostingsEncoder.ShortList ? Lexical.Impacts.Bytes : 0);
        if (BlockCount > 1)
        {
            LastDocs = (uint*)Blocks;
            Starts = LastDocs + BlockCount;
            PositionStarts = Starts + BlockCount;
            BlockImpacts = (byte*)(PositionStarts + BlockCount);
            Blocks = BlockImpacts + ((long)BlockCount * Lexical.Impacts.Bytes);
        }

        if (Blocks > End)
            DamagedPostings.Throw();
    }

    /// <summary>Number of blocks.</summary>
    public int BlockCount { get; }

    /// <summary>Impacts of the term; there are none for a short list.</summary>
    public byte* Impacts { get; }

    /// <summary>Last document of each block.</summary>
    public uint* LastDocs { get; }

    /// <summary>Start of each block.</summary>
    public uint* Starts { get; }

    /// <summary>Start of the positions of each block.</summary>
    public uint* PositionStarts { get; }

    /// <summary>Impacts of each block.</summary>
    public byte* BlockImpacts { get; }

    /// <summary>The blocks.</summary>
    public byte* Blocks { get; }

    /// <summary>Behind the last byte of the section.</summary>
    public byte* End { get; }

    /// <summary>Positions of the term.</summary>
    public byte* Positions { get; }

    /// <summary>Behind the last byte of their section.</summary>
    public byte* PositionsEnd { get; }

    /// <summary>First byte of a block.</summary>
    public byte* Block(int block) => Starts is null ? Blocks : Within(Blocks, Starts[block], End);

    /// <summary>First byte of the positions of a block.</summary>
    public byte* PositionsOf(int block) => PositionStarts is null ? Positions : Within(Positions, PositionStarts[block], PositionsEnd);

    /// <summary>Document before the first of a block, 0xFFFFFFFF before the first of all.</summary>
    /// <param name="block">The block.</param>
    /// <param name="documents">Documents of the segment.</param>
    public uint Before(int block, int documents)
    {
        if (block == 0)
            return uint.MaxValue;
        var previous = LastDocs[block - 1];
        if (previous >= (uint)documents)
            DamagedPostings.Throw();
        return previous;
    }

    /// <summary>Checks the last document of a block that was decoded.</summary>
    public void CheckLast(int block, uint document)
    {
        if (LastDocs is not null && LastDocs[block] != document)
            DamagedPostings.Throw();
    }

    /// <summary>Checks that packed values lie before an end.</summary>
    /// <param name="at">First byte of the values.</param>
    /// <param name="end">Behind the last byte.</param>
    /// <param name="width">Their width.</param>
    /// <param name="count">Their number.</param>
    public static void CheckPacked(byte* at, byte* end, int width, long count)
    {
        if (width > 32 || (count + 7) / 8 * width > end - at)
            DamagedPostings.Throw();
    }

    /// <summary>Checks that documents ascend and are some of the segment's.</summary>
    /// <param name="docs">Decoded documents, [n].</param>
    /// <param name="n">Their number.</param>
    /// <param name="width">Width of their gaps.</param>
    /// <param name="documents">Documents of the segment.</param>
    public static void CheckDocuments(uint* docs, int n, int width, int documents)
    {
        // 128 gaps of up to 2^24 behind a number below 2^31 do not wrap round, so they ascend: the last one tells.
        var wrong = docs[n - 1] >= (uint)documents;
        for (var i = 0; width > 24 && i < n; i++)
            wrong |= docs[i] >= (uint)documents || (i > 0 && docs[i] <= docs[i - 1]);
        if (wrong)
            DamagedPostings.Throw();
    }

    private static byte* Within(byte* start, uint offset, byte* end)
    {
        if (offset > end - start)
            DamagedPostings.Throw();
        return start + offset;
    }
}
