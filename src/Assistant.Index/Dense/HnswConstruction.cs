using System.Runtime.Intrinsics;

namespace Assistant.Index.Dense;

/// <summary>The state of one build; see <see cref="HnswBuilder"/> for the method.</summary>
internal sealed unsafe class HnswConstruction
{
    private readonly QuantizedVectors _vectors;
    private readonly HnswOptions _options;
    private readonly int _threads;
    private readonly int _firstRow;
    private readonly HnswGrowingLevel[] _levels;
    private readonly byte[] _levelOfRow;
    private readonly List<ulong> _edges = [];
    private readonly List<int> _groups = [];

    // The highest level that has linked nodes, and the node there that walks start from.
    private int _top = -1;
    private uint _entry;

    public HnswConstruction(QuantizedVectors vectors, HnswOptions options)
        : this(vectors, options, new byte[vectors.Count], 0)
    {
    }

    /// <summary>Starts from a graph over the first rows, less those deleted; see <see cref="HnswBuilder.Extend"/>.</summary>
    public HnswConstruction(QuantizedVectors vectors, HnswOptions options, HnswGraph start, ReadOnlySpan<ulong> deleted)
        : this(vectors, options, start, HnswCarryOver.NumberNodes(start, deleted))
    {
    }

    private HnswConstruction(QuantizedVectors vectors, HnswOptions options, HnswGraph start, int[][] newNodes)
        : this(vectors, options, HnswCarryOver.LevelsOfRows(start, newNodes, vectors.Count), HnswCarryOver.Survivors(newNodes[0]))
    {
        for (var level = 0; level < Math.Min(newNodes.Length, _levels.Length); level++)
        {
            var growing = _levels[level];
            var old = start.LevelViews[level];
            var numbers = newNodes[level];
            growing.Linked = HnswCarryOver.Survivors(numbers);
            if (growing.Linked == 0)
                continue;
            Share(old.Count, 256, (from, to, scratch) => HnswCarryOver.CopyLists(old, growing, numbers, from, to, _vectors, scratch));
            _top = level;
            _entry = 0;
        }
        if (_top == start.Levels - 1 && newNodes[_top][start.Entry] >= 0)
            _entry = (uint)newNodes[_top][start.Entry];
    }

    /// <param name="vectors">Rows.</param>
    /// <param name="options">How to build.</param>
    /// <param name="levelOfRow">[rows] levels of the rows before <paramref name="firstRow"/>; the others are drawn here.</param>
    /// <param name="firstRow">First row to insert.</param>
    private HnswConstruction(QuantizedVectors vectors, HnswOptions options, byte[] levelOfRow, int firstRow)
    {
        _vectors = vectors;
        _options = options;
        _threads = options.Threads == 0 ? Environment.ProcessorCount : options.Threads;
        _firstRow = firstRow;
        _levelOfRow = levelOfRow;
        var counts = new int[HnswGraph.MaxLevels];
        for (var row = 0; row < vectors.Count; row++)
        {
            if (row >= firstRow)
                _levelOfRow[row] = (byte)LevelOf(row);
            for (var level = 0; level <= _levelOfRow[row]; level++)
                counts[level]++;
        }
        var used = Math.Max(1, Array.FindLastIndex(counts, count => count > 0) + 1);
        _levels = new HnswGrowingLevel[used];
        for (var level = 0; level < used; level++)
            _levels[level] = new HnswGrowingLevel(level, counts[level], options.Connectivity, options.BatchRows);
        var next = new uint[used];
        for (var row = 0; row < vectors.Count; row++)
        {
            for (var level = 0; level <= _levelOfRow[row]; level++)
                _levels[level].Name(next[level]++, row, level == 0 ? 0 : next[level - 1] - 1);
        }
    }

    public HnswGraph Run(CancellationToken cancellationToken)
    {
        for (var first = _firstRow; first < _vectors.Count; first += _options.BatchRows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            InsertBatch(first, Math.Min(first + _options.BatchRows, _vectors.Count));
        }
        foreach (var level in _levels)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Share(level.Count, 256, (from, to, scratch) =>
            {
                for (var node = from; node < to; node++)
                    HnswLinks.PruneTo(level, (uint)node, level.FinalSlots, _vectors, scratch);
            });
            level.Compact();
        }
        HnswRepair.Connect(_levels[0], _vectors, _top < 0 ? 0 : EntryRow(), _options.ConstructionWidth);
        return new HnswGraph(_vectors, Array.ConvertAll(_levels, level => level.View), _entry, _options with { Threads = 1 }, _levels);
    }

    private void InsertBatch(int first, int last)
    {
        foreach (var level in _levels)
            level.BeginBatch();
        for (var row = first; row < last; row++)
        {
            for (var level = 0; level <= _levelOfRow[row]; level++)
                _levels[level].BatchCount++;
        }
        Share(last - first, 8, (from, to, scratch) =>
        {
            for (var i = from; i < to; i++)
                Propose(first + i, scratch);
        });
        foreach (var level in _levels)
            Link(level);
        for (var row = first; row < last; row++)
        {
            if (_levelOfRow[row] > _top)
            {
                _top = _levelOfRow[row];
                _entry = NodeOf(row, _top);
            }
        }
        foreach (var level in _levels)
            level.Linked += level.BatchCount;
    }

    /// <summary>First half: finds and selects the neighbours of one row on each of its levels; writes to the row's own proposals only.</summary>
    private void Propose(int row, SearchScratch scratch)
    {
        scratch.Query.SetRow(_vectors, row);
        scratch.PoolCount = 0;
        var own = _levelOfRow[row];
        if (_top > own)
            HnswWalk.Start(_levels[_top].View, _vectors, scratch.Query, _entry, scratch);
        for (var level = _top; level > own; level--)
        {
            HnswWalk.Search(_levels[level].View, _vectors, scratch.Query, HnswWalk.UpperWidth, scratch);
            HnswWalk.Descend(_levels[level].View, scratch);
        }
        for (int level = own; level >= 0; level--)
        {
            var growing = _levels[level];
            var view = growing.View;
            if (level == _top)
                HnswWalk.Start(view, _vectors, scratch.Query, _entry, scratch);
            HnswWalk.Search(view, _vectors, scratch.Query, _options.ConstructionWidth, scratch);
            var node = NodeOf(row, level);
            CompareWithBatch(growing, node, scratch);
            growing.Propose(
                node, HnswLinks.Select(view, _vectors, row, scratch, growing.Proposal(node), _options.Connectivity));
            // The walk goes on below from all that it found; rows of the batch among them have no links yet and lead nowhere.
            if (level > 0)
                HnswWalk.Descend(view, scratch);
        }
    }

    private void CompareWithBatch(HnswGrowingLevel growing, uint self, SearchScratch scratch)
    {
        var view = growing.View;
        var pool = scratch.PoolKeys;
        var visited = scratch.Visited;
        var size = scratch.PoolCount;
        var width = _options.ConstructionWidth;
        var end = (uint)(growing.Linked + growing.BatchCount);
        var nodes = stackalloc uint[4];
        for (var start = (uint)growing.Linked; start < end; start += 4)
        {
            for (var lane = 0u; lane < 4; lane++)
                nodes[lane] = Math.Min(start + lane, end - 1);
            var scores = HnswWalk.Score4(view, _vectors, scratch.Query, nodes);
            for (var lane = 0; lane < Math.Min(4, (int)(end - start)); lane++)
            {
                // Visited: came down with the pool from the level above.
                if (nodes[lane] == self || visited[nodes[lane]] == scratch.Epoch)
                    continue;
                var key = ScoreKey.Create(scores.GetElement(lane), (int)nodes[lane]);
                if (size == width)
                {
                    if (key < pool[width - 1])
                        continue;
                    size--;
                }
                HnswWalk.Insert(pool, size++, key);
            }
        }
        scratch.PoolCount = size;
    }

    /// <summary>Second half: writes the proposals, then adds each new node to the lists of the neighbours that it chose.</summary>
    private void Link(HnswGrowingLevel growing)
    {
        _edges.Clear();
        _groups.Clear();
        for (var i = 0; i < growing.BatchCount; i++)
        {
            var node = (uint)(growing.Linked + i);
            foreach (var neighbour in growing.AcceptProposal(node))
                _edges.Add((ulong)neighbour << 32 | node);
        }
        _edges.Sort();
        for (var i = 0; i < _edges.Count; i++)
        {
            if (i == 0 || _edges[i] >> 32 != _edges[i - 1] >> 32)
                _groups.Add(i);
        }
        _groups.Add(_edges.Count);
        Share(_groups.Count - 1, 32, (from, to, scratch) =>
        {
            for (var group = from; group < to; group++)
            {
                for (var i = _groups[group]; i < _groups[group + 1]; i++)
                    HnswLinks.Add(growing, (uint)(_edges[i] >> 32), (uint)_edges[i], _vectors, scratch);
            }
        });
    }

    private uint NodeOf(int row, int level)
    {
        // Nodes of a level are in row order, and a batch is short: search among the names of this batch only.
        if (level == 0)
            return (uint)row;
        var growing = _levels[level];
        var names = new ReadOnlySpan<uint>(growing.View.Rows + growing.Linked, growing.BatchCount);
        return (uint)(growing.Linked + names.BinarySearch((uint)row));
    }

    private uint EntryRow() => (uint)_levels[_top].View.Row(_entry);

    // P(level >= l) = connectivity^-l, the paper's distribution, from whole numbers so that every machine agrees.
    private int LevelOf(int row)
    {
        var hash = SplitMix(_options.Seed + (ulong)row);
        var level = 0;
        for (; level < HnswGraph.MaxLevels - 1 && hash % (ulong)_options.Connectivity == 0 && hash != 0; level++)
            hash /= (ulong)_options.Connectivity;
        return level;
    }

    private static ulong SplitMix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    private void Share(int count, int grain, Action<int, int, SearchScratch> work)
    {
        var workers = Math.Min(_threads, (count + grain - 1) / grain);
        if (workers <= 1)
        {
            var scratch = SearchScratch.Rent();
            work(0, count, scratch);
            SearchScratch.Return(scratch);
            return;
        }
        var taken = 0;
        Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers }, _ =>
        {
            var scratch = SearchScratch.Rent();
            for (int from; (from = Interlocked.Add(ref taken, grain) - grain) < count;)
                work(from, Math.Min(from + grain, count), scratch);
            SearchScratch.Return(scratch);
        });
    }
}
