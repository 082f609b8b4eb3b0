using Assistant.Core.Content;

namespace Assistant.Core.Tests.Agent;

/// <summary>A blob store that holds nothing.</summary>
internal sealed class NoBlobs : IBlobStore
{
    public ValueTask<IReadOnlyList<BlobHash>> PutAsync(IReadOnlyList<ReadOnlyMemory<byte>> blobs, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<(BlobHash Hash, long Size)> PutAsync(Stream content, long maxBytes, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<Stream?> OpenReadAsync(BlobHash hash, CancellationToken cancellationToken = default) => new((Stream?)null);

    public ValueTask<ReadOnlyMemory<byte>?> ReadAsync(BlobHash hash, long maxBytes = 256L << 20, CancellationToken cancellationToken = default) => new((ReadOnlyMemory<byte>?)null);
}
