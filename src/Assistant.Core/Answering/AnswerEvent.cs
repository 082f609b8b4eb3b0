using System.Text.Json;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;

namespace Assistant.Core.Answering;

/// <summary>A step of an answer, streamed to the user and stored. A closed family.</summary>
public abstract record AnswerEvent
{
    private protected AnswerEvent()
    {
    }
}

/// <summary>What the model thinks before it acts.</summary>
public sealed record ThoughtEvent(string Text) : AnswerEvent;

/// <summary>A tool is called.</summary>
public sealed record ToolCallEvent(string Tool, JsonElement Arguments) : AnswerEvent;

/// <summary>What the tool gave back, in words.</summary>
public sealed record ObservationEvent(string Text) : AnswerEvent;

/// <summary>A piece of the answer; the pieces together are the answer.</summary>
public sealed record TextEvent(string Text) : AnswerEvent;

/// <summary>A checked citation: [n] in the answer stands on this.</summary>
public sealed record CitationEvent(Citation Citation) : AnswerEvent;

/// <summary>The end.</summary>
/// <param name="Answer">The whole answer as it is to be stored; where it differs from the streamed pieces (unsupported marks removed), it replaces them.</param>
/// <param name="Model">What wrote it: a model's id, or <c>extractive</c>.</param>
/// <param name="Supported">False when nothing in the collections supports an answer.</param>
/// <param name="Usage">Tokens.</param>
/// <param name="Timings">Times.</param>
public sealed record DoneEvent(string Answer, string Model, bool Supported, AnswerUsage Usage, AnswerTimings Timings) : AnswerEvent;

/// <summary>Tokens of an answer; 0 without a model.</summary>
public sealed record AnswerUsage(int PromptTokens, int CompletionTokens);

/// <summary>Times in milliseconds.</summary>
public sealed record AnswerTimings(double FirstTokenMs, double TotalMs);

/// <summary>A place in a document that supports [n].</summary>
/// <param name="Number">n, from 1.</param>
/// <param name="DocumentId">The document.</param>
/// <param name="Version">Version of the document.</param>
/// <param name="Collection">Its collection.</param>
/// <param name="Uri">Its uri.</param>
/// <param name="Title">Its title.</param>
/// <param name="Kind">Text or image.</param>
/// <param name="Page">Page, where there are pages.</param>
/// <param name="Headings">Heading path.</param>
/// <param name="Quote">The text at <paramref name="Span"/>, verbatim.</param>
/// <param name="Span">Span in the parsed text.</param>
public sealed record Citation(int Number, DocumentId DocumentId, int Version, string Collection, string Uri, string? Title, ContentKind Kind, int? Page, IReadOnlyList<string> Headings, string Quote, TextSpan Span);
