namespace Assistant.Index.Tests;

internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("assistant-index-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
