using Assistant.Core.Agent.Demonstrations;
using Assistant.Core.Conversations;

namespace Assistant.Storage.Sqlite;

/// <summary>Liked answers, read from judgements, messages and what they stand on.</summary>
internal sealed class SqliteLikedAnswerStore(AssistantDatabase database) : ILikedAnswerStore
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<LikedAnswer>> ListAsync(string? user, int limit, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(database.Read<IReadOnlyList<LikedAnswer>>(session =>
        {
            // Who asked must be who liked it. A sentence whose source was deleted is replaced by words that say so; what cites nothing any more shows nothing.
            var rows = session.Statement("""
                SELECT m.key, m.id, c.id, q.text, m.text FROM feedback f
                JOIN message m ON m.id = f.message
                JOIN message q ON q.key = m.parent
                JOIN conversation c ON c.key = m.conversation AND c.user = f.user
                WHERE f.signal = 'up' AND f.document IS NULL AND m.role = 'assistant' AND m.state = 0 AND q.role = 'user' AND instr(m.text, ?) = 0
                    AND EXISTS(SELECT 1 FROM citation WHERE message = m.key)
                    AND NOT EXISTS(SELECT 1 FROM message_image i WHERE i.message = q.key)
                    AND NOT EXISTS(SELECT 1 FROM feedback d WHERE d.message = f.message AND d.user = f.user AND d.signal = 'down' AND d.key > f.key)
                    AND NOT EXISTS(SELECT 1 FROM feedback l WHERE l.message = f.message AND l.user = f.user AND l.signal = 'up' AND l.document IS NULL AND l.key > f.key)
                    AND (? IS NULL OR f.user = ?)
                ORDER BY f.key DESC LIMIT ?
                """).Bind(AnswerRedaction.Placeholder).Bind(user).Bind(user).Bind(limit);
            var found = new List<(long Key, LikedAnswer Answer)>();
            while (rows.Step())
                found.Add((rows.Int64(0), new LikedAnswer(rows.Guid(1), rows.Guid(2), rows.Text(3), rows.Text(4), [])));
            return [.. found.Select(entry => entry.Answer with { Collections = ReadCollections(session, entry.Key) })];
        }, snapshot: true));
    }

    private static List<string> ReadCollections(SqliteSession session, long message)
    {
        var rows = session.Statement("SELECT collection FROM citation WHERE message = ? UNION SELECT collection FROM answer_source WHERE message = ?").Bind(message).Bind(message);
        var names = new List<string>();
        while (rows.Step())
            names.Add(rows.Text(0));
        return names;
    }
}
