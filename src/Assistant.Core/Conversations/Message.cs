using Assistant.Core.Answering;

namespace Assistant.Core.Conversations;

/// <summary>A message: role <c>user</c> or <c>assistant</c>.</summary>
public sealed record Message(Guid Id, string Role, string Text, IReadOnlyList<Citation> Citations, DateTimeOffset Created)
{
    /// <summary>The message that it follows; null for the first. Several may follow one: a question asked again in other words, an answer made again.</summary>
    public Guid? Parent { get; init; }

    /// <summary>Where its making stands. While it is made, and when it ended early, <see cref="Text"/> is what there is of it.</summary>
    public MessageState State { get; init; }

    /// <summary>How an answer was made, in order; without the pieces of its text.</summary>
    public IReadOnlyList<LoggedEvent> Events { get; init; } = [];

    /// <summary>What ended it; null for questions and for what did not come to its end.</summary>
    public AnswerOutcome? Outcome { get; init; }

    /// <summary>Whether a picture goes with it.</summary>
    public bool HasImage { get; init; }
}

/// <summary>Where the making of a message stands.</summary>
public enum MessageState
{
    /// <summary>It is whole.</summary>
    Done,

    /// <summary>It is being made.</summary>
    Running,

    /// <summary>The service ended in the middle of it.</summary>
    Interrupted,

    /// <summary>Its user stopped it.</summary>
    Stopped,

    /// <summary>Something failed in the middle of it.</summary>
    Failed,
}

/// <summary>An event with its number within the answer, from 1.</summary>
public sealed record LoggedEvent(int Sequence, AnswerEvent Event);

/// <summary>The end of an answer, beside its text.</summary>
/// <param name="Model">What wrote it.</param>
/// <param name="Supported">Whether anything in the collections supports it.</param>
/// <param name="Usage">Tokens.</param>
/// <param name="Timings">Times.</param>
/// <param name="Suggestions">Questions that could follow.</param>
public sealed record AnswerOutcome(string Model, bool Supported, AnswerUsage Usage, AnswerTimings Timings, IReadOnlyList<string> Suggestions);
