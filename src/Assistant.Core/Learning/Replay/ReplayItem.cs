using Assistant.Core.Content;

namespace Assistant.Core.Learning.Replay;

/// <summary>Something to learn from: a query, and what it should (or should not) find. Both embeddings are the frozen encoder's, before any adapter.</summary>
public sealed record ReplayItem
{
    /// <summary>Its id; the hash of it decides whether it is for validation.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The directions of query and target.</summary>
    public required AdapterDirection Direction { get; init; }

    /// <summary>Who made both embeddings.</summary>
    public required string EncoderId { get; init; }

    /// <summary>The domain: the collection that the target is of.</summary>
    public required string Collection { get; init; }

    /// <summary>Whose it is: the user who judged (API key's id, or "local"); null for a pair that came with ingested content.</summary>
    public string? User { get; init; }

    /// <summary>Where it comes from.</summary>
    public required ReplayOrigin Origin { get; init; }

    /// <summary>The document that the query should find.</summary>
    public required DocumentId Target { get; init; }

    /// <summary>Every document that it was made from, the target among them: it goes when one of them is deleted.</summary>
    public required IReadOnlyList<DocumentId> Sources { get; init; }

    /// <summary>L2-normalized, [d]; stored as float16.</summary>
    public required ReadOnlyMemory<float> Query { get; init; }

    /// <summary>L2-normalized, [d]; stored as float16.</summary>
    public required ReadOnlyMemory<float> TargetVector { get; init; }

    /// <summary>+1 when the target was right, −1 when it was wrong.</summary>
    public int Value { get; init; } = 1;

    /// <summary>Probability that the target was looked at where it was shown, above 0 to 1; 1 for pairs.</summary>
    public double Propensity { get; init; } = 1;

    /// <summary>What it counts, 0 to 10: the clipped inverse of the propensity times the trust.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>When it was made.</summary>
    public DateTimeOffset At { get; init; } = DateTimeOffset.UtcNow;

    /// <summary>Whether it measures and is never trained on: one of ten, by its id.</summary>
    public bool IsValidation => ReplaySplit.IsValidation(Id);
}

/// <summary>Where a replay item comes from.</summary>
public enum ReplayOrigin
{
    /// <summary>A user's judgement.</summary>
    Feedback,

    /// <summary>A picture and the words that came with it: caption, alternative text, heading, text read in it.</summary>
    Pair,

    /// <summary>Kept for measuring what must not get worse; never evicted, never trained on.</summary>
    Gold,
}
