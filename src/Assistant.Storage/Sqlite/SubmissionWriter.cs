using Assistant.Core.Content;
using Assistant.Storage.Blobs;

namespace Assistant.Storage.Sqlite;

/// <summary>Accepts submissions: a new document, a new version, or nothing.</summary>
internal sealed class SubmissionWriter
{
    private const int MostUriCharacters = 2_000;
    private const int MostNameCharacters = 200;
    private Guid _lastId;

    /// <summary>Refuses what no document can be named.</summary>
    public static void Validate(Submission submission)
    {
        ArgumentNullException.ThrowIfNull(submission);
        ArgumentException.ThrowIfNullOrWhiteSpace(submission.Uri);
        ValidateCollection(submission.Collection);
        if (submission.Uri.Length > MostUriCharacters)
            throw new ArgumentException($"A uri has at most {MostUriCharacters} characters, not {submission.Uri.Length}.", nameof(submission));
        ArgumentOutOfRangeException.ThrowIfNegative(submission.Size);
        if (submission.Tags is { } tags && Tags.Problem(tags) is { } problem)
            throw new ArgumentException(problem, nameof(submission));
    }

    /// <summary>Refuses empty and overlong names of collections.</summary>
    public static void ValidateCollection(string collection)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(collection);
        if (collection.Length > MostNameCharacters)
            throw new ArgumentException($"A collection's name has at most {MostNameCharacters} characters, not {collection.Length}.", nameof(collection));
    }

    /// <summary>Finds a collection's key, making the collection when needed.</summary>
    public static long CollectionKey(WriteTransaction transaction, string name) =>
        transaction.Statement("SELECT key FROM collection WHERE name = ?").Bind(name).Scalar()
        ?? transaction.Statement("INSERT INTO collection(name) VALUES(?) RETURNING key").Bind(name).Scalar()!.Value;

    /// <summary>Accepts one submission. Called by the writer only.</summary>
    public Acceptance Accept(WriteTransaction transaction, Submission submission, DateTimeOffset now)
    {
        var collection = CollectionKey(transaction, submission.Collection);
        long? parentVersion = null;
        if (submission.Parent is { } parent)
            (submission, parentVersion) = Inherit(transaction, submission, parent);
        var tags = submission.Tags is null ? null : JsonList.Write(Tags.Fold(submission.Tags));

        var found = transaction.Statement("""
            SELECT d.key, d.id, d.version, d.state, d.blob, b.hash, d.source, d.parent, d.parent_version, d.tags
            FROM document d JOIN blob b ON b.key = d.blob WHERE d.collection = ? AND d.uri = ?
            """).Bind(collection).Bind(submission.Uri);
        if (!found.Step())
            return Insert(transaction, submission, collection, parentVersion, tags, now);

        var key = found.Int64(0);
        var content = new ContentRef(found.DocumentId(1), found.Int32(2));
        var state = (ContentState)found.Int32(3);
        var oldBlob = found.Int64(4);
        tags = submission.Tags is null ? found.TextOrNull(9) : tags;
        if (found.BlobHash(5) == submission.Blob)
        {
            // Nothing new, but it is known again: by this source, and as part of this version of its parent.
            var same = found.TextOrNull(6) == submission.Source && found.Int64OrNull(8) == parentVersion && (found.IsNull(7) ? null : (DocumentId?)found.DocumentId(7)) == submission.Parent;
            var relabelled = found.TextOrNull(9) != tags;
            found.Reset();
            if (relabelled)
                DocumentTags.Set(transaction, content.Id, tags, now);
            if (!same)
                transaction.Statement("UPDATE document SET source = ?, parent = ?, parent_version = ? WHERE key = ?").Bind(submission.Source).Bind(submission.Parent).Bind(parentVersion).Bind(key).Run();
            if (state != ContentState.Failed)
                return new Acceptance(content, Changed: false, state);

            // Whoever sends a failed document again wants it tried again.
            transaction.Statement("UPDATE document SET state = 0, reason = NULL, attempts = 0, updated = ? WHERE key = ?").Bind(now).Bind(key).Run();
            return new Acceptance(content, Changed: true, ContentState.Accepted);
        }

        found.Reset();
        content = content with { Version = content.Version + 1 };
        transaction.Statement("""
            UPDATE document SET version = ?, state = 0, blob = ?, size = ?, reason = NULL, attempts = 0,
                media_type = coalesce(?, media_type), source = ?, parent = ?, parent_version = ?, modified = ?, tags = ?, uploader = ?, updated = ?
            WHERE key = ?
            """).Bind(content.Version).Bind(BlobRows.Own(transaction, submission.Blob)).Bind(submission.Size).Bind(submission.MediaType)
            .Bind(submission.Source).Bind(submission.Parent).Bind(parentVersion).Bind(submission.Modified).Bind(tags).Bind(submission.Uploader).Bind(now).Bind(key).Run();
        BlobRows.Release(transaction, oldBlob);
        return new Acceptance(content, Changed: true, ContentState.Accepted);
    }

    private Acceptance Insert(WriteTransaction transaction, Submission submission, long collection, long? parentVersion, string? tags, DateTimeOffset now)
    {
        var content = new ContentRef(NextId(), 1);
        transaction.Statement("""
            INSERT INTO document(id, collection, uri, version, state, blob, size, media_type, source, parent, parent_version, modified, tags, live_tags, date, uploader, created, updated)
            VALUES(?, ?, ?, 1, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """).Bind(content.Id).Bind(collection).Bind(submission.Uri).Bind(BlobRows.Own(transaction, submission.Blob)).Bind(submission.Size).Bind(submission.MediaType)
            .Bind(submission.Source).Bind(submission.Parent).Bind(parentVersion).Bind(submission.Modified).Bind(tags).Bind(tags).Bind(submission.Modified ?? now).Bind(submission.Uploader).Bind(now).Bind(now).Run();
        return new Acceptance(content, Changed: true, ContentState.Accepted);
    }

    /// <summary>A part has the tags of the document that it was unpacked from, and its date where it names none.</summary>
    private static (Submission Submission, long ParentVersion) Inherit(WriteTransaction transaction, Submission submission, DocumentId parent)
    {
        var row = transaction.Statement("SELECT version, tags, modified, uploader FROM document WHERE id = ?").Bind(parent);
        if (!row.Step())
            throw new InvalidOperationException($"The document {parent} that {submission.Uri} was unpacked from is gone.");
        var version = row.Int64(0);
        submission = submission with { Tags = submission.Tags ?? JsonList.Read(row.TextOrNull(1)), Modified = submission.Modified ?? (row.IsNull(2) ? null : row.Time(2)), Uploader = row.TextOrNull(3) };
        row.Reset();
        return (submission, version);
    }

    // Version 7 ids of one millisecond are in no order by themselves; lists promise the order of acceptance.
    private DocumentId NextId()
    {
        var next = DocumentId.New().Value;
        if (next <= _lastId)
        {
            Span<byte> bytes = stackalloc byte[16];
            _lastId.TryWriteBytes(bytes, bigEndian: true, out _);
            // The low eight bytes are random below the two variant bits: adding there keeps the id well formed.
            var low = System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
            System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], low + 1);
            next = new Guid(bytes, bigEndian: true);
        }

        _lastId = next;
        return new DocumentId(next);
    }
}
