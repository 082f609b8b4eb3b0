using System.Buffers.Binary;

namespace Assistant.Index.Dense;

/// <summary>
/// A hierarchical navigable small-world graph over the rows of a <see cref="QuantizedVectors"/>
/// (Malkov and Yashunin 2016, https://arxiv.org/abs/1603.09320).
/// </summary>
/// <remarks>Immutable and safe for concurrent readers. Reads the bytes in place; the layout is in the folder's README.</remarks>
public sealed unsafe class HnswGraph
{
    internal const int HeaderBytes = 64;
    internal const int MaxLevels = 32;
    internal const uint FormatVersion = 1;
    internal static ReadOnlySpan<byte> Magic => "ASTHNSW\0"u8;

    private readonly HnswLevel[] _levels;
    private readonly uint _entry;
    private readonly object? _owner;

    internal HnswGraph(QuantizedVectors vectors, HnswLevel[] levels, uint entry, HnswOptions options, object? owner)
    {
        Vectors = vectors;
        _levels = levels;
        _entry = entry;
        Options = options;
        _owner = owner;
    }

    /// <summary>The rows that the graph links.</summary>
    public QuantizedVectors Vectors { get; }

    /// <summary>Connectivity, width and seed that the graph was built with.</summary>
    public HnswOptions Options { get; }

    /// <summary>Number of levels, 1 for a graph without upper ones.</summary>
    public int Levels => _levels.Length;

    /// <summary>Bytes of the graph in a file.</summary>
    public long FileLength => Layout(SizesOf(_levels), _levels[0].Slots, Options.Connectivity)[^1];

    internal ReadOnlySpan<HnswLevel> LevelViews => _levels;

    internal uint Entry => _entry;

    /// <summary>Opens a graph in place.</summary>
    /// <param name="region">The bytes that <see cref="WriteTo"/> wrote.</param>
    /// <param name="vectors">The rows that it was built over.</param>
    /// <exception cref="InvalidDataException">The bytes are not a whole graph of a known version over that many rows, or a link leads nowhere.</exception>
    public static HnswGraph Open(ByteRegion region, QuantizedVectors vectors)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        if (region.Length < HeaderBytes)
            throw new InvalidDataException("Graph: shorter than its header.");
        var header = new ReadOnlySpan<byte>(region.Start, HeaderBytes);
        if (!header[..8].SequenceEqual(Magic))
            throw new InvalidDataException("Graph: not a graph file.");
        var version = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        if (version != FormatVersion)
            throw new InvalidDataException($"Graph: version {version}, this program reads {FormatVersion}.");
        var connectivity = BinaryPrimitives.ReadUInt32LittleEndian(header[12..]);
        var slots = BinaryPrimitives.ReadUInt32LittleEndian(header[16..]);
        var levelCount = BinaryPrimitives.ReadUInt32LittleEndian(header[20..]);
        var rows = BinaryPrimitives.ReadUInt64LittleEndian(header[24..]);
        var entry = BinaryPrimitives.ReadUInt32LittleEndian(header[32..]);
        if (connectivity is < 4 or > 64 || slots != 2 * connectivity || levelCount is 0 or > MaxLevels)
            throw new InvalidDataException($"Graph: {levelCount} levels of {slots} and {connectivity} links are out of range.");
        if (rows != (ulong)vectors.Count)
            throw new InvalidDataException($"Graph: over {rows} rows where the vectors have {vectors.Count}.");
        if (region.Length < HeaderBytes + levelCount * sizeof(ulong))
            throw new InvalidDataException("Graph: shorter than its table of levels.");
        var sizes = new int[levelCount];
        for (var level = 0; level < sizes.Length; level++)
        {
            var size = BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(region.Start + HeaderBytes + level * sizeof(ulong), sizeof(ulong)));
            if (level == 0 ? size != rows : size == 0 || size > (ulong)sizes[level - 1])
                throw new InvalidDataException($"Graph: {size} nodes on level {level}.");
            sizes[level] = (int)size;
        }
        var at = Layout(sizes, (int)slots, (int)connectivity);
        if (region.Length != at[^1] || BinaryPrimitives.ReadUInt64LittleEndian(header[48..]) != (ulong)at[^1])
            throw new InvalidDataException($"Graph: {region.Length} bytes where {at[^1]} belong.");
        var levels = new HnswLevel[sizes.Length];
        levels[0] = new HnswLevel((uint*)(region.Start + at[0]), (int)slots, sizes[0], null, null);
        for (var level = 1; level < sizes.Length; level++)
        {
            levels[level] = new HnswLevel(
                (uint*)(region.Start + at[3 * level]), (int)connectivity, sizes[level],
                (uint*)(region.Start + at[3 * level - 2]), (uint*)(region.Start + at[3 * level - 1]));
        }
        if (rows > 0 && entry >= (uint)sizes[^1])
            throw new InvalidDataException($"Graph: entry {entry} of {sizes[^1]}.");
        for (var level = 0; level < levels.Length; level++)
            CheckLevel(levels, level, vectors.Count);
        var options = new HnswOptions
        {
            Connectivity = (int)connectivity,
            ConstructionWidth = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(header[36..]), int.MaxValue),
            Seed = BinaryPrimitives.ReadUInt64LittleEndian(header[40..]),
            BatchRows = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(header[56..]), int.MaxValue),
        };
        return new HnswGraph(vectors, levels, entry, options, region.Owner);
    }

    /// <summary>Writes the graph in the file layout.</summary>
    public void WriteTo(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var sizes = SizesOf(_levels);
        var at = Layout(sizes, _levels[0].Slots, Options.Connectivity);
        Span<byte> header = stackalloc byte[HeaderBytes + MaxLevels * sizeof(ulong)];
        header.Clear();
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], FormatVersion);
        BinaryPrimitives.WriteUInt32LittleEndian(header[12..], (uint)Options.Connectivity);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], (uint)_levels[0].Slots);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], (uint)_levels.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(header[24..], (ulong)Vectors.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(header[32..], _entry);
        BinaryPrimitives.WriteUInt32LittleEndian(header[36..], (uint)Options.ConstructionWidth);
        BinaryPrimitives.WriteUInt64LittleEndian(header[40..], Options.Seed);
        BinaryPrimitives.WriteUInt64LittleEndian(header[48..], (ulong)at[^1]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[56..], (uint)Options.BatchRows);
        for (var level = 0; level < sizes.Length; level++)
            BinaryPrimitives.WriteUInt64LittleEndian(header[(HeaderBytes + level * sizeof(ulong))..], (ulong)sizes[level]);
        stream.Write(header[..(int)at[0]]);
        var links = _levels[0];
        StreamBytes.Write(stream, (byte*)links.Links, (long)links.Count * links.Slots * sizeof(uint), at[1] - at[0]);
        for (var i = 1; i < _levels.Length; i++)
        {
            var level = _levels[i];
            StreamBytes.Write(stream, (byte*)level.Rows, (long)level.Count * sizeof(uint), at[3 * i - 1] - at[3 * i - 2]);
            StreamBytes.Write(stream, (byte*)level.Down, (long)level.Count * sizeof(uint), at[3 * i] - at[3 * i - 1]);
            StreamBytes.Write(stream, (byte*)level.Links, (long)level.Count * level.Slots * sizeof(uint), at[3 * i + 1] - at[3 * i]);
        }
        GC.KeepAlive(_owner);
    }

    /// <summary>
    /// Walks the graph for the query in <paramref name="scratch"/>: afterwards the scratch's pool holds the nearest rows as far as
    /// the walk finds them, by 8-bit score, descending.
    /// </summary>
    internal void Search(SearchScratch scratch, int width)
    {
        scratch.PoolCount = 0;
        if (Vectors.Count > 0)
        {
            Descend(scratch);
            HnswWalk.Search(_levels[0], Vectors, scratch.Query, width, scratch);
        }
        GC.KeepAlive(_owner);
    }

    /// <summary>Like <see cref="Search"/> for the rows that pass; they are left in the scratch's heap.</summary>
    /// <returns>False when the budget of scored rows was spent before the walk ended.</returns>
    internal bool SearchFiltered(SearchScratch scratch, int width, in RowBits bits, long budget)
    {
        scratch.Best.Clear();
        if (Vectors.Count == 0)
            return true;
        Descend(scratch);
        var done = HnswWalk.SearchFiltered(_levels[0], Vectors, scratch.Query, width, bits, budget, scratch);
        GC.KeepAlive(_owner);
        return done;
    }

    private void Descend(SearchScratch scratch)
    {
        HnswWalk.Start(_levels[^1], Vectors, scratch.Query, _entry, scratch);
        for (var level = _levels.Length - 1; level > 0; level--)
        {
            HnswWalk.Search(_levels[level], Vectors, scratch.Query, HnswWalk.UpperWidth, scratch);
            HnswWalk.Descend(_levels[level], scratch);
        }
    }

    /// <summary>Offsets: level 0's links, then rows, down and links of each upper level, then the end.</summary>
    private static long[] Layout(ReadOnlySpan<int> sizes, int slots, int connectivity)
    {
        var at = new long[3 * sizes.Length - 1];
        at[0] = Align(HeaderBytes + sizes.Length * sizeof(ulong));
        at[1] = at[0] + Align((long)sizes[0] * slots * sizeof(uint));
        for (var level = 1; level < sizes.Length; level++)
        {
            at[3 * level - 1] = at[3 * level - 2] + Align((long)sizes[level] * sizeof(uint));
            at[3 * level] = at[3 * level - 1] + Align((long)sizes[level] * sizeof(uint));
            at[3 * level + 1] = at[3 * level] + Align((long)sizes[level] * connectivity * sizeof(uint));
        }
        return at;

        static long Align(long length) => (length + 63) / 64 * 64;
    }

    private static int[] SizesOf(HnswLevel[] levels) => Array.ConvertAll(levels, level => level.Count);

    private static void CheckLevel(HnswLevel[] levels, int level, int rows)
    {
        var view = levels[level];
        var slots = (long)view.Count * view.Slots;
        for (long i = 0; i < slots; i++)
        {
            if (view.Links[i] >= (uint)view.Count && view.Links[i] != HnswLevel.None)
                throw new InvalidDataException($"Graph: a link of level {level} leads to node {view.Links[i]} of {view.Count}.");
        }
        for (var i = 0; level > 0 && i < view.Count; i++)
        {
            if (view.Rows[i] >= (uint)rows || view.Down[i] >= (uint)levels[level - 1].Count)
                throw new InvalidDataException($"Graph: node {i} of level {level} stands for row {view.Rows[i]} of {rows}.");
        }
    }
}
