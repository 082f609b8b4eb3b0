namespace Assistant.Core.Content;

/// <summary>Results that are costly to make from a blob (OCR text), kept per (blob, kind) and removed with the blob.</summary>
public interface IDerivedCache
{
    /// <summary>Reads a result; null when it was not made yet.</summary>
    ValueTask<string?> ReadAsync(BlobHash blob, string kind, CancellationToken cancellationToken = default);

    /// <summary>Stores a result. Dropped silently when the blob is gone.</summary>
    ValueTask WriteAsync(BlobHash blob, string kind, string value, CancellationToken cancellationToken = default);
}
