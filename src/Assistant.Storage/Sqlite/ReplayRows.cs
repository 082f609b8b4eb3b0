using System.Numerics.Tensors;
using Assistant.Core.Content;
using Assistant.Core.Learning;
using Assistant.Core.Learning.Replay;

namespace Assistant.Storage.Sqlite;

/// <summary>Rows of the replay buffer.</summary>
internal static class ReplayRows
{
    /// <summary>Refuses what is no item.</summary>
    public static void Validate(ReplayItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentException.ThrowIfNullOrEmpty(item.EncoderId);
        ArgumentException.ThrowIfNullOrEmpty(item.Collection);
        if (!item.Sources.Contains(item.Target))
            throw new ArgumentException("The target of a replay item is among its sources.", nameof(item));
        if (item.Query.IsEmpty || item.Query.Length != item.TargetVector.Length)
            throw new ArgumentException($"Query and target of a replay item have the same width, not {item.Query.Length} and {item.TargetVector.Length}.", nameof(item));
        if (!IsNormalized(item.Query.Span) || !IsNormalized(item.TargetVector.Span))
            throw new ArgumentException($"The vectors of a replay item of {item.EncoderId} are not normalized, or hold what is not a number.", nameof(item));
        if (item.Value is not (1 or -1))
            throw new ArgumentException($"The value of a replay item is 1 or -1, not {item.Value}.", nameof(item));
        if (item.Propensity is not (> 0 and <= 1) || item.Weight is not (>= 0 and <= 10))
            throw new ArgumentException($"A propensity is above 0 and up to 1, a weight 0 to 10; not {item.Propensity} and {item.Weight}.", nameof(item));
    }

    /// <summary>Adds an item, or replaces the one with its id; not when one of its documents is gone.</summary>
    public static void Insert(WriteTransaction transaction, ReplayItem item)
    {
        if (item.Sources.Any(source => transaction.Statement("SELECT 1 FROM document WHERE id = ?").Bind(source).Scalar() is null))
            return;
        var user = item.User ?? "";
        var replaced = transaction.Statement("DELETE FROM replay WHERE id = ?").Bind(item.Id).Run() > 0;
        var (query, queryHalf) = VectorBytes.Write(item.Query.Span);
        var (vector, vectorHalf) = VectorBytes.Write(item.TargetVector.Span);
        var key = transaction.Statement("""
            INSERT INTO replay(id, direction, encoder, user, collection, origin, target, query, query_half, vector, vector_half, value, propensity, weight, at, priority)
            VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING key
            """).Bind(item.Id).Bind((int)item.Direction).Bind(item.EncoderId).Bind(user).Bind(item.Collection).Bind((int)item.Origin).Bind(item.Target)
            .Bind(query).Bind(queryHalf ? 1 : 0).Bind(vector).Bind(vectorHalf ? 1 : 0).Bind(item.Value).Bind(item.Propensity).Bind(item.Weight).Bind(item.At)
            .Bind(ReplayReservoir.Priority(item.Id)).Scalar()!.Value;
        foreach (var source in item.Sources.Distinct())
            transaction.Statement("INSERT INTO replay_source(replay, document) VALUES(?, ?)").Bind(key).Bind(source).Run();
        // A vote that replaces the user's own is no second offer.
        transaction.Statement("""
            INSERT INTO replay_offered(user, collection, direction, encoder, origin, added) VALUES(?, ?, ?, ?, ?, 1)
            ON CONFLICT DO UPDATE SET added = added + ?
            """).Bind(user).Bind(item.Collection).Bind((int)item.Direction).Bind(item.EncoderId).Bind((int)item.Origin).Bind(replaced ? 0 : 1).Run();
    }

    /// <summary>Removes what is above the quotas: of each user and collection, the items of the highest priority numbers.</summary>
    public static void Evict(WriteTransaction transaction, int capacity)
    {
        var domains = new List<(string User, string Collection, long Offered)>();
        var rows = transaction.Statement("SELECT user, collection, sum(added) FROM replay_offered WHERE origin <> ? GROUP BY user, collection ORDER BY user, collection").Bind((int)ReplayOrigin.Gold);
        while (rows.Step())
            domains.Add((rows.Text(0), rows.Text(1), rows.Int64(2)));
        var quotas = ReplayQuota.Of([.. domains.Select(domain => domain.Offered)], capacity);
        for (var i = 0; i < domains.Count; i++)
        {
            // What was never offered more than the quota cannot be above it.
            if (domains[i].Offered <= quotas[i])
                continue;
            transaction.Statement("""
                DELETE FROM replay WHERE key IN (
                    SELECT key FROM replay WHERE user = ?1 AND collection = ?2 AND origin <> ?3 ORDER BY priority LIMIT -1 OFFSET ?4)
                """).Bind(domains[i].User).Bind(domains[i].Collection).Bind((int)ReplayOrigin.Gold).Bind(quotas[i]).Run();
        }
    }

    /// <summary>Reads the items of a statement with all columns.</summary>
    public static List<ReplayItem> Read(SqliteSession session, SqliteStatement rows) => [.. ReadKeyed(session, rows).Select(entry => entry.Item)];

    /// <summary>Reads the items of a statement with all columns, with their keys.</summary>
    public static List<(long Key, ReplayItem Item)> ReadKeyed(SqliteSession session, SqliteStatement rows)
    {
        var read = new List<(long Key, ReplayItem Item)>();
        while (rows.Step())
        {
            read.Add((rows.Int64(0), new ReplayItem
            {
                Id = rows.Guid(1),
                Direction = (AdapterDirection)rows.Int32(2),
                EncoderId = rows.Text(3),
                User = rows.Text(4) is { Length: > 0 } user ? user : null,
                Collection = rows.Text(5),
                Origin = (ReplayOrigin)rows.Int32(6),
                Target = rows.DocumentId(7),
                Sources = [],
                Query = VectorBytes.Read(rows.Bytes(8), rows.Int32(9) != 0),
                TargetVector = VectorBytes.Read(rows.Bytes(10), rows.Int32(11) != 0),
                Value = rows.Int32(12),
                Propensity = rows.Double(13),
                Weight = rows.Double(14),
                At = rows.Time(15),
            }));
        }

        return [.. read.Select(entry => (entry.Key, entry.Item with { Sources = Sources(session, entry.Key) }))];
    }

    /// <summary>Counts items, and what was ever offered.</summary>
    public static IReadOnlyList<ReplayCount> Count(SqliteSession session)
    {
        var counts = new List<ReplayCount>();
        var rows = session.Statement("""
            SELECT o.direction, o.encoder, o.collection, o.origin, sum(o.added),
                (SELECT count(*) FROM replay r WHERE r.direction = o.direction AND r.encoder = o.encoder AND r.collection = o.collection AND r.origin = o.origin),
                coalesce((SELECT max(r.at) FROM replay r WHERE r.direction = o.direction AND r.encoder = o.encoder AND r.collection = o.collection AND r.origin = o.origin), 0)
            FROM replay_offered o GROUP BY o.direction, o.encoder, o.collection, o.origin ORDER BY o.collection, o.direction, o.encoder, o.origin
            """);
        while (rows.Step())
            counts.Add(new ReplayCount((AdapterDirection)rows.Int32(0), rows.Text(1), rows.Text(2), (ReplayOrigin)rows.Int32(3), rows.Int32(5), rows.Int64(4), rows.Time(6)));
        return counts;
    }

    /// <summary>Removes every item that a document is a source of.</summary>
    public static int Erase(WriteTransaction transaction, DocumentId document) =>
        transaction.Statement("DELETE FROM replay WHERE key IN (SELECT replay FROM replay_source WHERE document = ?)").Bind(document).Run();

    private static List<DocumentId> Sources(SqliteSession session, long key)
    {
        var sources = new List<DocumentId>();
        var rows = session.Statement("SELECT document FROM replay_source WHERE replay = ? ORDER BY document").Bind(key);
        while (rows.Step())
            sources.Add(rows.DocumentId(0));
        return sources;
    }

    private static bool IsNormalized(ReadOnlySpan<float> values) => Math.Abs(TensorPrimitives.Norm(values) - 1) < 1e-2;
}
