using Assistant.Core.Content;
using Assistant.Core.Retrieval;

namespace Assistant.Index.Filters;

/// <summary>
/// Rows of a view that pass filters, those of the last filter remembered: a caller's readable collections are mostly the same from
/// search to search. Safe from many threads without locks; who loses a race computes once more.
/// </summary>
internal sealed class FilterCache(SegmentAttributes attributes)
{
    private Entry? _last;

    /// <summary>Rows that pass a filter and are not deleted.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="rows">Rows of the segment.</param>
    /// <param name="deleted">Bits of the deleted rows, always the same; empty for none.</param>
    /// <returns>Bit r of word r / 64 for row r; null when all pass; empty when none does.</returns>
    public ulong[]? Allowed(SearchFilter filter, int rows, ReadOnlySpan<ulong> deleted)
    {
        if (filter.IsEmpty && deleted.IsEmpty)
            return null;
        if (_last is { } last && last.IsFor(filter))
            return last.Bits;
        var bits = filter.IsEmpty ? null : attributes.Select(filter);
        if (!deleted.IsEmpty && bits is not { Length: 0 })
            bits = Without(bits, rows, deleted);
        _last = new Entry(filter, bits);
        return bits;
    }

    private static ulong[] Without(ulong[]? bits, int rows, ReadOnlySpan<ulong> deleted)
    {
        if (bits is null)
            CompressedBitmap.Fill(bits = new ulong[(rows + 63) / 64], 0, rows);
        var any = 0UL;
        for (var i = 0; i < bits.Length; i++)
            any |= bits[i] &= ~deleted[i];
        return any == 0 ? [] : bits;
    }

    /// <summary>A filter as it was, whatever its caller does with the sets in it later.</summary>
    private sealed class Entry(SearchFilter filter, ulong[]? bits)
    {
        private readonly int[]? _collections = filter.Collections?.ToArray();
        private readonly string[] _tags = [.. filter.Tags ?? []];
        private readonly ContentKind? _kind = filter.Kind;
        private readonly (DateTimeOffset? From, DateTimeOffset? To) _dates = (filter.From, filter.To);

        public ulong[]? Bits { get; } = bits;

        public bool IsFor(SearchFilter other) =>
            other.Kind == _kind && (other.From, other.To) == _dates && _tags.AsSpan().SequenceEqual([.. other.Tags ?? []])
            && (_collections is null ? other.Collections is null : other.Collections is not null && other.Collections.SetEquals(_collections));
    }
}
