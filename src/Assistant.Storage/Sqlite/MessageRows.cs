using Assistant.Core.Answering;
using Assistant.Core.Conversations;

namespace Assistant.Storage.Sqlite;

/// <summary>Messages of conversations.</summary>
internal static class MessageRows
{
    /// <summary>Stores a message and marks the conversation as used.</summary>
    /// <returns>Its key.</returns>
    public static long Insert(WriteTransaction transaction, long conversation, long? parent, Message message)
    {
        transaction.Statement("UPDATE conversation SET updated = ? WHERE key = ?").Bind(message.Created).Bind(conversation).Run();
        var key = transaction.Statement("INSERT INTO message(id, conversation, role, text, created, parent, state) VALUES(?, ?, ?, ?, ?, ?, ?) RETURNING key")
            .Bind(message.Id).Bind(conversation).Bind(message.Role).Bind(message.Text).Bind(message.Created).Bind(parent).Bind((int)message.State).Scalar()!.Value;
        CitationRows.Insert(transaction, key, message.Citations);
        return key;
    }

    /// <summary>Stores the picture of a question.</summary>
    public static void InsertImage(WriteTransaction transaction, long message, ReadOnlyMemory<byte> bytes) =>
        transaction.Statement("INSERT INTO message_image(message, bytes) VALUES(?, ?)").Bind(message).Bind(bytes.Span).Run();

    /// <summary>Reads the picture of a question; empty when there is none.</summary>
    public static ReadOnlyMemory<byte> ReadImage(SqliteSession session, long message)
    {
        var row = session.Statement("SELECT bytes FROM message_image WHERE message = ?").Bind(message);
        if (!row.Step())
            return default;
        var bytes = row.Bytes(0).ToArray();
        row.Reset();
        return bytes;
    }

    /// <summary>Reads the messages of a conversation, oldest first.</summary>
    public static List<Message> Read(SqliteSession session, long conversation) => Read(session, "m.conversation = ?", conversation);

    /// <summary>Reads one message.</summary>
    public static Message ReadOne(SqliteSession session, long key) => Read(session, "m.key = ?", key)[0];

    private static List<Message> Read(SqliteSession session, string where, long value)
    {
        var messages = new List<Message>();
        var rows = session.Statement($"""
            SELECT m.key, m.id, m.role, m.text, m.created, p.id, m.state, m.model, m.supported, m.prompt_tokens, m.completion_tokens, m.first_ms, m.total_ms, m.suggestions,
                EXISTS(SELECT 1 FROM message_image i WHERE i.message = m.key)
            FROM message m LEFT JOIN message p ON p.key = m.parent WHERE {where} ORDER BY m.key
            """).Bind(value);
        while (rows.Step())
        {
            var key = rows.Int64(0);
            var citations = CitationRows.Read(session, key);
            var state = (MessageState)rows.Int32(6);
            messages.Add(new Message(rows.Guid(1), rows.Text(2), state == MessageState.Running ? AnswerEventRows.ReadText(session, key) : rows.Text(3), citations, rows.Time(4))
            {
                Parent = rows.IsNull(5) ? null : rows.Guid(5),
                State = state,
                Events = AnswerEventRows.Read(session, key, citations),
                Outcome = rows.IsNull(7) ? null : new AnswerOutcome(
                    rows.Text(7), rows.Int32(8) != 0, new AnswerUsage(rows.Int32(9), rows.Int32(10)), new AnswerTimings(rows.Double(11), rows.Double(12)), JsonList.Read(rows.TextOrNull(13))),
                HasImage = rows.Int32(14) != 0,
            });
        }

        return messages;
    }
}
