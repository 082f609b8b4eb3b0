namespace Assistant.Index.Segments;

/// <summary>Constants of segment files; the layout is in the project's README.</summary>
internal static class SegmentFormat
{
    /// <summary>First eight bytes of a file: "ASTLEX" and two bytes of format generation.</summary>
    public const ulong Magic = 0x3130_58454C545341;

    /// <summary>Changes with the layout or with the text analysis: an index of another version is built anew.</summary>
    public const uint Version = 2;

    /// <summary>Bytes of the footer, its zero padding included.</summary>
    public const int FooterBytes = 512;

    /// <summary>Terms of a dictionary block.</summary>
    public const int TermsPerBlock = 16;
}

/// <summary>Sections of a lexical segment.</summary>
internal enum SegmentSection
{
    /// <summary>Postings of all terms.</summary>
    Postings,

    /// <summary>Positions of all terms.</summary>
    Positions,

    /// <summary>Front-coded terms.</summary>
    Terms,

    /// <summary>Start of each block of terms, [blocks] u32.</summary>
    TermIndex,

    /// <summary>Chunk keys, ascending, [n] i64.</summary>
    Keys,

    /// <summary>Field lengths, [present fields, n] u16.</summary>
    Lengths,

    /// <summary>CRC-32C of each chunk's text as indexed, [n] u32.</summary>
    Fingerprints,

    /// <summary>Runs of documents with the same attributes, and bitmaps.</summary>
    Attributes,
}
