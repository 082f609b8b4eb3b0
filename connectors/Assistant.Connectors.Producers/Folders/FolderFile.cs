namespace Assistant.Connectors.Producers.Folders;

/// <summary>A file of a folder.</summary>
/// <param name="Uri">Path relative to the folder, with forward slashes.</param>
/// <param name="Path">Where it is.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Modified">Last change.</param>
/// <param name="Refusal">Why it is not read; null when it may be.</param>
public sealed record FolderFile(string Uri, string Path, long Size, DateTimeOffset Modified, string? Refusal = null);
