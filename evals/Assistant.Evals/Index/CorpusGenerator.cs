using System.Runtime.InteropServices;
using System.Text.Json;

namespace Assistant.Evals.Index;

/// <summary>
/// Writes a corpus for the benches of the index, the same for a seed on every machine with the same mathematical library: <c>corpus.jsonl</c> and <c>queries.jsonl</c>
/// (one <c>{"id", "text"}</c> a line), <c>base_D.f32</c> and <c>query_D.f32</c> (raw little-endian rows of unit length) and
/// <c>gt_D.i32</c> (for each query its 100 nearest rows by inner product, exact). Memory does not grow with the corpus.
/// </summary>
public static class CorpusGenerator
{
    /// <summary>Queries of a corpus.</summary>
    public const int Queries = 500;

    private const int BlockRows = 1000;
    private const int BlocksAtOnce = 8;

    /// <summary>Writes the files; the folder is made when it is missing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are no chunks, or the width is negative.</exception>
    /// <exception cref="InvalidDataException">The folder of words holds too few.</exception>
    public static void Write(string folder, CorpusOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Chunks, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Dimensions);
        Directory.CreateDirectory(folder);
        WriteText(folder, options, cancellationToken);
        if (options.Dimensions > 0)
            WriteVectors(folder, options, cancellationToken);
    }

    private static void WriteText(string folder, CorpusOptions options, CancellationToken cancellationToken)
    {
        var words = options.WordsFrom is { } source ? TextModel.FromFolder(source) : TextModel.MadeUp(options.Seed);
        using (var output = File.Create(Path.Combine(folder, "corpus.jsonl")))
        {
            InBlocks(options.Chunks, (block, rows) =>
            {
                var random = RandomOf(options.Seed, 1, block);
                return Lines(block * BlockRows, rows, () => words.Chunk(random));
            }, output, cancellationToken);
        }

        var asked = RandomOf(options.Seed, 2, 0);
        File.WriteAllBytes(Path.Combine(folder, "queries.jsonl"), Lines(0, Queries, () => words.Query(asked)));
    }

    private static void WriteVectors(string folder, CorpusOptions options, CancellationToken cancellationToken)
    {
        var width = options.Dimensions;
        var vectors = new ClusteredVectors(width, RandomOf(options.Seed, 3, width));
        using (var output = File.Create(Path.Combine(folder, $"base_{width}.f32")))
        {
            InBlocks(options.Chunks, (block, rows) =>
            {
                var values = new float[rows * width];
                vectors.Fill(values, RandomOf(options.Seed, 4, block));
                return MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
            }, output, cancellationToken);
        }

        var queries = new float[Queries * width];
        vectors.Fill(queries, RandomOf(options.Seed, 5, width));
        File.WriteAllBytes(Path.Combine(folder, $"query_{width}.f32"), MemoryMarshal.AsBytes(queries.AsSpan()).ToArray());
        using var corpus = new CorpusFolder(folder, width);
        var truth = ExactNeighbours.Find(corpus, options.Chunks, Queries, CorpusFolder.TruthRows, null, cancellationToken);
        File.WriteAllBytes(Path.Combine(folder, $"gt_{width}.i32"), MemoryMarshal.AsBytes(truth.AsSpan()).ToArray());
    }

    /// <summary>Makes blocks on all processors and writes them in order. Each block has a random generator of its own, so that threads change nothing.</summary>
    private static void InBlocks(int chunks, Func<int, int, byte[]> make, FileStream output, CancellationToken cancellationToken)
    {
        var made = new byte[BlocksAtOnce][];
        for (var first = 0; first * BlockRows < chunks; first += BlocksAtOnce)
        {
            var blocks = Math.Min(BlocksAtOnce, (chunks - (first * BlockRows) + BlockRows - 1) / BlockRows);
            Parallel.For(0, blocks, new ParallelOptions { CancellationToken = cancellationToken }, i =>
                made[i] = make(first + i, Math.Min(BlockRows, chunks - ((first + i) * BlockRows))));
            for (var i = 0; i < blocks; i++)
                output.Write(made[i]);
        }
    }

    private static byte[] Lines(int firstId, int count, Func<string> text)
    {
        using var bytes = new MemoryStream();
        using var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        for (var i = 0; i < count; i++)
        {
            json.WriteStartObject();
            json.WriteNumber("id", firstId + i);
            json.WriteString("text", text());
            json.WriteEndObject();
            json.Flush();
            json.Reset();
            bytes.WriteByte((byte)'\n');
        }

        return bytes.ToArray();
    }

    private static Random RandomOf(int seed, int purpose, int block)
    {
        // The finishing steps of SplitMix64: neighbouring numbers must not give generators that resemble each other.
        var mixed = ((ulong)(uint)seed << 32) ^ ((ulong)(uint)purpose << 56) ^ (uint)block;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return new Random((int)(mixed ^ (mixed >> 31)));
    }
}
