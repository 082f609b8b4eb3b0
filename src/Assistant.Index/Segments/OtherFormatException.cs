namespace Assistant.Index.Segments;

/// <summary>The index was written in another format than this program's: nothing is damaged, but all of it is built anew.</summary>
internal sealed class OtherFormatException(uint found) : Exception($"The index has format {found}; this program reads and writes {SegmentFormat.Version}.")
{
    /// <summary>The format that was found.</summary>
    public uint Found { get; } = found;
}
