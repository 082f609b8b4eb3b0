using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace Assistant.Evals.Index;

/// <summary>
/// Reads a corpus as <see cref="CorpusGenerator"/> and the scripts of ../shared/peers write it. Texts and vectors stay in their files and are read
/// piece by piece. Reading is safe from many threads.
/// </summary>
public sealed class CorpusFolder : IDisposable
{
    /// <summary>Neighbours of a query in <c>gt_D.i32</c>.</summary>
    public const int TruthRows = 100;

    private const int LinesPerMark = 10;

    private readonly string _folder;
    private readonly SafeFileHandle _text;
    private readonly SafeFileHandle? _vectors;

    // Where every tenth line begins, and the end of the file.
    private readonly List<long> _marks = [];

    /// <summary>Opens the files and finds the lines.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="dimensions">Width of the vectors to read; 0 for text alone.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">Text and vectors are not of the same number.</exception>
    public CorpusFolder(string folder, int dimensions)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(dimensions);
        _folder = folder;
        Dimensions = dimensions;
        _text = File.OpenHandle(Path.Combine(folder, "corpus.jsonl"));
        Count = FindLines();
        Queries = [.. File.ReadLines(Path.Combine(folder, "queries.jsonl")).Select(line => TextOf(System.Text.Encoding.UTF8.GetBytes(line)))];
        if (dimensions == 0)
            return;
        _vectors = File.OpenHandle(Path.Combine(folder, $"base_{dimensions}.f32"));
        if (RandomAccess.GetLength(_vectors) != (long)Count * dimensions * sizeof(float))
            throw new InvalidDataException($"{folder} holds {Count} texts, and {RandomAccess.GetLength(_vectors)} bytes of vectors, which is not as many of width {dimensions}.");
        QueryVectors = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(folder, $"query_{dimensions}.f32"))).ToArray();
        if (QueryVectors.Length != Queries.Count * dimensions)
            throw new InvalidDataException($"{folder} holds {Queries.Count} queries, and not as many vectors of width {dimensions} for them.");
    }

    /// <summary>Chunks, one vector each.</summary>
    public int Count { get; }

    /// <summary>Width of the vectors; 0 for none.</summary>
    public int Dimensions { get; }

    /// <summary>Text queries.</summary>
    public IReadOnlyList<string> Queries { get; }

    /// <summary>[queries, width]; the i-th belongs to the i-th text query.</summary>
    public ReadOnlyMemory<float> QueryVectors { get; }

    /// <summary>Reads texts.</summary>
    /// <param name="first">First chunk.</param>
    /// <param name="count">Chunks; the corpus must hold them.</param>
    public List<string> ReadTexts(int first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first + count, Count);
        var from = first / LinesPerMark;
        var to = (first + count + LinesPerMark - 1) / LinesPerMark;
        var bytes = new byte[(int)(_marks[to] - _marks[from])];
        ReadExactly(_text, bytes, _marks[from]);
        var texts = new List<string>(count);
        var rest = bytes.AsSpan();
        for (var line = from * LinesPerMark; line < first + count; line++)
        {
            var end = rest.IndexOf((byte)'\n');
            if (line >= first)
                texts.Add(TextOf(end < 0 ? rest : rest[..end]));
            rest = end < 0 ? [] : rest[(end + 1)..];
        }

        return texts;
    }

    /// <summary>Reads vectors.</summary>
    /// <param name="first">First chunk.</param>
    /// <param name="rows">[n, width], receives the rows.</param>
    public void ReadVectors(int first, Span<float> rows) =>
        ReadExactly(_vectors ?? throw new InvalidOperationException("The corpus was opened without vectors."), MemoryMarshal.AsBytes(rows), (long)first * Dimensions * sizeof(float));

    /// <summary>
    /// Nearest rows of queries among the first rows: those of <c>gt_D.i32</c> for the whole corpus where it is there, else computed for at most
    /// <paramref name="most"/> queries.
    /// </summary>
    /// <returns>[queries, 100], and the number of queries.</returns>
    public (int[] Rows, int Queries) Truth(int rows, int most, CancellationToken cancellationToken)
    {
        var path = Path.Combine(_folder, $"gt_{Dimensions}.i32");
        if (rows == Count && File.Exists(path))
        {
            var stored = MemoryMarshal.Cast<byte, int>(File.ReadAllBytes(path)).ToArray();
            return (stored, stored.Length / TruthRows);
        }

        var queries = Math.Min(most, Queries.Count);
        return (ExactNeighbours.Find(this, rows, queries, TruthRows, null, cancellationToken), queries);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _text.Dispose();
        _vectors?.Dispose();
    }

    private int FindLines()
    {
        var buffer = new byte[1 << 20];
        var lines = 0;
        var start = 0L;
        int read;
        for (var at = 0L; (read = RandomAccess.Read(_text, buffer, at)) > 0; at += read)
        {
            for (var i = 0; i < read;)
            {
                if (start == at + i && lines % LinesPerMark == 0)
                    _marks.Add(start);
                var end = buffer.AsSpan(i, read - i).IndexOf((byte)'\n');
                if (end < 0)
                    break;
                i += end + 1;
                start = at + i;
                lines++;
            }
        }

        var length = RandomAccess.GetLength(_text);
        _marks.Add(length);
        return start < length ? lines + 1 : lines;
    }

    private static string TextOf(ReadOnlySpan<byte> line)
    {
        var json = new Utf8JsonReader(line);
        while (json.Read())
        {
            if (json.TokenType != JsonTokenType.PropertyName)
                continue;
            var wanted = json.ValueTextEquals("text"u8);
            json.Read();
            if (wanted)
                return json.GetString() ?? "";
            json.Skip();
        }

        throw new InvalidDataException("A line of the corpus has no \"text\".");
    }

    private static void ReadExactly(SafeFileHandle file, Span<byte> bytes, long at)
    {
        while (bytes.Length > 0)
        {
            var read = RandomAccess.Read(file, bytes, at);
            if (read == 0)
                throw new EndOfStreamException("The corpus ends early.");
            bytes = bytes[read..];
            at += read;
        }
    }
}
