namespace Assistant.Inference.Catalog;

/// <summary>A model that was pulled.</summary>
/// <param name="Model"><c>ORG/NAME</c>.</param>
/// <param name="Commit">The repository's commit.</param>
/// <param name="Folder">Where it lies.</param>
/// <param name="Files">Its files.</param>
public sealed record PullResult(string Model, string Commit, string Folder, IReadOnlyList<PulledFile> Files);

/// <summary>A file of a pulled model.</summary>
/// <param name="Path">Path in the folder.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">SHA-256, hexadecimal.</param>
/// <param name="WasThere">Whether it was there already and was not loaded again.</param>
public sealed record PulledFile(string Path, long Bytes, string Sha256, bool WasThere);

/// <summary>How far a pull is.</summary>
/// <param name="File">The file that is being loaded.</param>
/// <param name="Bytes">Bytes of the model that are there.</param>
/// <param name="Total">Bytes of the model.</param>
public sealed record PullProgress(string File, long Bytes, long Total);
