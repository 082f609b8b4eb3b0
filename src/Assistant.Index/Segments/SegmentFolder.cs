using Assistant.Index.Lexical;

namespace Assistant.Index.Segments;

/// <summary>The files of an index. A file is written under a temporary name, flushed to the disk, renamed, and then opened and checked like any other.</summary>
internal sealed class SegmentFolder
{
    private const string LexicalSuffix = ".lex";
    private const string VectorSuffix = ".vec";
    private const string TemporarySuffix = ".tmp";

    private readonly FieldWeights _weights;
    private long _nextFile;

    public SegmentFolder(string path, in FieldWeights weights)
    {
        Path = path;
        _weights = weights;
        Directory.CreateDirectory(path);
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Number of the next file.</summary>
    public long NextFile => Interlocked.Read(ref _nextFile);

    /// <summary>Goes on from the number that a commit names.</summary>
    public void Continue(long nextFile) => Interlocked.Exchange(ref _nextFile, Math.Max(NextFile, nextFile));

    /// <summary>Writes a lexical segment.</summary>
    /// <param name="write">Writes to the file and a spool.</param>
    public LexicalSegment WriteLexical(Action<Stream, Stream> write)
    {
        var name = NewName(LexicalSuffix);
        var spoolPath = System.IO.Path.Combine(Path, name + ".spool" + TemporarySuffix);
        using (var spool = new FileStream(spoolPath, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose))
            WriteFile(name, output => write(output, spool));
        return OpenWritten(name, OpenLexical);
    }

    /// <summary>Writes a vector segment.</summary>
    public VectorSegment WriteVectors(VectorSegment segment)
    {
        var name = NewName(VectorSuffix);
        WriteFile(name, segment.WriteTo);
        return OpenWritten(name, OpenVectors);
    }

    /// <summary>Opens and checks a lexical segment.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public LexicalSegment OpenLexical(string name) => LexicalSegment.Open(SegmentBytes.Map(System.IO.Path.Combine(Path, name)), _weights, name);

    /// <summary>Opens and checks a vector segment.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public VectorSegment OpenVectors(string name) => VectorSegment.Open(SegmentBytes.Map(System.IO.Path.Combine(Path, name)), name);

    /// <summary>Deletes segment files that are in none of the given sets. Mapped ones stay readable to those who hold them.</summary>
    public void DeleteOthers(IReadOnlySet<string> kept)
    {
        foreach (var path in Directory.EnumerateFiles(Path))
        {
            var name = System.IO.Path.GetFileName(path);
            if ((name.EndsWith(LexicalSuffix, StringComparison.Ordinal) || name.EndsWith(VectorSuffix, StringComparison.Ordinal)) && !kept.Contains(name))
                File.Delete(path);
        }
    }

    /// <summary>Deletes the file of a segment that nothing names; one that cannot be deleted is left for the next opening.</summary>
    public void Delete(string name)
    {
        try
        {
            File.Delete(System.IO.Path.Combine(Path, name));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The failure that led here, such as a full or lost disk, says more.
        }
    }

    /// <summary>Deletes what an interrupted write left; only while nothing writes.</summary>
    public void DeleteTemporary()
    {
        foreach (var path in Directory.EnumerateFiles(Path, "*" + TemporarySuffix))
            File.Delete(path);
    }

    private string NewName(string suffix) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Interlocked.Increment(ref _nextFile) - 1:D10}{suffix}");

    private void WriteFile(string name, Action<Stream> write)
    {
        var path = System.IO.Path.Combine(Path, name);
        try
        {
            using (var output = new FileStream(path + TemporarySuffix, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(output);
                output.Flush(flushToDisk: true);
            }

            File.Move(path + TemporarySuffix, path, overwrite: true);
        }
        catch
        {
            // A full disk must not fill further with each attempt.
            Delete(name + TemporarySuffix);
            throw;
        }
    }

    private T OpenWritten<T>(string name, Func<string, T> open)
    {
        try
        {
            return open(name);
        }
        catch
        {
            Delete(name);
            throw;
        }
    }
}
