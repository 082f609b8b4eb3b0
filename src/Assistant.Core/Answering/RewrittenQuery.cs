using Microsoft.Extensions.AI;

namespace Assistant.Core.Answering;

/// <summary>A question that stands alone.</summary>
/// <param name="Question">Its words.</param>
internal sealed record RewrittenQuery(string Question)
{
    /// <summary>Whether rules completed it.</summary>
    public bool IsByRules { get; init; }

    /// <summary>What the user should know of how it was completed; null for nothing.</summary>
    public string? Notice { get; init; }

    /// <summary>Why the model could not be reached; null when it was, or was not asked.</summary>
    public ChatModelException? Failure { get; init; }

    /// <summary>What the model's rewriting cost.</summary>
    public UsageDetails? Usage { get; init; }

    /// <summary>The events that tell of it; none where the question is as it was asked.</summary>
    public IEnumerable<AnswerEvent> Events(string asked)
    {
        if (Notice is not null)
            yield return new NoticeEvent(Notice);
        if (Question != asked)
            yield return new ThoughtEvent($"Read with the conversation{(IsByRules ? ", by rules" : "")}, the question is: {Question}");
    }
}
