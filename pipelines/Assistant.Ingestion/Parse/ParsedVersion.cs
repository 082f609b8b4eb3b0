using Assistant.Core.Content;

namespace Assistant.Ingestion.Parse;

/// <summary>A parse that waits for its commit.</summary>
internal sealed record ParsedVersion(DocumentRecord Record, DocumentParse.Done Parse)
{
    /// <summary>The version.</summary>
    public ContentRef Ref => new(Record.Id, Record.Version);
}
