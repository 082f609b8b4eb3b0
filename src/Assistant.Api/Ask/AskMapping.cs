using Assistant.Api.Search;
using Assistant.Contracts.Http;
using Assistant.Core.Answering;
using Assistant.Core.Conversations;

namespace Assistant.Api.Ask;

/// <summary>Answer events as the HTTP interface and <c>--json</c> write them.</summary>
internal static class AskMapping
{
    /// <summary>The step of an event; null for the last one, which becomes the result.</summary>
    public static AskStep? ToStep(this AnswerEvent answerEvent)
    {
        AskStep? step = answerEvent switch
        {
            ThoughtEvent thought => new AskStep("thought") { Text = thought.Text },
            ToolCallEvent call => new AskStep("tool_call") { Tool = call.Tool, Arguments = call.Arguments, CallId = call.CallId },
            ObservationEvent observation => new AskStep("observation")
            {
                Text = observation.Text,
                Tool = observation.Tool,
                CallId = observation.CallId,
                IsError = observation.IsError ? true : null,
                Ms = observation.Milliseconds,
                Sources = observation.Sources.Count == 0 ? null : [.. observation.Sources.Select(ToDto)],
            },
            NoticeEvent notice => new AskStep("notice") { Text = notice.Text },
            TextEvent text => new AskStep("text") { Text = text.Text, Restarts = text.Restarts ? true : null },
            CitationEvent citation => new AskStep("citation") { Citation = citation.Citation.ToDto() },
            _ => null,
        };
        return step is null || answerEvent.Step == 0 ? step : step with { Step = answerEvent.Step };
    }

    /// <summary>The step of a stored event.</summary>
    public static AskStep? ToStep(this LoggedEvent logged) => logged.Event.ToStep() is { } step ? step with { Seq = logged.Sequence } : null;

    /// <summary>Whether an event is a step of the making, and not a piece of what was made.</summary>
    public static bool IsStep(this AnswerEvent answerEvent) => answerEvent is ThoughtEvent or ToolCallEvent or ObservationEvent or NoticeEvent;

    public static string ToWire(this MessageState state) => state.ToString().ToLowerInvariant();

    /// <summary>A stored message as the result of an answer.</summary>
    public static AskResult ToResult(this Message message, Guid conversation) => new(
        message.Text,
        [.. message.Citations.Select(ToDto)],
        message.Steps(),
        message.Outcome?.Model,
        null,
        message.Outcome?.Supported ?? false,
        new AskUsage(message.Outcome?.Usage.PromptTokens ?? 0, message.Outcome?.Usage.CompletionTokens ?? 0),
        new AskTimings(message.Outcome?.Timings.FirstTokenMs ?? 0, message.Outcome?.Timings.TotalMs ?? 0),
        conversation,
        message.Id)
    {
        QuestionId = message.Parent,
        State = message.State.ToWire(),
        Suggestions = message.Outcome?.Suggestions ?? [],
    };

    /// <summary>How a message was made.</summary>
    public static IReadOnlyList<AskStep> Steps(this Message message) => [.. message.Events.Where(logged => logged.Event.IsStep()).Select(ToStep).OfType<AskStep>()];

    public static AskCitation ToDto(this Citation citation) => new(
        citation.Number,
        citation.Collection,
        citation.Uri,
        citation.Title,
        citation.Kind.ToWire(),
        citation.Page,
        citation.Headings,
        citation.Quote,
        new Span(citation.Span.Start, citation.Span.End),
        citation.DocumentId.ToString(),
        citation.Version);

    private static AskSource ToDto(AnswerSource source) => new(source.Number, source.Collection, source.Uri, source.Title, source.Kind.ToWire(), source.Headings, source.DocumentId.ToString());
}
