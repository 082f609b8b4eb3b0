namespace Assistant.Core.Content;

/// <summary>One accepted version of a document: what the steps of the pipeline work on.</summary>
/// <param name="Id">The document.</param>
/// <param name="Version">1 for the first accepted content, one more for each new hash.</param>
public readonly record struct ContentRef(DocumentId Id, int Version);
