namespace Assistant.Core.Content;

/// <summary>Immutable bytes named by their SHA-256. Durable when a put returns; a put of known bytes is a no-op. Removal belongs to the content store, which knows the owners.</summary>
public interface IBlobStore
{
    /// <summary>Stores several small blobs at once.</summary>
    ValueTask<IReadOnlyList<BlobHash>> PutAsync(IReadOnlyList<ReadOnlyMemory<byte>> blobs, CancellationToken cancellationToken = default);

    /// <summary>Stores a stream of unknown length, at most <paramref name="maxBytes"/>.</summary>
    /// <exception cref="InvalidDataException">The stream is longer; nothing is stored.</exception>
    ValueTask<(BlobHash Hash, long Size)> PutAsync(Stream content, long maxBytes, CancellationToken cancellationToken = default);

    /// <summary>Opens a blob for reading; null when it is not there.</summary>
    ValueTask<Stream?> OpenReadAsync(BlobHash hash, CancellationToken cancellationToken = default);

    /// <summary>Reads a whole blob of at most <paramref name="maxBytes"/>; null when it is not there.</summary>
    ValueTask<ReadOnlyMemory<byte>?> ReadAsync(BlobHash hash, long maxBytes = 256L << 20, CancellationToken cancellationToken = default);
}
