using Assistant.Core.Knowledge;

namespace Assistant.Storage.Sqlite;

/// <summary>Triples of live documents.</summary>
internal sealed class SqliteTripleStore(AssistantDatabase database) : ITripleStore
{
    private const int MostTriples = 1_000;
    private const int MostConditions = 16;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredTriple>> ListAsync(TripleFilter filter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(filter.Limit, 1, nameof(filter));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(filter.Limit, MostTriples, nameof(filter));
        cancellationToken.ThrowIfCancellationRequested();
        if (TripleRows.Conditions(filter) is not { } asked || filter.Collections is { Count: 0 })
            return new([]);
        List<(string Term, int Part)> conditions = [.. asked.Take(MostConditions)];
        return new(database.Read<IReadOnlyList<StoredTriple>>(session =>
        {
            var terms = string.Concat(conditions.Select(_ => " AND t.key IN (SELECT triple FROM triple_term WHERE term = ? AND part = ?)"));
            var statement = session.Statement($"""
                SELECT t.key, t.subject, t.predicate, t.object, t.start, t."end", d.id, d.live_version, c.name, d.uri, d.title FROM triple t
                JOIN document d ON d.key = t.document JOIN collection c ON c.key = d.collection
                WHERE d.live_version IS NOT NULL AND t.key > ? AND (? IS NULL OR d.id = ?) AND (? IS NULL OR c.name IN (SELECT value FROM json_each(?))){terms}
                ORDER BY t.key LIMIT ?
                """);
            var collections = filter.Collections is null ? null : JsonList.Write([.. filter.Collections]);
            statement.Bind(filter.After ?? 0).Bind(filter.Document).Bind(filter.Document).Bind(collections).Bind(collections);
            foreach (var (term, part) in conditions)
                statement.Bind(term).Bind(part);
            var rows = statement.Bind(filter.Limit);
            var found = new List<StoredTriple>();
            while (rows.Step())
            {
                found.Add(new StoredTriple(
                    rows.Int64(0), new Triple(rows.Text(1), rows.Text(2), rows.Text(3), rows.Int32(4), rows.Int32(5)), rows.DocumentId(6), rows.Int32(7), rows.Text(8), rows.Text(9), rows.TextOrNull(10)));
            }

            return found;
        }));
    }
}
