using Assistant.Core.Feedback;

namespace Assistant.Storage.Sqlite;

/// <summary>Rows of votes.</summary>
internal static class VoteRows
{
    // The oldest votes of a user give way to its newest.
    private const int MostOfUser = 10_000;

    /// <summary>Adds a vote in the place of the user's earlier one.</summary>
    /// <returns>The vote with its collection, and whether it is of one's own upload; null when its document is gone, or a judgement stands and this is only a hint.</returns>
    public static Vote? Insert(WriteTransaction transaction, Vote vote)
    {
        var document = transaction.Statement("SELECT c.name, ifnull(d.uploader = ?, 0) FROM document d JOIN collection c ON c.key = d.collection WHERE d.id = ?").Bind(vote.User).Bind(vote.Document);
        if (!document.Step())
            return null;
        vote = vote with { Collection = document.Text(0), Own = document.Int32(1) != 0 };
        document.Reset();
        var hash = vote.Hash.ToBytes();
        if (Signals.IsHint(vote.Signal) && Standing(transaction, vote, hash) is { } standing && !Signals.IsHint(standing))
            return null;
        transaction.Statement("DELETE FROM vote WHERE user = ? AND hash = ? AND document = ?").Bind(vote.User).Bind(hash).Bind(vote.Document).Run();
        var key = transaction.Statement("""
            INSERT INTO vote(user, hash, document, chunk, collection, signal, value, rank, propensity, moved, own, adapter, at) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING key
            """).Bind(vote.User).Bind(hash).Bind(vote.Document).Bind(vote.ChunkKey).Bind(vote.Collection).Bind(vote.Signal).Bind(vote.Value).Bind(vote.Rank).Bind(vote.Propensity)
            .Bind(vote.Moved).Bind(vote.Own ? 1 : 0).Bind(vote.Adapter).Bind(vote.At).Scalar()!.Value;
        transaction.Statement("DELETE FROM vote WHERE user = ?1 AND key <= (SELECT key FROM vote WHERE user = ?1 ORDER BY key DESC LIMIT 1 OFFSET ?2)").Bind(vote.User).Bind(MostOfUser).Run();
        SearchRows.InsertVectors(transaction, "INSERT INTO vote_vector(vote, direction, encoder, value, half) VALUES(?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", key, vote.Vectors);
        return vote;
    }

    /// <summary>Reads the newest of each user, users in turn, so that nobody's many votes push out those of others.</summary>
    public static List<Vote> Read(SqliteSession session, int limit)
    {
        var votes = new List<(long Key, Vote Vote)>();
        var rows = session.Statement("SELECT key, user, hash, document, chunk, collection, signal, value, rank, propensity, moved, own, adapter, at FROM (SELECT *, row_number() OVER (PARTITION BY user ORDER BY key DESC) AS turn FROM vote) ORDER BY turn, key DESC LIMIT ?").Bind(limit);
        while (rows.Step())
        {
            votes.Add((rows.Int64(0), new Vote
            {
                User = rows.Text(1),
                Hash = QueryHash.OfBytes(rows.Bytes(2)),
                Document = rows.DocumentId(3),
                ChunkKey = rows.Int64(4),
                Collection = rows.Text(5),
                Signal = rows.Text(6),
                Value = rows.Double(7),
                Rank = rows.Int32OrNull(8),
                Propensity = rows.Double(9),
                Moved = rows.Int32(10),
                Own = rows.Int32(11) != 0,
                Adapter = rows.Text(12),
                At = rows.Time(13),
            }));
        }

        return [.. votes.Select(entry => entry.Vote with
        {
            Vectors = SearchRows.ReadVectors(session.Statement("SELECT direction, encoder, value, half FROM vote_vector WHERE vote = ? ORDER BY direction, encoder").Bind(entry.Key)),
        })];
    }

    private static string? Standing(WriteTransaction transaction, Vote vote, byte[] hash)
    {
        var row = transaction.Statement("SELECT signal FROM vote WHERE user = ? AND hash = ? AND document = ?").Bind(vote.User).Bind(hash).Bind(vote.Document);
        if (!row.Step())
            return null;
        var signal = row.Text(0);
        row.Reset();
        return signal;
    }
}
