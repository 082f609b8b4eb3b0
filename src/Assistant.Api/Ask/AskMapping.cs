using Assistant.Api.Search;
using Assistant.Contracts.Http;
using Assistant.Core.Answering;

namespace Assistant.Api.Ask;

/// <summary>Answer events as the HTTP interface and <c>--json</c> write them.</summary>
internal static class AskMapping
{
    /// <summary>The step of an event; null for the last one, which becomes the result.</summary>
    public static AskStep? ToStep(this AnswerEvent answerEvent) => answerEvent switch
    {
        ThoughtEvent thought => new AskStep("thought") { Text = thought.Text },
        ToolCallEvent call => new AskStep("tool_call") { Tool = call.Tool, Arguments = call.Arguments },
        ObservationEvent observation => new AskStep("observation") { Text = observation.Text },
        TextEvent text => new AskStep("text") { Text = text.Text },
        CitationEvent citation => new AskStep("citation") { Citation = citation.Citation.ToDto() },
        _ => null,
    };

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
}
