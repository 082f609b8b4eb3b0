using Assistant.Core.Answering;

namespace Assistant.Core.Conversations;

/// <summary>
/// Answers while they are made: each event is durable before it is shown, so that whatever happens to the process, the
/// conversation holds everything up to the last event that anyone saw.
/// </summary>
public interface IAnswerLog
{
    /// <summary>Opens an answer: stores the question, makes the conversation where needed, and begins a message in state Running.</summary>
    /// <returns>Where it stands, with what was said before; null when the user has no such conversation, or it has no such message.</returns>
    ValueTask<AnswerStart?> BeginAsync(AnswerOpening opening, CancellationToken cancellationToken = default);

    /// <summary>Stores events, in ascending order; those of documents that are gone by now lose their words.</summary>
    ValueTask AppendAsync(Guid message, IReadOnlyList<LoggedEvent> events, CancellationToken cancellationToken = default);

    /// <summary>Ends an answer. Citations of documents that are gone by now are dropped with the sentences that they support.</summary>
    /// <param name="message">The answer.</param>
    /// <param name="state">How it ended.</param>
    /// <param name="done">Its last event; null when it ended early, and its text is what there is of it.</param>
    /// <param name="citations">Its citations.</param>
    /// <param name="cancellationToken">Cancels before it begins.</param>
    /// <returns>The message as it is stored.</returns>
    ValueTask<Message> FinishAsync(Guid message, MessageState state, DoneEvent? done, IReadOnlyList<Citation> citations, CancellationToken cancellationToken = default);

    /// <summary>Undoes <see cref="BeginAsync"/>: for an answer that failed before its first event.</summary>
    ValueTask DiscardAsync(AnswerStart start, CancellationToken cancellationToken = default);

    /// <summary>Marks answers that a process left in the middle as Interrupted; called once, by the owner of the data directory when it starts.</summary>
    /// <returns>How many there were.</returns>
    ValueTask<int> InterruptAsync(CancellationToken cancellationToken = default);
}

/// <summary>A question to be stored, and the place of its answer.</summary>
/// <param name="User">Who asks.</param>
/// <param name="Question">The question; not read when <paramref name="Parent"/> is a question, which is then answered again.</param>
/// <param name="Title">Title of a conversation that is made for it.</param>
/// <param name="ConversationId">The conversation; null to make one.</param>
/// <param name="Parent">The message that it follows; null for the newest, the conversation's own id for the beginning.</param>
/// <param name="Image">A picture that goes with it; empty for none.</param>
public sealed record AnswerOpening(string User, string Question, string Title, Guid? ConversationId, Guid? Parent, ReadOnlyMemory<byte> Image);

/// <summary>An answer that is begun.</summary>
/// <param name="ConversationId">The conversation.</param>
/// <param name="QuestionId">The question's message.</param>
/// <param name="MessageId">The answer's message.</param>
/// <param name="Question">The question.</param>
/// <param name="Image">Its picture; empty for none.</param>
/// <param name="History">Messages before the question on its branch, oldest first.</param>
/// <param name="NewConversation">Whether the conversation was made for it.</param>
/// <param name="NewQuestion">Whether the question was stored now, and not answered again.</param>
public sealed record AnswerStart(
    Guid ConversationId, Guid QuestionId, Guid MessageId, string Question, ReadOnlyMemory<byte> Image, IReadOnlyList<Message> History, bool NewConversation, bool NewQuestion);
