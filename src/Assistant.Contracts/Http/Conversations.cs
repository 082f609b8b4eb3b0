namespace Assistant.Contracts.Http;

/// <summary>A conversation. <c>Snippet</c> is where a search found its words, when that is not the title; <c>Shared</c> says that there is a link to it.</summary>
public sealed record ConversationInfo(Guid Id, string Title, DateTimeOffset Created, DateTimeOffset Updated, string? Snippet = null, bool Shared = false);

/// <summary>A conversation with its messages, oldest first. They form a tree by their <see cref="MessageInfo.ParentId"/>; a branch is a path through it.</summary>
public sealed record ConversationDetail(Guid Id, string Title, DateTimeOffset Created, DateTimeOffset Updated, IReadOnlyList<MessageInfo> Messages, bool Shared = false);

/// <summary>A message.</summary>
public sealed record MessageInfo(Guid Id, string Role, string Text, IReadOnlyList<AskCitation> Citations, DateTimeOffset Created)
{
    /// <summary>The message that it follows; null for a first one.</summary>
    public Guid? ParentId { get; init; }

    /// <summary><c>done</c>, <c>running</c> (its events can be followed), <c>stopped</c>, <c>interrupted</c> or <c>failed</c>.</summary>
    public string State { get; init; } = "done";

    /// <summary>How an answer was made.</summary>
    public IReadOnlyList<AskStep> Steps { get; init; } = [];

    /// <summary>What wrote an answer.</summary>
    public string? Model { get; init; }

    /// <summary>Whether anything in the collections supports an answer.</summary>
    public bool? Supported { get; init; }

    /// <summary>Tokens of an answer.</summary>
    public AskUsage? Usage { get; init; }

    /// <summary>Times of an answer.</summary>
    public AskTimings? Timings { get; init; }

    /// <summary>Questions that could follow.</summary>
    public IReadOnlyList<string> Suggestions { get; init; } = [];

    /// <summary>Whether a picture goes with it: <c>GET /api/conversations/{id}/messages/{messageId}/image</c>.</summary>
    public bool HasImage { get; init; }
}

/// <summary>Body of <c>PATCH /api/conversations/{id}</c>.</summary>
public sealed record ConversationPatch
{
    /// <summary>The new title, 1 to 200 characters.</summary>
    public string Title { get; init; } = "";
}

/// <summary>A link to a conversation: <c>Link</c> is what <c>GET /api/shared/{link}</c> reads it by. It is shown this once.</summary>
public sealed record ConversationLink(string Link);

/// <summary>Body of <c>POST /api/feedback</c>.</summary>
public sealed record FeedbackBody
{
    /// <summary><c>up</c>, <c>down</c>, <c>click</c>, <c>correction</c> or <c>wrong_picture</c>.</summary>
    public string Signal { get; init; } = "";

    /// <summary>The search whose hit is judged, as its result names it: query, rank and shown documents are then those of the search.</summary>
    public Guid? SearchId { get; init; }

    /// <summary>The query or question.</summary>
    public string Query { get; init; } = "";

    /// <summary>Document judged; absent for the answer as a whole, which judges the documents that it cites.</summary>
    public string? DocumentId { get; init; }

    /// <summary>Message judged.</summary>
    public Guid? MessageId { get; init; }

    /// <summary>Rank at which it was shown, from 1.</summary>
    public int? Rank { get; init; }

    /// <summary>Documents shown, best first.</summary>
    public IReadOnlyList<string> Shown { get; init; } = [];

    /// <summary>Correction or remark.</summary>
    public string? Text { get; init; }
}

/// <summary>What was stored.</summary>
public sealed record FeedbackStored(Guid Id);
