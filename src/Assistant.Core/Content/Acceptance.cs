namespace Assistant.Core.Content;

/// <summary>The answer to a submission: it is on disk.</summary>
/// <param name="Ref">The document and the version that it now has.</param>
/// <param name="Changed">False when the same (collection, uri, hash) was there already: nothing is parsed again; other tags are in effect once the index has followed.</param>
/// <param name="State">State of that version; for an unchanged one it may be any.</param>
public sealed record Acceptance(ContentRef Ref, bool Changed, ContentState State);
