using System.Globalization;
using System.Text.Json;
using Assistant.Core.Answering;
using Assistant.Core.Content;
using Assistant.Core.Conversations;

namespace Assistant.Storage.Sqlite;

/// <summary>Events of stored answers, with what their observations showed.</summary>
internal static class AnswerEventRows
{
    private enum Kind
    {
        Thought,
        ToolCall,
        Observation,
        Notice,
        Text,
        Citation,
    }

    /// <summary>Stores an event; the end of an answer is no row, but part of its message.</summary>
    public static void Insert(WriteTransaction transaction, long message, LoggedEvent logged)
    {
        var (kind, value) = logged.Event switch
        {
            ThoughtEvent thought => (Kind.Thought, thought.Text),
            ToolCallEvent call => (Kind.ToolCall, call.Arguments.GetRawText()),
            ObservationEvent observation => (Kind.Observation, observation.Text),
            NoticeEvent notice => (Kind.Notice, notice.Text),
            TextEvent text => (Kind.Text, text.Text),
            CitationEvent citation => (Kind.Citation, citation.Citation.Number.ToString(CultureInfo.InvariantCulture)),
            var other => throw new ArgumentException($"A {other.GetType().Name} is not stored.", nameof(logged)),
        };
        var seen = logged.Event as ObservationEvent;
        transaction.Statement("INSERT INTO answer_event(message, sequence, kind, step, call, tool, value, flag, ms) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)")
            .Bind(message).Bind(logged.Sequence).Bind((int)kind).Bind(logged.Event.Step)
            .Bind(seen?.CallId ?? (logged.Event as ToolCallEvent)?.CallId).Bind(seen?.Tool ?? (logged.Event as ToolCallEvent)?.Tool)
            .Bind(value).Bind(seen?.IsError == true || logged.Event is TextEvent { Restarts: true } ? 1 : 0).Bind(seen?.Milliseconds).Run();
        var sources = seen?.Sources ?? [];
        for (var i = 0; i < sources.Count; i++)
        {
            var source = sources[i];
            transaction.Statement("INSERT INTO answer_source(message, sequence, position, number, document, collection, uri, title, kind, headings) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .Bind(message).Bind(logged.Sequence).Bind(i).Bind(source.Number).Bind(source.DocumentId).Bind(source.Collection).Bind(source.Uri)
                .Bind(source.Title).Bind((int)source.Kind).Bind(JsonList.Write(source.Headings)).Run();
        }
    }

    /// <summary>Reads the events of a message, without pieces of text; a citation that is gone is left out.</summary>
    public static List<LoggedEvent> Read(SqliteSession session, long message, IReadOnlyList<Citation> citations)
    {
        var sources = ReadSources(session, message);
        var events = new List<LoggedEvent>();
        var rows = session.Statement("SELECT sequence, kind, step, call, tool, value, flag, ms FROM answer_event WHERE message = ? AND kind <> ? ORDER BY sequence").Bind(message).Bind((int)Kind.Text);
        while (rows.Step())
        {
            var (sequence, step, value) = (rows.Int32(0), rows.Int32(2), rows.Text(5));
            AnswerEvent? found = (Kind)rows.Int32(1) switch
            {
                Kind.Thought => new ThoughtEvent(value) { Step = step },
                Kind.ToolCall => new ToolCallEvent(rows.Text(4), JsonSerializer.Deserialize<JsonElement>(value)) { Step = step, CallId = rows.TextOrNull(3) },
                Kind.Notice => new NoticeEvent(value) { Step = step },
                Kind.Citation => citations.FirstOrDefault(citation => citation.Number == int.Parse(value, CultureInfo.InvariantCulture)) is { } cited ? new CitationEvent(cited) { Step = step } : null,
                _ => new ObservationEvent(value)
                {
                    Step = step,
                    CallId = rows.TextOrNull(3),
                    Tool = rows.TextOrNull(4),
                    IsError = rows.Int32(6) != 0,
                    Milliseconds = rows.DoubleOrNull(7),
                    Sources = [.. sources.Where(source => source.Sequence == sequence).Select(source => source.Source)],
                },
            };
            if (found is not null)
                events.Add(new LoggedEvent(sequence, found));
        }

        return events;
    }

    /// <summary>The text that the pieces make so far.</summary>
    public static string ReadText(SqliteSession session, long message)
    {
        var text = "";
        var rows = session.Statement("SELECT value, flag FROM answer_event WHERE message = ? AND kind = ? ORDER BY sequence").Bind(message).Bind((int)Kind.Text);
        while (rows.Step())
            text = rows.Int32(1) != 0 ? rows.Text(0) : text + rows.Text(0);
        return text;
    }

    /// <summary>Drops the pieces of text of an answer that has ended.</summary>
    public static void DropText(WriteTransaction transaction, long message) =>
        transaction.Statement("DELETE FROM answer_event WHERE message = ? AND kind = ?").Bind(message).Bind((int)Kind.Text).Run();

    /// <summary>
    /// Takes a deleted document out of the events of an answer that saw it: from the observation that showed it on, nobody can say
    /// which words come from it, so that all of them go.
    /// </summary>
    public static void Redact(WriteTransaction transaction, long message, DocumentId document)
    {
        var first = transaction.Statement("SELECT min(sequence) FROM answer_source WHERE message = ? AND document = ?").Bind(message).Bind(document).Scalar();
        transaction.Statement("DELETE FROM answer_source WHERE message = ? AND document = ?").Bind(message).Bind(document).Run();
        if (first is null)
            return;
        transaction.Statement("UPDATE answer_event SET value = ? WHERE message = ? AND sequence >= ? AND kind IN (?, ?, ?)")
            .Bind(AnswerRedaction.Placeholder).Bind(message).Bind(first).Bind((int)Kind.Thought).Bind((int)Kind.Observation).Bind((int)Kind.Notice).Run();
        transaction.Statement("UPDATE answer_event SET value = '{}' WHERE message = ? AND sequence >= ? AND kind = ?").Bind(message).Bind(first).Bind((int)Kind.ToolCall).Run();
        transaction.Statement("UPDATE answer_event SET value = ?, flag = 1 WHERE message = ? AND kind = ?").Bind(AnswerRedaction.Placeholder).Bind(message).Bind((int)Kind.Text).Run();
        transaction.Statement("UPDATE message SET suggestions = NULL WHERE key = ?").Bind(message).Run();
    }

    private static List<(int Sequence, AnswerSource Source)> ReadSources(SqliteSession session, long message)
    {
        var sources = new List<(int, AnswerSource)>();
        var rows = session.Statement("SELECT sequence, number, document, collection, uri, title, kind, headings FROM answer_source WHERE message = ? ORDER BY sequence, position").Bind(message);
        while (rows.Step())
        {
            sources.Add((rows.Int32(0), new AnswerSource(
                rows.Int32(1), rows.DocumentId(2), rows.Text(3), rows.Text(4), rows.TextOrNull(5), (ContentKind)rows.Int32(6), JsonList.Read(rows.TextOrNull(7)))));
        }

        return sources;
    }
}
