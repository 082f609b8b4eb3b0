using Assistant.Core.Content;

namespace Assistant.Storage.Sqlite;

/// <summary>The content store: each method is one call of the writer or one read; what they do stands in the types named after it.</summary>
internal sealed class SqliteContentStore(AssistantDatabase database, TimeProvider time) : IContentStore
{
    private readonly SubmissionWriter _submissions = new();

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Acceptance>> AcceptAsync(IReadOnlyList<Submission> submissions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(submissions);
        foreach (var submission in submissions)
            SubmissionWriter.Validate(submission);
        return WriteEachAsync(submissions, (transaction, submission, now) => _submissions.Accept(transaction, submission, now), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<DocumentRecord?> FindAsync(DocumentId id, CancellationToken cancellationToken = default) =>
        Read(session => DocumentRows.Find(session, id), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<DocumentRecord?> FindAsync(string collection, string uri, CancellationToken cancellationToken = default) =>
        Read(session => DocumentRows.Find(session, collection, uri), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DocumentRecord>> FindAsync(IReadOnlyList<DocumentId> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return Read<IReadOnlyList<DocumentRecord>>(session => [.. ids.Select(id => DocumentRows.Find(session, id)).OfType<DocumentRecord>()], cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DocumentRecord>> ListAsync(DocumentFilter filter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return Read(session => DocumentRows.List(session, filter), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<PendingContent>> ReadUnfinishedAsync(DocumentId? after, DateTimeOffset? before, int limit, CancellationToken cancellationToken = default) =>
        Read<IReadOnlyList<PendingContent>>(
            session =>
            {
                var rows = session.Statement("SELECT id, version, state, sequence FROM document WHERE state < 3 AND id > ? AND updated <= ? ORDER BY id LIMIT ?")
                    .Bind(after?.Value ?? Guid.Empty).Bind(before?.ToUnixTimeMilliseconds() ?? long.MaxValue).Bind(limit);
                var pending = new List<PendingContent>();
                while (rows.Step())
                    pending.Add(new PendingContent(new ContentRef(rows.DocumentId(0), rows.Int32(1)), (ContentState)rows.Int32(2), rows.Int64(3)));
                return pending;
            },
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<ContentState, long>> CountAsync(IReadOnlyCollection<string>? collections = null, CancellationToken cancellationToken = default) =>
        Read<IReadOnlyDictionary<ContentState, long>>(
            session =>
            {
                var filter = new DocumentFilter { Collections = collections };
                var rows = DocumentRows.Bind(session.Statement("SELECT d.state, count(*) FROM document d" + DocumentRows.Where(filter) + " GROUP BY d.state"), filter);
                var counts = Enum.GetValues<ContentState>().ToDictionary(state => state, _ => 0L);
                while (rows.Step())
                    counts[(ContentState)rows.Int32(0)] = rows.Int64(1);
                return counts;
            },
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<long> CountAsync(DocumentFilter filter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return Read(session => DocumentRows.Count(session, filter), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ParsedCommit>> CommitParsedAsync(IReadOnlyList<ParsedContent> parsed, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        foreach (var content in parsed)
            ParseWriter.Validate(content);
        return WriteEachAsync(parsed, ParseWriter.Commit, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ChunkText>> ReadChunksWithoutVectorAsync(IReadOnlyList<ContentRef> refs, string encoderId, CancellationToken cancellationToken = default) =>
        Read(session => ChunkRows.ReadWithoutVector(session, refs, encoderId), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<long> CommitVectorsAsync(IReadOnlyList<ContentRef> refs, IReadOnlyList<ChunkVector> vectors, CancellationToken cancellationToken = default) =>
        database.WriteAsync(transaction => VectorWriter.Commit(transaction, refs, vectors, time.GetUtcNow()), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ContentRef>> MarkIndexedAsync(IReadOnlyList<ContentRef> refs, long appliedSequence, CancellationToken cancellationToken = default) =>
        database.WriteAsync<IReadOnlyList<ContentRef>>(transaction => StateWriter.MarkIndexed(transaction, refs, appliedSequence, time.GetUtcNow()), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask RejectAsync(ContentRef content, string reason, CancellationToken cancellationToken = default) =>
        await database.WriteAsync(transaction => StateWriter.End(transaction, content, ContentState.Rejected, reason, attempts: null, time.GetUtcNow()), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask FailAsync(ContentRef content, string reason, int attempts, CancellationToken cancellationToken = default) =>
        await database.WriteAsync(transaction => StateWriter.End(transaction, content, ContentState.Failed, reason, attempts, time.GetUtcNow()), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ContentRef>> RedriveAsync(DocumentFilter filter, DocumentId? id = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return database.WriteAsync<IReadOnlyList<ContentRef>>(transaction => StateWriter.Redrive(transaction, filter, id, time.GetUtcNow()), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Deletion>> DeleteAsync(IReadOnlyList<DocumentId> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return database.WriteAsync<IReadOnlyList<Deletion>>(
            transaction =>
            {
                var eraser = new DocumentEraser(transaction, time.GetUtcNow());
                return [.. ids.Distinct().Select(eraser.Erase).OfType<Deletion>()];
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<DeletionPreview?> PreviewDeletionAsync(DocumentId id, CancellationToken cancellationToken = default) =>
        Read(session => DeletionRows.Preview(session, id), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Passage>> ReadPassagesAsync(IReadOnlyList<long> chunkKeys, IReadOnlySet<int>? collections, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(chunkKeys);
        return Read(session => ChunkRows.ReadPassages(session, chunkKeys, collections), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<long, long>> ReadPictureKeysAsync(IReadOnlyCollection<long> chunkKeys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(chunkKeys);
        return Read(session => ChunkRows.ReadPictureKeys(session, chunkKeys), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<DocumentText?> ReadTextAsync(DocumentId id, CancellationToken cancellationToken = default) =>
        Read(session => ChunkRows.ReadText(session, id), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ImageReference>> ReadCaptionsAsync(string collection, string imageUri, CancellationToken cancellationToken = default) =>
        Read<IReadOnlyList<ImageReference>>(
            session =>
            {
                var rows = session.Statement("SELECT uri, alt, headings FROM image_link WHERE collection = (SELECT key FROM collection WHERE name = ?) AND uri = ? ORDER BY rowid").Bind(collection).Bind(imageUri);
                var captions = new List<ImageReference>();
                while (rows.Step())
                    captions.Add(new ImageReference(rows.Text(0), rows.Text(1), JsonList.Read(rows.TextOrNull(2))));
                return captions;
            },
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<CollectionRecord>> ListCollectionsAsync(CancellationToken cancellationToken = default) =>
        Read<IReadOnlyList<CollectionRecord>>(
            session =>
            {
                var rows = session.Statement("""
                    SELECT c.key, c.name, c.groups, count(d.live_version), coalesce(sum(d.state < 3), 0)
                    FROM collection c LEFT JOIN document d ON d.collection = c.key GROUP BY c.key ORDER BY c.name
                    """);
                var collections = new List<CollectionRecord>();
                while (rows.Step())
                    collections.Add(new CollectionRecord(rows.Int32(0), rows.Text(1), JsonList.Read(rows.Text(2)), rows.Int64(3), rows.Int64(4)));
                return collections;
            },
            cancellationToken);

    /// <inheritdoc/>
    public async ValueTask SetCollectionGroupsAsync(string collection, IReadOnlyCollection<string> groups, CancellationToken cancellationToken = default)
    {
        SubmissionWriter.ValidateCollection(collection);
        ArgumentNullException.ThrowIfNull(groups);
        await database.WriteAsync(
            transaction => transaction.Statement("INSERT INTO collection(name, groups) VALUES(?, ?) ON CONFLICT(name) DO UPDATE SET groups = excluded.groups")
                .Bind(collection).Bind(JsonList.Write(groups) ?? "[]").Run(),
            cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<T> Read<T>(Func<SqliteSession, T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(database.Read(read, snapshot: true));
    }

    private ValueTask<IReadOnlyList<TResult>> WriteEachAsync<T, TResult>(IReadOnlyList<T> items, Func<WriteTransaction, T, DateTimeOffset, TResult> write, CancellationToken cancellationToken) =>
        items.Count == 0
            ? new((IReadOnlyList<TResult>)[])
            : database.WriteAsync<IReadOnlyList<TResult>>(
                transaction =>
                {
                    var now = time.GetUtcNow();
                    var results = new TResult[items.Count];
                    for (var i = 0; i < results.Length; i++)
                        results[i] = write(transaction, items[i], now);
                    return results;
                },
                cancellationToken);
}
