using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Assistant.Index.Dense;

/// <summary>What one search works in: query, visited marks, candidate pool. Reused through <see cref="Rent"/>, so that searches allocate nothing.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Pooled for the life of the process; the finalizer of a dropped buffer frees it.")]
internal sealed unsafe class SearchScratch
{
    // Two for each processor covers searches that run on pool threads plus callers; more at once allocate and are dropped.
    private static readonly SearchScratch?[] Pool = new SearchScratch?[Math.Max(8, 2 * Environment.ProcessorCount)];

    private NativeBuffer _visited = new(0);
    private NativeBuffer _pool = new(0);
    private NativeBuffer _hamming = new(0);
    private byte _epoch;

    public QuantizedQuery Query { get; } = new();

    /// <summary>A second query, for the comparisons among candidates of an insertion.</summary>
    public QuantizedQuery Candidate { get; } = new();

    /// <summary>Smallest key at the root: the best allowed rows so far.</summary>
    public KeyHeap Best { get; } = new(maximum: false);

    /// <summary>Largest key at the root: nodes still to expand in a filtered walk.</summary>
    public KeyHeap Frontier { get; } = new(maximum: true);

    /// <summary>Room for the neighbours of one node, plus padding to a group of four.</summary>
    public NativeBuffer Neighbours { get; } = new((HnswLevel.MaxSlots + 4) * sizeof(uint));

    /// <summary>Best nodes of the last walk, descending; <see cref="PoolCount"/> of them.</summary>
    public ulong* PoolKeys => (ulong*)_pool.Start;

    public int PoolCount { get; set; }

    /// <summary>Rows scored by the last walk.</summary>
    public int Scored { get; set; }

    public byte* Visited => _visited.Start;

    public byte Epoch => _epoch;

    /// <summary>Bytes held by scratches at rest.</summary>
    public static long PooledBytes
    {
        get
        {
            var bytes = 0L;
            foreach (var scratch in Pool)
                bytes += scratch is null ? 0 : scratch._visited.Length + scratch._pool.Length + scratch._hamming.Length;
            return bytes;
        }
    }

    public static SearchScratch Rent()
    {
        for (var i = 0; i < Pool.Length; i++)
        {
            if (Pool[i] is not null && Interlocked.Exchange(ref Pool[i], null) is { } scratch)
                return scratch;
        }
        return new SearchScratch();
    }

    public static void Return(SearchScratch scratch)
    {
        for (var i = 0; i < Pool.Length; i++)
        {
            if (Pool[i] is null && Interlocked.CompareExchange(ref Pool[i], scratch, null) is null)
                return;
        }
    }

    /// <summary>Starts a walk over <paramref name="nodes"/> nodes, none of them visited. The pool stays as it is.</summary>
    public void Begin(int nodes)
    {
        if (_visited.Length < nodes)
        {
            _visited.Dispose();
            _visited = new NativeBuffer(Math.Max(nodes, 1024) * 5L / 4);
            _epoch = 0;
        }
        if (++_epoch == 0)
        {
            // One byte a node keeps the marks in cache; every 255th walk pays for clearing them.
            Unsafe.InitBlockUnaligned(_visited.Start, 0, (uint)_visited.Length);
            _epoch = 1;
        }
        Scored = 0;
    }

    /// <summary>Memory of a Hamming scan: [rows] distances, [distances + 1] zeroed counts, [rows / 64] selected rows.</summary>
    public void Hamming(int rows, int largest, out ushort* distances, out int* countsOf, out ulong* selected)
    {
        var counts = (rows * (long)sizeof(ushort) + 63) / 64 * 64;
        var selection = counts + ((largest + 1L) * sizeof(int) + 63) / 64 * 64;
        var length = selection + (rows + 63) / 64 * sizeof(ulong);
        if (_hamming.Length < length)
        {
            _hamming.Dispose();
            _hamming = new NativeBuffer(length);
        }
        Unsafe.InitBlockUnaligned(_hamming.Start + counts, 0, (uint)((largest + 1) * sizeof(int)));
        distances = (ushort*)_hamming.Start;
        countsOf = (int*)(_hamming.Start + counts);
        selected = (ulong*)(_hamming.Start + selection);
    }

    /// <summary>Makes room for <paramref name="width"/> keys and one more; the keys there stay.</summary>
    public void ReservePool(int width)
    {
        if (_pool.Length >= (width + 1L) * sizeof(ulong))
            return;
        var larger = new NativeBuffer((width + 1L) * sizeof(ulong) * 5 / 4);
        Buffer.MemoryCopy(_pool.Start, larger.Start, larger.Length, Math.Min(_pool.Length, PoolCount * sizeof(ulong)));
        _pool.Dispose();
        _pool = larger;
    }
}
