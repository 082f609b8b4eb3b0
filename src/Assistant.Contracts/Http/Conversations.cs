namespace Assistant.Contracts.Http;

/// <summary>A conversation.</summary>
public sealed record ConversationInfo(Guid Id, string Title, DateTimeOffset Created, DateTimeOffset Updated);

/// <summary>A conversation with its messages.</summary>
public sealed record ConversationDetail(Guid Id, string Title, DateTimeOffset Created, DateTimeOffset Updated, IReadOnlyList<MessageInfo> Messages);

/// <summary>A message.</summary>
public sealed record MessageInfo(Guid Id, string Role, string Text, IReadOnlyList<AskCitation> Citations, DateTimeOffset Created);

/// <summary>Body of <c>POST /api/feedback</c>.</summary>
public sealed record FeedbackBody
{
    /// <summary><c>up</c>, <c>down</c>, <c>click</c>, <c>correction</c> or <c>wrong_picture</c>.</summary>
    public string Signal { get; init; } = "";

    /// <summary>The query or question.</summary>
    public string Query { get; init; } = "";

    /// <summary>Document judged; absent for the answer as a whole.</summary>
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
