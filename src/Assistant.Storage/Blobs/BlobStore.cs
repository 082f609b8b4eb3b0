using System.Buffers;
using System.Security.Cryptography;
using Assistant.Core.Content;
using Assistant.Storage.Sqlite;

namespace Assistant.Storage.Blobs;

/// <summary>Blobs of at most 64 KiB live in the database and share its group commit; larger ones are files with a row.</summary>
internal sealed class BlobStore(AssistantDatabase database) : IBlobStore
{
    /// <summary>Largest blob that is kept in the database: up to about this size SQLite reads it faster than a file.</summary>
    public const int MostBytesInDatabase = 64 << 10;

    private readonly BlobFiles _files = new(database.Directory.BlobsPath);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<BlobHash>> PutAsync(IReadOnlyList<ReadOnlyMemory<byte>> blobs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(blobs);
        var hashes = new BlobHash[blobs.Count];
        var small = new List<(BlobHash Hash, ReadOnlyMemory<byte> Bytes)>(blobs.Count);
        for (var i = 0; i < hashes.Length; i++)
        {
            if (blobs[i].Length > MostBytesInDatabase)
            {
                using var incoming = new IncomingFile(_files);
                await incoming.WriteAsync(blobs[i], cancellationToken).ConfigureAwait(false);
                hashes[i] = (await AdoptAsync(incoming, cancellationToken).ConfigureAwait(false)).Hash;
            }
            else
            {
                hashes[i] = BlobHash.Of(blobs[i].Span);
                small.Add((hashes[i], blobs[i]));
            }
        }

        if (small.Count > 0)
            await database.WriteAsync(transaction => Insert(transaction, small), cancellationToken).ConfigureAwait(false);
        return hashes;
    }

    /// <inheritdoc/>
    public async ValueTask<(BlobHash Hash, long Size)> PutAsync(Stream content, long maxBytes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        var head = ArrayPool<byte>.Shared.Rent(MostBytesInDatabase + 1);
        try
        {
            var length = await content.ReadAtLeastAsync(head.AsMemory(0, MostBytesInDatabase + 1), MostBytesInDatabase + 1, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            if (length > maxBytes)
                throw TooLong(maxBytes);
            if (length <= MostBytesInDatabase)
            {
                var bytes = head.AsMemory(0, length);
                var hash = BlobHash.Of(bytes.Span);
                await database.WriteAsync(transaction => Insert(transaction, [(hash, bytes)]), cancellationToken).ConfigureAwait(false);
                return (hash, length);
            }

            using var incoming = new IncomingFile(_files);
            for (; length > 0; length = await content.ReadAsync(head, cancellationToken).ConfigureAwait(false))
            {
                if (incoming.Length + length > maxBytes)
                    throw TooLong(maxBytes);
                await incoming.WriteAsync(head.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
            }

            return await AdoptAsync(incoming, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(head);
        }
    }

    /// <inheritdoc/>
    public ValueTask<Stream?> OpenReadAsync(BlobHash hash, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(database.Read(session =>
        {
            var row = session.Statement("SELECT bytes, size FROM blob WHERE hash = ?").Bind(hash);
            if (!row.Step())
                return null;
            // An empty blob in the database reads as NULL-free zero bytes: its size tells it from a file.
            return row.Int64(1) > MostBytesInDatabase ? OpenFile(hash) : (Stream)new MemoryStream(row.Bytes(0).ToArray(), writable: false);
        }));
    }

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(BlobHash hash, long maxBytes = 256L << 20, CancellationToken cancellationToken = default)
    {
        var stream = await OpenReadAsync(hash, cancellationToken).ConfigureAwait(false);
        if (stream is null)
            return null;
        await using (stream.ConfigureAwait(false))
        {
            if (stream.Length > maxBytes)
                throw new InvalidDataException($"The blob has {stream.Length} bytes, more than the {maxBytes} allowed.");
            var bytes = new byte[stream.Length];
            await stream.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
            return bytes;
        }
    }

    private static InvalidDataException TooLong(long maxBytes) => new($"The content is longer than the {maxBytes} bytes allowed.");

    private static int Insert(WriteTransaction transaction, List<(BlobHash Hash, ReadOnlyMemory<byte> Bytes)> blobs)
    {
        foreach (var (hash, bytes) in blobs)
            BlobRows.Insert(transaction, hash, bytes.Length, bytes);
        return blobs.Count;
    }

    private FileStream? OpenFile(BlobHash hash)
    {
        try
        {
            return new FileStream(_files.PathOf(hash), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16, FileOptions.Asynchronous);
        }
        catch (IOException exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            // Removed between the read of its row and now.
            return null;
        }
    }

    private async ValueTask<(BlobHash Hash, long Size)> AdoptAsync(IncomingFile incoming, CancellationToken cancellationToken)
    {
        var hash = incoming.Finish();
        var size = incoming.Length;
        await database.WriteAsync(
            transaction =>
            {
                if (transaction.Statement("SELECT 1 FROM blob WHERE hash = ?").Bind(hash).Scalar() is not null)
                    return 0;
                _files.Adopt(incoming.Path, hash);
                BlobRows.Insert(transaction, hash, size, null);
                return 1;
            },
            cancellationToken).ConfigureAwait(false);
        return (hash, size);
    }

    /// <summary>A file being written and hashed; removed again unless it was adopted.</summary>
    private sealed class IncomingFile(BlobFiles files) : IDisposable
    {
        private readonly FileStream _file = files.CreateIncoming();
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public string Path => _file.Name;

        public long Length { get; private set; }

        public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            _hash.AppendData(bytes.Span);
            Length += bytes.Length;
            await _file.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }

        public BlobHash Finish()
        {
            _file.Flush(flushToDisk: true);
            return BlobHash.FromDigest(_hash.GetHashAndReset());
        }

        public void Dispose()
        {
            _hash.Dispose();
            _file.Dispose();
            File.Delete(Path);
        }
    }
}
