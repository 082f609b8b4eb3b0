namespace Assistant.Connectors.Producers.Folders;

/// <summary>How far an ingest is.</summary>
/// <param name="Files">Files of the folder.</param>
/// <param name="Read">Files read so far.</param>
/// <param name="Submitted">Files submitted so far.</param>
/// <param name="Unchanged">Files that the target held already.</param>
public sealed record FolderProgress(int Files, int Read, int Submitted, int Unchanged);
