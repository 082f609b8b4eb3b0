using System.Text.Json;
using System.Text.Json.Serialization;

namespace Assistant.Contracts.Http;

/// <summary>Body of <c>POST /api/ask</c>; the answer is a stream of server-sent events named after <see cref="AskStep.Kind"/>.</summary>
public sealed record AskBody
{
    /// <summary>The question.</summary>
    public string Question { get; init; } = "";

    /// <summary>A picture as a data URL or base64.</summary>
    public string? Image { get; init; }

    /// <summary>One collection; absent for all readable ones.</summary>
    public string? Collection { get; init; }

    /// <summary>Tags in any case, each of which a document must have; at most 32.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Only documents of this date or later, written like <see cref="SearchBody.From"/>.</summary>
    public string? From { get; init; }

    /// <summary>Only documents of a date before this one.</summary>
    public string? To { get; init; }

    /// <summary>Conversation to continue; absent to start one.</summary>
    public Guid? ConversationId { get; init; }
}

/// <summary>An answer: what <c>assistant ask --json</c> prints, and the data of the last event (<c>done</c>).</summary>
public sealed record AskResult(string Answer, IReadOnlyList<AskCitation> Citations, IReadOnlyList<AskStep> Steps, string Model, string? Adapter, bool Supported, AskUsage Usage, AskTimings Timings, Guid? ConversationId = null, Guid? MessageId = null);

/// <summary>What [n] stands on.</summary>
public sealed record AskCitation(int N, string Collection, string Uri, string? Title, string Kind, int? Page, IReadOnlyList<string> Headings, string Quote, Span Span, string DocumentId, int Version);

/// <summary>A step: <c>thought</c>, <c>tool_call</c>, <c>observation</c>, <c>text</c> or <c>citation</c>; unused members are absent.</summary>
public sealed record AskStep(string Kind)
{
    /// <summary>Words of a thought, observation or piece of the answer.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; init; }

    /// <summary>Tool that is called.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Tool { get; init; }

    /// <summary>Its arguments.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Arguments { get; init; }

    /// <summary>The citation.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AskCitation? Citation { get; init; }
}

/// <summary>Tokens.</summary>
public sealed record AskUsage(int PromptTokens, int CompletionTokens);

/// <summary>Milliseconds.</summary>
public sealed record AskTimings(double FirstTokenMs, double TotalMs);
