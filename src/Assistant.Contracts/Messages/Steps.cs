namespace Assistant.Contracts.Messages;

/// <summary>A version of a document, by id. Bytes never travel in step messages.</summary>
/// <param name="Id">Document id.</param>
/// <param name="Version">Its version.</param>
public readonly record struct ContentItem(Guid Id, int Version);

/// <summary>Parse these versions. An item that throws is sent again alone, so that a batch is never held up by one item.</summary>
public sealed record ParseContent(IReadOnlyList<ContentItem> Items);

/// <summary>Embed the chunks of these versions.</summary>
public sealed record EmbedContent(IReadOnlyList<ContentItem> Items);

/// <summary>Bring the index up to <paramref name="Sequence"/>, then mark these versions Indexed.</summary>
public sealed record IndexContent(IReadOnlyList<ContentItem> Items, long Sequence);
