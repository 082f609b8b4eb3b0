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

    /// <summary>Number of the model's step that it belongs to, from 1; 0 outside of steps.</summary>
    public int Step { get; init; }
}

/// <summary>What the model thinks before it acts.</summary>
public sealed record ThoughtEvent(string Text) : AnswerEvent;

/// <summary>A tool is called.</summary>
public sealed record ToolCallEvent(string Tool, JsonElement Arguments) : AnswerEvent
{
    /// <summary>Ties the observation to the call; unique within the answer. Null where there is one call at a time.</summary>
    public string? CallId { get; init; }
}

/// <summary>What the tool gave back, in words.</summary>
public sealed record ObservationEvent(string Text) : AnswerEvent
{
    /// <summary>The call that it answers.</summary>
    public string? CallId { get; init; }

    /// <summary>The tool.</summary>
    public string? Tool { get; init; }

    /// <summary>Whether the call failed.</summary>
    public bool IsError { get; init; }

    /// <summary>Time that the tool took; null where it was not measured.</summary>
    public double? Milliseconds { get; init; }

    /// <summary>What it shows of the collections, in its order: the words go when one of these documents is deleted.</summary>
    public IReadOnlyList<AnswerSource> Sources { get; init; } = [];
}

/// <summary>Something that the user should know about how the answer is made, such as that another way of answering takes over.</summary>
public sealed record NoticeEvent(string Text) : AnswerEvent;

/// <summary>A piece of the answer; the pieces together are the answer.</summary>
public sealed record TextEvent(string Text) : AnswerEvent
{
    /// <summary>Whether the answer begins anew with this piece, and those before do not count.</summary>
    public bool Restarts { get; init; }
}

/// <summary>A checked citation: [n] in the answer stands on this.</summary>
public sealed record CitationEvent(Citation Citation) : AnswerEvent;

/// <summary>The end.</summary>
/// <param name="Answer">The whole answer as it is to be stored; where it differs from the streamed pieces (unsupported marks removed), it replaces them.</param>
/// <param name="Model">What wrote it: a model's id, or <c>extractive</c>.</param>
/// <param name="Supported">False when nothing in the collections supports an answer.</param>
/// <param name="Usage">Tokens.</param>
/// <param name="Timings">Times.</param>
public sealed record DoneEvent(string Answer, string Model, bool Supported, AnswerUsage Usage, AnswerTimings Timings) : AnswerEvent
{
    /// <summary>Questions that could follow; empty for none.</summary>
    public IReadOnlyList<string> Suggestions { get; init; } = [];
}

/// <summary>A passage or picture that an observation shows.</summary>
/// <param name="Number">Its [n]; 0 when it has none.</param>
/// <param name="DocumentId">The document.</param>
/// <param name="Collection">Its collection.</param>
/// <param name="Uri">Its uri.</param>
/// <param name="Title">Its title.</param>
/// <param name="Kind">Text or image.</param>
/// <param name="Headings">Heading path of the passage.</param>
public sealed record AnswerSource(int Number, DocumentId DocumentId, string Collection, string Uri, string? Title, ContentKind Kind, IReadOnlyList<string> Headings)
{
    /// <summary>The source that a passage is.</summary>
    public static AnswerSource Of(Passage passage, int number = 0)
    {
        ArgumentNullException.ThrowIfNull(passage);
        return new AnswerSource(number, passage.DocumentId, passage.Collection, passage.Uri, passage.Title, passage.DocumentKind, passage.Chunk.Headings);
    }
}

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
