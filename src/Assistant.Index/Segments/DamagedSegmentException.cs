namespace Assistant.Index.Segments;

/// <summary>A segment file was found damaged after it was opened.</summary>
internal sealed class DamagedSegmentException : IOException
{
    private DamagedSegmentException(string file, object segment, InvalidDataException inner)
        : base($"{file}: {inner.Message}", inner)
    {
        FileName = file;
        Segment = segment;
    }

    /// <summary>The file.</summary>
    public string FileName { get; }

    /// <summary>The segment.</summary>
    public object Segment { get; }

    /// <summary>Runs a check of a segment, unless it is in memory only.</summary>
    /// <exception cref="DamagedSegmentException">The check fails.</exception>
    public static void Check(string? file, object segment, Action check)
    {
        if (file is null)
            return;
        try
        {
            check();
        }
        catch (InvalidDataException exception)
        {
            throw new DamagedSegmentException(file, segment, exception);
        }
    }
}
