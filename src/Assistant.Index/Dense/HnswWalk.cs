using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Assistant.Index.Dense;

/// <summary>
/// The graph walks (Malkov and Yashunin 2016, algorithms 2 and 5), shared by search and build. Each node number that comes
/// from the bytes is compared with the level's size before use, so that bytes damaged after they were opened end in an
/// exception and never in a read out of bounds.
/// </summary>
internal static unsafe class HnswWalk
{
    /// <summary>
    /// Width of the walk on levels above those of interest. The paper goes there with one candidate; with a thousand separate clusters in a
    /// million rows one in seven queries then ended in a wrong cluster and found nothing at all (recall 0.86, and 0.98 with 16, in the same time).
    /// </summary>
    public const int UpperWidth = 16;

    /// <summary>Makes one node the whole pool.</summary>
    public static void Start(in HnswLevel level, QuantizedVectors vectors, QuantizedQuery query, uint entry, SearchScratch scratch)
    {
        CheckNode(entry, level.Count);
        scratch.ReservePool(1);
        scratch.PoolKeys[0] = ScoreKey.Create(ScoreOne(vectors, query, CheckRow(level.Row(entry), vectors.Count)), (int)entry);
        scratch.PoolCount = 1;
    }

    /// <summary>Takes the pool one level down. The rows stay, so do their scores; numbers ascend with rows on every level, so the order stays too.</summary>
    public static void Descend(in HnswLevel level, SearchScratch scratch)
    {
        var pool = scratch.PoolKeys;
        for (var i = 0; i < scratch.PoolCount; i++)
            pool[i] = ScoreKey.Create(ScoreKey.Score(pool[i]), (int)level.Down[ScoreKey.Row(pool[i])]);
    }

    /// <summary>
    /// Collects the <paramref name="width"/> nodes of a level that are nearest, as far as the walk finds them, into the
    /// scratch's pool: one sorted array in which each node is expanded at most once, best first. Starts from what the pool holds.
    /// </summary>
    public static void Search(in HnswLevel level, QuantizedVectors vectors, QuantizedQuery query, int width, SearchScratch scratch)
    {
        scratch.Begin(level.Count);
        scratch.ReservePool(width);
        var pool = scratch.PoolKeys;
        var visited = scratch.Visited;
        var epoch = scratch.Epoch;
        var buffer = (uint*)scratch.Neighbours.Start;
        var nodes = (uint)level.Count;
        var size = Math.Min(scratch.PoolCount, width);
        var scored = 0;
        for (var i = 0; i < size; i++)
            visited[CheckNode((uint)ScoreKey.Row(pool[i]), level.Count)] = epoch;
        for (var next = 0; next < size;)
        {
            var node = (uint)ScoreKey.Row(pool[next]);
            pool[next] |= ScoreKey.Expanded;
            var list = level.List(node);
            var found = 0;
            for (var i = 0; i < level.Slots; i++)
            {
                var neighbour = list[i];
                if (neighbour >= nodes)
                {
                    if (neighbour == HnswLevel.None)
                        break;
                    throw Damaged(neighbour, level.Count);
                }
                if (visited[neighbour] == epoch)
                    continue;
                visited[neighbour] = epoch;
                Prefetch(vectors, CheckRow(level.Row(neighbour), vectors.Count));
                buffer[found++] = neighbour;
            }
            scored += found;
            var lowest = next + 1;
            for (var i = 0; i < found; i += 4)
            {
                Pad(buffer, i, found);
                var scores = Score4(level, vectors, query, buffer + i);
                var lanes = Math.Min(4, found - i);
                for (var lane = 0; lane < lanes; lane++)
                {
                    var key = ScoreKey.Create(scores.GetElement(lane), (int)buffer[i + lane]);
                    if (size == width)
                    {
                        if (key < pool[width - 1])
                            continue;
                        size--;
                    }
                    var at = Insert(pool, size++, key);
                    lowest = Math.Min(lowest, at);
                }
            }
            next = lowest;
            while (next < size && (pool[next] & ScoreKey.Expanded) != 0)
                next++;
            if (next < size)
                PrefetchList(level, (uint)ScoreKey.Row(pool[next]));
        }
        scratch.PoolCount = size;
        scratch.Scored = scored;
    }

    /// <summary>
    /// Collects the <paramref name="width"/> nearest rows of level 0 that pass <paramref name="bits"/> into
    /// <see cref="SearchScratch.Best"/>, starting from what the pool holds. Rows that do not pass are walked through and never returned.
    /// </summary>
    /// <returns>False when more than <paramref name="budget"/> rows were scored: an exact scan is then the cheaper way.</returns>
    public static bool SearchFiltered(
        in HnswLevel level, QuantizedVectors vectors, QuantizedQuery query, int width, in RowBits bits, long budget, SearchScratch scratch)
    {
        scratch.Begin(level.Count);
        var visited = scratch.Visited;
        var epoch = scratch.Epoch;
        var buffer = (uint*)scratch.Neighbours.Start;
        var nodes = (uint)level.Count;
        var best = scratch.Best;
        var frontier = scratch.Frontier;
        best.Clear();
        frontier.Clear();
        for (var i = 0; i < scratch.PoolCount; i++)
        {
            var key = scratch.PoolKeys[i];
            var row = (int)CheckNode((uint)ScoreKey.Row(key), level.Count);
            visited[row] = epoch;
            frontier.Push(key);
            if (bits.Contains(row) && best.Count < width)
                best.Push(key);
        }
        var scored = 0L;
        while (frontier.Count > 0)
        {
            var top = frontier.Pop();
            if (best.Count == width && top < best.Root)
                break;
            var list = level.List((uint)ScoreKey.Row(top));
            var found = 0;
            for (var i = 0; i < level.Slots; i++)
            {
                var neighbour = list[i];
                if (neighbour >= nodes)
                {
                    if (neighbour == HnswLevel.None)
                        break;
                    throw Damaged(neighbour, level.Count);
                }
                if (visited[neighbour] == epoch)
                    continue;
                visited[neighbour] = epoch;
                Prefetch(vectors, (int)neighbour);
                buffer[found++] = neighbour;
            }
            scored += found;
            if (scored > budget)
            {
                scratch.Scored = (int)Math.Min(scored, int.MaxValue);
                return false;
            }
            for (var i = 0; i < found; i += 4)
            {
                Pad(buffer, i, found);
                var scores = Score4(level, vectors, query, buffer + i);
                var lanes = Math.Min(4, found - i);
                for (var lane = 0; lane < lanes; lane++)
                {
                    var row = (int)buffer[i + lane];
                    var key = ScoreKey.Create(scores.GetElement(lane), row);
                    var full = best.Count == width;
                    if (full && key < best.Root)
                        continue;
                    frontier.Push(key);
                    if (!bits.Contains(row))
                        continue;
                    if (full)
                        best.ReplaceRoot(key);
                    else
                        best.Push(key);
                }
            }
        }
        scratch.Scored = (int)Math.Min(scored, int.MaxValue);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ScoreOne(QuantizedVectors vectors, QuantizedQuery query, int row) =>
        (DotKernels.Dot(query.Codes, vectors.CodeRow(row), vectors.Stride) - query.Bias) * vectors.Scales[row];

    /// <summary>Scores four nodes of a level; the numbers must have been checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Score4(in HnswLevel level, QuantizedVectors vectors, QuantizedQuery query, uint* nodes) =>
        Score4(vectors, query, level.Row(nodes[0]), level.Row(nodes[1]), level.Row(nodes[2]), level.Row(nodes[3]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Score4(QuantizedVectors vectors, QuantizedQuery query, int a, int b, int c, int d)
    {
        var dots = DotKernels.Dot4(
            query.Codes, vectors.CodeRow(a), vectors.CodeRow(b), vectors.CodeRow(c), vectors.CodeRow(d), vectors.Stride);
        var scales = vectors.Scales;
        return Vector128.ConvertToSingle(dots - Vector128.Create(query.Bias)) * Vector128.Create(scales[a], scales[b], scales[c], scales[d]);
    }

    /// <summary>Inserts a key into a descending array of <paramref name="size"/> keys with room for one more; returns its place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Insert(ulong* keys, int size, ulong key)
    {
        var at = 0;
        for (var length = size; length > 0;)
        {
            var half = length >> 1;
            var goRight = keys[at + half] > key;
            at = goRight ? at + half + 1 : at;
            length = goRight ? length - half - 1 : half;
        }
        Buffer.MemoryCopy(keys + at, keys + at + 1, (long)(size - at) * sizeof(ulong), (long)(size - at) * sizeof(ulong));
        keys[at] = key;
        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(QuantizedVectors vectors, int row)
    {
        if (!Sse.IsSupported)
            return;
        var bytes = vectors.CodeRow(row);
        // Past 512 bytes the hardware's own prefetcher has seen the stream.
        var end = Math.Min(vectors.Stride, 512);
        for (var i = 0; i < end; i += 64)
            Sse.Prefetch0(bytes + i);
        Sse.Prefetch0(vectors.Scales + row);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PrefetchList(in HnswLevel level, uint node)
    {
        if (!Sse.IsSupported)
            return;
        var bytes = (byte*)level.List(node);
        for (var i = 0; i < level.Slots * sizeof(uint); i += 64)
            Sse.Prefetch0(bytes + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pad(uint* buffer, int start, int found)
    {
        for (var i = found; i < start + 4; i++)
            buffer[i] = buffer[found - 1];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CheckRow(int row, int rows) => (uint)row < (uint)rows ? row : throw Damaged((uint)row, rows);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint CheckNode(uint node, int nodes) => node < (uint)nodes ? node : throw Damaged(node, nodes);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static InvalidDataException Damaged(uint node, int nodes) => new($"Graph: node {node} of {nodes}.");
}
