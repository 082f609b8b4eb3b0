using System.Buffers.Binary;

namespace Assistant.Index.Dense;

/// <summary>The vectors of one encoder in one segment: rows, and a graph over them when there are enough to pay for it.</summary>
/// <remarks>
/// Immutable and safe for concurrent searches, which take no locks and allocate nothing once warm. Reads mapped bytes in
/// place: the mapping must outlive every search. The layout is in the folder's README.
/// </remarks>
public sealed unsafe class DenseSegment
{
    internal const int HeaderBytes = 64;
    internal const uint FormatVersion = 1;
    private const int MostCandidates = 4096;
    private static readonly SearchScratch[] NoScratches = [];

    /// <summary>Takes rows, and a graph and bits over them or none.</summary>
    /// <exception cref="ArgumentException">Graph or bits are over other rows.</exception>
    public DenseSegment(QuantizedVectors vectors, HnswGraph? graph = null, BinaryVectors? binary = null)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        if (graph is not null && graph.Vectors != vectors)
            throw new ArgumentException("The graph is over other rows.", nameof(graph));
        if (binary is not null && (binary.Count != vectors.Count || binary.Dimensions != vectors.Dimensions))
            throw new ArgumentException("The bits are of other rows.", nameof(binary));
        Vectors = vectors;
        Graph = graph;
        Binary = binary;
    }

    internal static ReadOnlySpan<byte> Magic => "ASTDNSE\0"u8;

    /// <summary>Bytes that pooled search memory holds in this process, for all segments together.</summary>
    public static long PooledSearchBytes => SearchScratch.PooledBytes;

    /// <summary>The rows.</summary>
    public QuantizedVectors Vectors { get; }

    /// <summary>The graph, or null where the segment is small.</summary>
    public HnswGraph? Graph { get; }

    /// <summary>One bit a dimension, or null where they were not asked for.</summary>
    public BinaryVectors? Binary { get; }

    /// <summary>Number of rows.</summary>
    public int Count => Vectors.Count;

    /// <summary>Opens a segment in place.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged or of an unknown version.</exception>
    public static DenseSegment Open(ByteRegion region)
    {
        if (region.Length < HeaderBytes)
            throw new InvalidDataException("Dense segment: shorter than its header.");
        var header = new ReadOnlySpan<byte>(region.Start, HeaderBytes);
        if (!header[..8].SequenceEqual(Magic))
            throw new InvalidDataException("Dense segment: not a dense segment.");
        var version = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        if (version != FormatVersion)
            throw new InvalidDataException($"Dense segment: version {version}, this program reads {FormatVersion}.");
        var vectorBytes = BinaryPrimitives.ReadInt64LittleEndian(header[16..]);
        var graphBytes = BinaryPrimitives.ReadInt64LittleEndian(header[24..]);
        var binaryBytes = BinaryPrimitives.ReadInt64LittleEndian(header[32..]);
        var rest = region.Length - HeaderBytes;
        if (vectorBytes < 0 || graphBytes < 0 || vectorBytes > rest || graphBytes > rest - vectorBytes || binaryBytes != rest - vectorBytes - graphBytes)
            throw new InvalidDataException($"Dense segment: {region.Length} bytes do not hold {vectorBytes} of rows, {graphBytes} of graph and {binaryBytes} of bits.");
        var vectors = QuantizedVectors.Open(region.Slice(HeaderBytes, vectorBytes));
        var graph = graphBytes == 0 ? null : HnswGraph.Open(region.Slice(HeaderBytes + vectorBytes, graphBytes), vectors);
        var binary = binaryBytes == 0 ? null : BinaryVectors.Open(region.Slice(HeaderBytes + vectorBytes + graphBytes, binaryBytes));
        if (binary is not null && (binary.Count != vectors.Count || binary.Dimensions != vectors.Dimensions))
            throw new InvalidDataException("Dense segment: the bits are of other rows.");
        return new DenseSegment(vectors, graph, binary);
    }

    /// <summary>Builds a segment from rows, with a graph when they are at least <paramref name="graphFrom"/>.</summary>
    /// <param name="vectors">Rows; read in place for as long as the segment lives.</param>
    /// <param name="options">How a graph is built; null for the defaults.</param>
    /// <param name="graphFrom">Rows from which on a graph is built; the default is the measured one.</param>
    /// <param name="cancellationToken">Looked at every few milliseconds.</param>
    public static DenseSegment Build(
        QuantizedVectors vectors, HnswOptions? options = null, int graphFrom = DenseSearchRule.GraphRows, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        return new DenseSegment(vectors, vectors.Count >= Math.Max(1, graphFrom) ? HnswBuilder.Build(vectors, options, cancellationToken) : null);
    }

    /// <summary>Writes the segment in the file layout: header, rows, graph, bits.</summary>
    public void WriteTo(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Span<byte> header = stackalloc byte[HeaderBytes];
        header.Clear();
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], FormatVersion);
        BinaryPrimitives.WriteInt64LittleEndian(header[16..], QuantizedVectors.FileLength(Vectors.Dimensions, Vectors.Count));
        BinaryPrimitives.WriteInt64LittleEndian(header[24..], Graph?.FileLength ?? 0);
        BinaryPrimitives.WriteInt64LittleEndian(header[32..], Binary is null ? 0 : BinaryVectors.FileLength(Vectors.Dimensions, Vectors.Count));
        stream.Write(header);
        Vectors.WriteTo(stream);
        Graph?.WriteTo(stream);
        Binary?.WriteTo(stream);
    }

    /// <summary>Finds the <paramref name="hits"/>.Length rows with the largest inner product with the query, best first.</summary>
    /// <param name="query">Width of the rows, finite; of unit length for scores to be cosines.</param>
    /// <param name="filter">Which rows may be returned.</param>
    /// <param name="hits">Receives the rows; its length is k, at most 4,096.</param>
    /// <param name="options">How to search; null for the defaults.</param>
    /// <param name="cancellationToken">Honoured every 4,096 rows of a scan.</param>
    /// <returns>The number of hits: k, or fewer when fewer rows may be returned.</returns>
    /// <exception cref="ArgumentException">The query or the filter does not fit the rows.</exception>
    /// <exception cref="InvalidDataException">The bytes were damaged after they were opened.</exception>
    public int Search(
        ReadOnlySpan<float> query, RowFilter filter, Span<DenseHit> hits, DenseSearchOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= DenseSearchOptions.Default;
        var plan = Plan(filter, hits.Length, options);
        if (plan.Matches == 0 || hits.IsEmpty)
            return 0;
        var scratch = SearchScratch.Rent();
        try
        {
            scratch.Query.Set(query, Vectors);
            fixed (ulong* allowed = filter.Allowed, deleted = filter.Deleted)
            {
                var bits = new RowBits(allowed, deleted, Count);
                if (plan.Walk && Walk(scratch, plan, bits))
                    return Rescore(scratch, plan, hits);
                if (options.Path == DenseSearchPath.Binary)
                    bits = SelectByBits(scratch, query, plan, options, bits, cancellationToken);
                var threads = options.Path == DenseSearchPath.Binary ? 1 : ThreadsOf(options);
                if (threads > 1)
                    ScanShared(scratch, plan.Candidates, allowed, deleted, threads, cancellationToken);
                else
                    Scan(new ReadOnlySpan<SearchScratch>(ref scratch), plan.Candidates, bits, cancellationToken);
                return Rescore(scratch, scratch.Best.Drain(), hits);
            }
        }
        finally
        {
            SearchScratch.Return(scratch);
            GC.KeepAlive(this);
        }
    }

    /// <summary>Searches for several queries; exact scans read each row from memory once for all of them.</summary>
    /// <param name="queries">[count, width] row by row.</param>
    /// <param name="filter">Which rows may be returned, for every query alike.</param>
    /// <param name="hits">[count, k] row by row; unfilled places get row −1.</param>
    /// <param name="k">Hits a query, 1 to 4,096.</param>
    /// <param name="options">How to search; null for the defaults.</param>
    /// <param name="cancellationToken">Honoured every 4,096 rows of a scan and between walks.</param>
    /// <exception cref="ArgumentException">Queries, filter and hits do not fit together.</exception>
    public void SearchBatch(
        ReadOnlySpan<float> queries, RowFilter filter, Span<DenseHit> hits, int k, DenseSearchOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        options ??= DenseSearchOptions.Default;
        var count = queries.Length / Vectors.Dimensions;
        if (count * Vectors.Dimensions != queries.Length || hits.Length != (long)count * k)
            throw new ArgumentException($"{queries.Length} values and {hits.Length} hits are not whole queries of width {Vectors.Dimensions} and {k} hits.");
        hits.Fill(new DenseHit(-1, 0));
        var plan = Plan(filter, k, options);
        if (plan.Matches == 0 || count == 0)
            return;
        if (plan.Walk || options.Path == DenseSearchPath.Binary)
        {
            for (var i = 0; i < count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Search(queries.Slice(i * Vectors.Dimensions, Vectors.Dimensions), filter, hits.Slice(i * k, k), options, cancellationToken);
            }
            return;
        }
        var scratches = NoScratches;
        try
        {
            scratches = new SearchScratch[count];
            for (var i = 0; i < count; i++)
            {
                scratches[i] = SearchScratch.Rent();
                scratches[i].Query.Set(queries.Slice(i * Vectors.Dimensions, Vectors.Dimensions), Vectors);
            }
            fixed (ulong* allowed = filter.Allowed, deleted = filter.Deleted)
                Scan(scratches, plan.Candidates, new RowBits(allowed, deleted, Count), cancellationToken);
            for (var i = 0; i < count; i++)
                Rescore(scratches[i], scratches[i].Best.Drain(), hits.Slice(i * k, k));
        }
        finally
        {
            foreach (var scratch in scratches)
            {
                if (scratch is not null)
                    SearchScratch.Return(scratch);
            }
            GC.KeepAlive(this);
        }
    }

    /// <summary>The way that <see cref="Search"/> takes.</summary>
    internal SearchPlan Plan(RowFilter filter, int k, DenseSearchOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, MostCandidates);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Width, MostCandidates);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Candidates, MostCandidates);
        if (options.Path == DenseSearchPath.Graph && Graph is null)
            throw new InvalidOperationException("This segment has no graph.");
        if (options.Path == DenseSearchPath.Binary && Binary is null)
            throw new InvalidOperationException("This segment has no bits.");
        var matches = filter.CountMatches(Count);
        var candidates = Math.Max(k, options.Candidates > 0 ? options.Candidates : Math.Min(MostCandidates, Math.Max(3 * k, 32)));
        var width = Math.Max(k, options.Width > 0 ? options.Width : Math.Min(MostCandidates, DenseSearchRule.DefaultWidth(Count, k)));
        var scanCost = DenseSearchRule.ScanCost(Count, matches, ThreadsOf(options));
        var walk = options.Path switch
        {
            DenseSearchPath.Exact or DenseSearchPath.Binary => false,
            DenseSearchPath.Graph => true,
            _ => Graph is not null && DenseSearchRule.WalkCost(Count, matches, width) < scanCost,
        };
        return new SearchPlan(
            matches, candidates, width, walk, options.Path == DenseSearchPath.Graph ? long.MaxValue : DenseSearchRule.WalkBudget(scanCost), filter.IsEmpty);
    }

    private static int ThreadsOf(DenseSearchOptions options) => options.Threads == 0 ? Environment.ProcessorCount : options.Threads;

    private bool Walk(SearchScratch scratch, in SearchPlan plan, in RowBits bits)
    {
        if (!plan.Unrestricted)
            return Graph!.SearchFiltered(scratch, Math.Min(plan.Width, plan.Matches), bits, plan.Budget);
        Graph!.Search(scratch, plan.Width);
        return true;
    }

    private int Rescore(SearchScratch scratch, in SearchPlan plan, Span<DenseHit> hits)
    {
        var keys = plan.Unrestricted ? new ReadOnlySpan<ulong>(scratch.PoolKeys, scratch.PoolCount) : scratch.Best.Drain();
        return Rescore(scratch, keys[..Math.Min(keys.Length, plan.Candidates)], hits);
    }

    private int Rescore(SearchScratch scratch, ReadOnlySpan<ulong> keys, Span<DenseHit> hits)
    {
        var best = scratch.Best;
        best.Clear();
        foreach (var key in keys)
        {
            var row = ScoreKey.Row(key);
            var rescored = ScoreKey.Create(Vectors.Rescore(scratch.Query.Values, row), row);
            if (best.Count < hits.Length)
                best.Push(rescored);
            else if (rescored > best.Root)
                best.ReplaceRoot(rescored);
        }
        var found = best.Drain();
        for (var i = 0; i < found.Length; i++)
            hits[i] = new DenseHit(ScoreKey.Row(found[i]), ScoreKey.Score(found[i]));
        return found.Length;
    }

    private RowBits SelectByBits(
        SearchScratch scratch, ReadOnlySpan<float> query, in SearchPlan plan, DenseSearchOptions options, in RowBits bits, CancellationToken cancellationToken)
    {
        var wanted = (int)Math.Clamp(options.BinaryShare * Count, plan.Candidates, Math.Max(plan.Candidates, Count));
        return new RowBits(HammingScan.Select(Binary!, query, wanted, bits, scratch, cancellationToken), null, Count);
    }

    private void Scan(ReadOnlySpan<SearchScratch> scratches, int candidates, in RowBits bits, CancellationToken cancellationToken)
    {
        foreach (var scratch in scratches)
            scratch.Best.Clear();
        FlatSearch.Scan(Vectors, scratches, candidates, bits, 0, FlatSearch.Blocks(Count), cancellationToken);
    }

    /// <summary>One query, ranges of blocks on several threads; the result does not depend on their number.</summary>
    private void ScanShared(SearchScratch scratch, int candidates, ulong* allowed, ulong* deleted, int threads, CancellationToken cancellationToken)
    {
        const int rangeBlocks = 256;
        var blocks = FlatSearch.Blocks(Count);
        var bits = new RowBits(allowed, deleted, Count);
        var best = scratch.Best;
        best.Clear();
        var taken = 0;
        var workers = Math.Min(threads, (blocks + rangeBlocks - 1) / rangeBlocks);
        Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken }, _ =>
        {
            var own = SearchScratch.Rent();
            own.Query.CopyFrom(scratch.Query);
            own.Best.Clear();
            for (int from; (from = Interlocked.Add(ref taken, rangeBlocks) - rangeBlocks) < blocks;)
            {
                FlatSearch.Scan(
                    Vectors, new ReadOnlySpan<SearchScratch>(ref own), candidates, bits, from, Math.Min(from + rangeBlocks, blocks), cancellationToken);
            }
            lock (best)
            {
                foreach (var key in own.Best.Drain())
                {
                    if (best.Count < candidates)
                        best.Push(key);
                    else if (key > best.Root)
                        best.ReplaceRoot(key);
                }
            }
            SearchScratch.Return(own);
        });
    }
}
