namespace Assistant.Contracts.Http;

/// <summary>A statement that was taken from a document while it was ingested: subject, relation, value; <c>Span</c> is the sentence or row that says it.</summary>
public sealed record TripleInfo(long Key, string Subject, string Predicate, string Value, string DocumentId, int Version, string Collection, string Uri, string? Title, Span Span);
