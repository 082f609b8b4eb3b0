using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Storage.Sqlite;

namespace Assistant.Storage.Fts5;

/// <summary>The BM25 leg: FTS5's own ranking (k1 = 1.2, b = 0.75) over an expression with the filter inside.</summary>
internal static class Fts5Leg
{
    /// <summary>Searches on one session.</summary>
    public static IReadOnlyList<LegHit> Search(SqliteSession session, string text, SearchFilter filter, int depth)
    {
        if (Narrow(session, filter) is not { } needed || MatchExpression.Build(text, needed) is not { } expression)
            return [];
        // The second key keeps SQLite from FTS5's own ORDER BY rank, which sorts every match; this way only the best `depth` are
        // kept in a small sorter: half the time at 100,000 chunks, and a fixed order of equal scores.
        var rows = needed.From is null && needed.To is null
            ? session.Statement("SELECT rowid, rank FROM chunk_text WHERE chunk_text MATCH ? ORDER BY rank, rowid LIMIT ?").Bind(expression).Bind(depth)
            : session.Statement("SELECT chunk.key, rank FROM chunk_text CROSS JOIN chunk ON chunk.key = chunk_text.rowid WHERE chunk_text MATCH ? AND chunk.date >= ? AND chunk.date < ? ORDER BY rank, chunk.key LIMIT ?")
                .Bind(expression).Bind(needed.From?.ToUnixTimeMilliseconds() ?? long.MinValue).Bind(needed.To?.ToUnixTimeMilliseconds() ?? long.MaxValue).Bind(depth);
        var hits = new List<LegHit>(Math.Min(depth, 100));
        while (rows.Step())
            hits.Add(new LegHit(rows.Int64(0), (float)-rows.Double(1)));

        // Ranks that differ only beyond the precision of a score are equal to the caller.
        hits.Sort(static (a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.ChunkKey.CompareTo(b.ChunkKey));
        return hits;
    }

    // Leaves out members that restrict nothing, as each costs the scan of a list as long as the index; null when nothing is left to find.
    private static SearchFilter? Narrow(SqliteSession session, SearchFilter filter)
    {
        if (filter.Collections is null && filter.Kind is null)
            return filter;
        var rows = session.Statement("SELECT collection, kind FROM present");
        var (all, any) = (true, false);
        var collections = new HashSet<int>();
        var (kinds, otherKinds) = (0, 0);
        while (rows.Step())
        {
            var inCollection = filter.Collections?.Contains(rows.Int32(0)) != false;
            var ofKind = filter.Kind is not { } kind || (ContentKind)rows.Int32(1) == kind;
            any |= inCollection && ofKind;
            all &= inCollection;
            if (inCollection)
                collections.Add(rows.Int32(0));
            if (inCollection && ofKind)
                kinds++;
            else if (inCollection)
                otherKinds++;
        }

        return any ? filter with { Collections = all ? null : collections, Kind = otherKinds == 0 ? null : filter.Kind } : null;
    }
}
