using Assistant.Core.Content;

namespace Assistant.Ingestion.Progress;

/// <summary>A version of a document has come to a state.</summary>
/// <param name="Id">The document.</param>
/// <param name="Version">Its version; for a deletion 0.</param>
/// <param name="State">The state; null when the document was deleted.</param>
/// <param name="Reason">Why it was rejected or failed.</param>
public sealed record IngestionEvent(DocumentId Id, int Version, ContentState? State, string? Reason = null);
