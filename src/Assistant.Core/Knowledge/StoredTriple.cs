using Assistant.Core.Content;

namespace Assistant.Core.Knowledge;

/// <summary>A triple with where it comes from.</summary>
/// <param name="Key">Its number; grows, never reused.</param>
/// <param name="Triple">What it says.</param>
/// <param name="DocumentId">The document that says it.</param>
/// <param name="Version">The document's live version, whose text the span is of.</param>
/// <param name="Collection">Its collection.</param>
/// <param name="Uri">Its uri.</param>
/// <param name="Title">Its title.</param>
public sealed record StoredTriple(long Key, Triple Triple, DocumentId DocumentId, int Version, string Collection, string Uri, string? Title);
