using Assistant.Core.Retrieval;
using Assistant.Index.Dense;
using Assistant.Index.Filters;

namespace Assistant.Index.Segments;

/// <summary>A vector segment with the deletions of one moment. Immutable but for the remembered rows of the last filter.</summary>
internal sealed class VectorView
{
    private readonly ulong[]? _deleted;
    private readonly FilterCache _filters;

    /// <summary>A segment without deletions.</summary>
    public VectorView(VectorSegment segment)
        : this(segment, null, 0)
    {
    }

    private VectorView(VectorSegment segment, ulong[]? deleted, int deletedCount)
    {
        Segment = segment;
        _deleted = deleted;
        DeletedCount = deletedCount;
        _filters = new FilterCache(segment.Attributes);
    }

    /// <summary>The segment.</summary>
    public VectorSegment Segment { get; }

    /// <summary>Deleted rows.</summary>
    public int DeletedCount { get; }

    /// <summary>Rows that are not deleted.</summary>
    public int LiveCount => Segment.Count - DeletedCount;

    /// <summary>Bits of the deleted rows; empty when there are none.</summary>
    public ReadOnlySpan<ulong> Deleted => _deleted;

    /// <summary>Whether a row is deleted.</summary>
    public bool IsDeleted(int row) => _deleted is not null && (_deleted[row >> 6] & (1UL << row)) != 0;

    /// <summary>This view with the rows of a key range deleted as well; itself when there are none.</summary>
    public VectorView Delete(long firstKey, long lastKey)
    {
        var rows = Segment.Keys;
        ulong[]? deleted = null;
        var count = DeletedCount;
        for (var row = Segment.LowerBound(firstKey); row < rows.Length && rows[row] <= lastKey; row++)
        {
            if (IsDeleted(row))
                continue;
            deleted ??= _deleted is null ? new ulong[(rows.Length + 63) / 64] : (ulong[])_deleted.Clone();
            deleted[row >> 6] |= 1UL << row;
            count++;
        }

        return deleted is null ? this : new VectorView(Segment, deleted, count);
    }

    /// <summary>A view with deletions that were stored.</summary>
    public static VectorView WithDeleted(VectorSegment segment, IEnumerable<int> rows)
    {
        var deleted = new ulong[(segment.Count + 63) / 64];
        var count = 0;
        foreach (var row in rows)
        {
            deleted[row >> 6] |= 1UL << row;
            count++;
        }

        return count == 0 ? new VectorView(segment) : new VectorView(segment, deleted, count);
    }

    /// <summary>Searches and gives keys.</summary>
    public void Search(ReadOnlySpan<float> query, SearchFilter filter, int depth, List<LegHit> hits, CancellationToken cancellationToken)
    {
        var found = new DenseHit[Math.Min(depth, LiveCount)];
        if (found.Length == 0)
            return;
        var allowed = _filters.Allowed(filter, Segment.Count, []);
        if (allowed is { Length: 0 })
            return;
        var n = Segment.Dense.Search(query, new RowFilter(allowed, _deleted), found, null, cancellationToken);
        for (var i = 0; i < n; i++)
            hits.Add(new LegHit(Segment.Keys[found[i].Row], found[i].Score));
    }
}
