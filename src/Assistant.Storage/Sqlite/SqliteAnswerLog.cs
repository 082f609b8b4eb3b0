using Assistant.Core.Answering;
using Assistant.Core.Conversations;

namespace Assistant.Storage.Sqlite;

/// <summary>Answers while they are made, and their end.</summary>
internal sealed class SqliteAnswerLog(AssistantDatabase database, TimeProvider time) : IAnswerLog
{
    /// <inheritdoc/>
    public ValueTask<AnswerStart?> BeginAsync(AnswerOpening opening, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(opening);
        return database.WriteAsync(transaction => Begin(transaction, opening, SqliteConversationStore.Now(time)), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask AppendAsync(Guid message, IReadOnlyList<LoggedEvent> events, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        await database.WriteAsync(
            transaction =>
            {
                // A conversation that is deleted while it is answered takes the answer along.
                if (Key(transaction, message) is { } key)
                    Append(transaction, key, events);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<Message> FinishAsync(Guid message, MessageState state, DoneEvent? done, IReadOnlyList<Citation> citations, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(citations);
        return database.WriteAsync(
            transaction => Key(transaction, message) is { } key
                ? Finish(transaction, key, state, done, citations)
                : new Message(message, "assistant", "", [], SqliteConversationStore.Now(time)) { State = MessageState.Stopped },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DiscardAsync(AnswerStart start, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(start);
        await database.WriteAsync(
            transaction =>
            {
                transaction.Statement("DELETE FROM message WHERE id = ?").Bind(start.MessageId).Run();
                if (start.NewQuestion)
                    transaction.Statement("DELETE FROM message WHERE id = ?").Bind(start.QuestionId).Run();
                return !start.NewConversation || transaction.Statement("DELETE FROM conversation WHERE id = ?").Bind(start.ConversationId).Run() > 0;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<int> InterruptAsync(CancellationToken cancellationToken = default) => database.WriteAsync(
        transaction =>
        {
            var keys = new List<long>();
            var rows = transaction.Statement("SELECT key FROM message WHERE state = ?").Bind((int)MessageState.Running);
            while (rows.Step())
                keys.Add(rows.Int64(0));
            foreach (var key in keys)
                Finish(transaction, key, MessageState.Interrupted, null, CitationRows.Read(transaction.Session, key));
            return keys.Count;
        },
        cancellationToken);

    private static long? Key(WriteTransaction transaction, Guid message) => transaction.Statement("SELECT key FROM message WHERE id = ?").Bind(message).Scalar();

    private static AnswerStart? Begin(WriteTransaction transaction, AnswerOpening opening, DateTimeOffset now)
    {
        var session = transaction.Session;
        long conversation;
        var id = opening.ConversationId;
        if (id is { } known)
        {
            if (SqliteConversationStore.Find(session, opening.User, known) is not { } found)
                return null;
            conversation = found;
        }
        else
        {
            var (key, made) = SqliteConversationStore.Insert(transaction, opening.User, opening.Title, now);
            (conversation, id) = (key, made.Id);
        }

        var messages = MessageRows.Read(session, conversation);
        var parent = opening.Parent is null ? messages.LastOrDefault()?.Id : opening.Parent == id ? null : opening.Parent;
        var follows = parent is null ? null : messages.Find(message => message.Id == parent);
        if (parent is not null && follows is null)
            return null;

        var again = opening.Parent is not null && follows?.Role == "user";
        var question = again ? follows! : new Message(Guid.CreateVersion7(), "user", opening.Question, [], now);
        var questionKey = again ? Key(transaction, question.Id)!.Value : MessageRows.Insert(transaction, conversation, follows is null ? null : Key(transaction, follows.Id), question);
        if (!again && !opening.Image.IsEmpty)
            MessageRows.InsertImage(transaction, questionKey, opening.Image);
        var answer = new Message(Guid.CreateVersion7(), "assistant", "", [], now) { State = MessageState.Running };
        MessageRows.Insert(transaction, conversation, questionKey, answer);
        var history = Path(messages, again ? question.Parent : follows?.Id);
        return new AnswerStart(id!.Value, question.Id, answer.Id, question.Text, again ? MessageRows.ReadImage(session, questionKey) : opening.Image, history, opening.ConversationId is null, !again);
    }

    private static List<Message> Path(List<Message> messages, Guid? last)
    {
        var path = new List<Message>();
        var byId = messages.ToDictionary(message => message.Id);
        while (last is { } id && byId.TryGetValue(id, out var message))
        {
            path.Add(message);
            last = message.Parent;
        }

        path.Reverse();
        return path;
    }

    private static void Append(WriteTransaction transaction, long message, IReadOnlyList<LoggedEvent> events)
    {
        foreach (var logged in events)
        {
            if (logged.Event is CitationEvent { Citation: var citation })
            {
                // A document may have been deleted while the answer was written.
                if (CitationRows.Gone(transaction, [citation]).Count > 0)
                    continue;
                CitationRows.Insert(transaction, message, [citation]);
            }

            AnswerEventRows.Insert(transaction, message, logged);
            foreach (var gone in ((logged.Event as ObservationEvent)?.Sources ?? []).Select(source => source.DocumentId).Distinct().Where(document => CitationRows.IsGone(transaction, document)).ToList())
                AnswerEventRows.Redact(transaction, message, gone);
        }
    }

    private static Message Finish(WriteTransaction transaction, long key, MessageState state, DoneEvent? done, IReadOnlyList<Citation> citations)
    {
        var gone = CitationRows.Gone(transaction, citations);
        var text = AnswerRedaction.Redact(done?.Answer ?? AnswerEventRows.ReadText(transaction.Session, key), gone);
        AnswerEventRows.DropText(transaction, key);
        transaction.Statement("DELETE FROM citation WHERE message = ?").Bind(key).Run();
        CitationRows.Insert(transaction, key, citations.Except(gone));
        transaction.Statement("UPDATE message SET text = ?, state = ?, model = ?, supported = ?, prompt_tokens = ?, completion_tokens = ?, first_ms = ?, total_ms = ?, suggestions = ? WHERE key = ?")
            .Bind(text).Bind((int)state).Bind(done?.Model).Bind(done is null ? null : done.Supported ? 1 : 0).Bind(done?.Usage.PromptTokens).Bind(done?.Usage.CompletionTokens)
            .Bind(done?.Timings.FirstTokenMs).Bind(done?.Timings.TotalMs).Bind(done is null || gone.Count > 0 ? null : JsonList.Write(done.Suggestions)).Bind(key).Run();
        return MessageRows.ReadOne(transaction.Session, key);
    }
}
