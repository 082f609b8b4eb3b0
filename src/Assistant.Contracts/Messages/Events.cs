namespace Assistant.Contracts.Messages;

/// <summary>These versions are searchable with everything that they give.</summary>
public sealed record ContentIndexed(IReadOnlyList<ContentItem> Items);

/// <summary>A version was refused for what it is.</summary>
public sealed record ContentRejected(ContentItem Item, string Reason);

/// <summary>A version was given up: it is in the dead letter until it is redriven.</summary>
public sealed record ContentFailed(ContentItem Item, string Reason, int Attempts);

/// <summary>A document and everything that came from it was removed up to change <paramref name="Sequence"/>.</summary>
public sealed record ContentDeleted(Guid Id, long Sequence);
