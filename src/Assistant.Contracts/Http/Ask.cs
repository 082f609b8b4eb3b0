using System.Text.Json;
using System.Text.Json.Serialization;

namespace Assistant.Contracts.Http;

/// <summary>
/// Body of <c>POST /api/ask</c>. The answer is a stream of server-sent events, each with its number in the answer as id: first
/// <c>started</c> (<see cref="AskStarted"/>), then events named after <see cref="AskStep.Kind"/>, at last <c>done</c>
/// (<see cref="AskResult"/>) or <c>error</c>. The answer goes on when the client leaves.
/// </summary>
public sealed record AskBody
{
    /// <summary>The question; may be left out when <see cref="ParentId"/> is a question, which is then answered again.</summary>
    public string Question { get; init; } = "";

    /// <summary>A picture as a data URL or base64.</summary>
    public string? Image { get; init; }

    /// <summary>One collection; absent for all readable ones.</summary>
    public string? Collection { get; init; }

    /// <summary>Conversation to continue; absent to start one.</summary>
    public Guid? ConversationId { get; init; }

    /// <summary>The message that the question follows; absent for the newest. An earlier answer makes a branch beside what followed it, a question is answered again, and the conversation's own id stands for its beginning.</summary>
    public Guid? ParentId { get; init; }
}

/// <summary>Data of the first event (<c>started</c>): where the answer is found again.</summary>
public sealed record AskStarted(Guid ConversationId, Guid QuestionId, Guid MessageId);

/// <summary>An answer: what <c>assistant ask --json</c> prints, and the data of the last event (<c>done</c>), which replaces the pieces of text before it.</summary>
public sealed record AskResult(string Answer, IReadOnlyList<AskCitation> Citations, IReadOnlyList<AskStep> Steps, string? Model, string? Adapter, bool Supported, AskUsage Usage, AskTimings Timings, Guid? ConversationId = null, Guid? MessageId = null)
{
    /// <summary>The question's message.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? QuestionId { get; init; }

    /// <summary><c>done</c>; <c>stopped</c>, <c>interrupted</c> or <c>failed</c> when the answer ended early.</summary>
    public string State { get; init; } = "done";

    /// <summary>Questions that could follow.</summary>
    public IReadOnlyList<string> Suggestions { get; init; } = [];
}

/// <summary>What [n] stands on.</summary>
public sealed record AskCitation(int N, string Collection, string Uri, string? Title, string Kind, int? Page, IReadOnlyList<string> Headings, string Quote, Span Span, string DocumentId, int Version);

/// <summary>A step: <c>thought</c>, <c>tool_call</c>, <c>observation</c>, <c>notice</c>, <c>text</c> or <c>citation</c>; unused members are absent.</summary>
public sealed record AskStep(string Kind)
{
    /// <summary>Number of the event within the answer, from 1.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Seq { get; init; }

    /// <summary>Number of the model's step that it belongs to, from 1.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Step { get; init; }

    /// <summary>Words of a thought, observation, notice or piece of the answer.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; init; }

    /// <summary>Whether the answer begins anew with this piece of text.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Restarts { get; init; }

    /// <summary>Tool that is called, or answers.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Tool { get; init; }

    /// <summary>Its arguments.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Arguments { get; init; }

    /// <summary>Ties an observation to its call.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CallId { get; init; }

    /// <summary>Whether the call failed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? IsError { get; init; }

    /// <summary>Milliseconds that the tool took.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Ms { get; init; }

    /// <summary>Passages and pictures that an observation shows.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<AskSource>? Sources { get; init; }

    /// <summary>The citation.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AskCitation? Citation { get; init; }
}

/// <summary>A passage or picture that an observation shows; <c>N</c> is its [n], 0 when it has none.</summary>
public sealed record AskSource(int N, string Collection, string Uri, string? Title, string Kind, IReadOnlyList<string> Headings, string DocumentId);

/// <summary>Tokens.</summary>
public sealed record AskUsage(int PromptTokens, int CompletionTokens);

/// <summary>Milliseconds.</summary>
public sealed record AskTimings(double FirstTokenMs, double TotalMs);
