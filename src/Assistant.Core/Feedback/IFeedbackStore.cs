using Assistant.Core.Content;

namespace Assistant.Core.Feedback;

/// <summary>Judgements of users, stored for learning. Rows of a document are deleted with it.</summary>
public interface IFeedbackStore
{
    /// <summary>Stores one judgement; a second one by the same user on the same (query, document, signal) replaces the first.</summary>
    ValueTask<Guid> AddAsync(FeedbackRow row, CancellationToken cancellationToken = default);

    /// <summary>Reads judgements, newest first.</summary>
    ValueTask<IReadOnlyList<FeedbackRow>> ListAsync(int limit, CancellationToken cancellationToken = default);
}

/// <summary>A judgement.</summary>
public sealed record FeedbackRow
{
    /// <summary>Its id.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Who: the API key's id, or "local".</summary>
    public required string User { get; init; }

    /// <summary><c>up</c>, <c>down</c>, <c>click</c>, <c>correction</c> or <c>wrong_picture</c>.</summary>
    public required string Signal { get; init; }

    /// <summary>The query or question that was asked.</summary>
    public required string Query { get; init; }

    /// <summary>The document judged; null for the answer as a whole.</summary>
    public DocumentId? DocumentId { get; init; }

    /// <summary>The search that it judges; null where it is not known.</summary>
    public Guid? SearchId { get; init; }

    /// <summary>The message judged.</summary>
    public Guid? MessageId { get; init; }

    /// <summary>Rank at which it was shown, from 1.</summary>
    public int? Rank { get; init; }

    /// <summary>Documents that were shown, best first, with the rank as position.</summary>
    public IReadOnlyList<DocumentId> Shown { get; init; } = [];

    /// <summary>Correction or remark.</summary>
    public string? Text { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; } = DateTimeOffset.UtcNow;
}
