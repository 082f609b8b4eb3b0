namespace Assistant.Connectors.Producers.Folders;

/// <summary>What to ingest.</summary>
/// <param name="Path">A folder, or one file.</param>
/// <param name="Collection">Name of the collection.</param>
public sealed record FolderIngestRequest(string Path, string Collection)
{
    /// <summary>Whether documents of this source whose files are gone are deleted; else they are only named.</summary>
    public bool Prune { get; init; }

    /// <summary>Tags of every file, in any case: they replace those of unchanged files as well. Null leaves tags as they are.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Whether to wait until everything is Indexed, Rejected or Failed.</summary>
    public bool Wait { get; init; }

    /// <summary>Patterns of names or relative paths to leave out.</summary>
    public IReadOnlyCollection<string> Ignored { get; init; } = [];

    /// <summary>Largest file in bytes; larger ones are rejected here, unread.</summary>
    public long MaxBytes { get; init; } = 64L << 20;
}
