using Assistant.Core.Content;
using Assistant.Core.Encoders;
using Assistant.Core.Retrieval;
using Assistant.Core.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Assistant.Core.Tests.Retrieval;

/// <summary>Documents in memory behind the two ports that a search needs; a term's score is how often the chunk and its title hold it.</summary>
internal sealed class InMemoryKnowledge : IContentStore, IKnowledgeIndex
{
    private readonly List<(int Collection, Passage Passage)> chunks = [];
    private readonly Dictionary<string, CollectionRecord> collections = [];
    private readonly Dictionary<DocumentId, DocumentText> texts = [];

    public List<IndexQuery> Queries { get; } = [];

    public long AppliedSequence { get; set; }

    /// <summary>Chunk keys that the index still gives although the store has them no more.</summary>
    public HashSet<long> Gone { get; } = [];

    public DocumentId Add(string uri, string? title, string text, string collection = "default", ContentKind kind = ContentKind.Text, params string[] headings) =>
        AddChunks(uri, title, text, [new Chunk(0, text.Length, headings, null, BlockKind.Paragraph)], collection, kind);

    /// <summary>Changes tags and date of a document, as store and index see them.</summary>
    public void Label(DocumentId id, DateTimeOffset date, params string[] tags)
    {
        for (var i = 0; i < chunks.Count; i++)
        {
            if (chunks[i].Passage.DocumentId == id)
                chunks[i] = chunks[i] with { Passage = chunks[i].Passage with { Tags = tags, Date = date } };
        }
    }

    public DocumentId AddChunks(string uri, string? title, string text, IReadOnlyList<Chunk> parts, string collection = "default", ContentKind kind = ContentKind.Text)
    {
        var id = DocumentId.New();
        Allow(collection, collections.TryGetValue(collection, out var old) ? [.. old.Groups] : []);
        texts[id] = new DocumentText(id, 1, title, text, parts);
        foreach (var part in parts)
        {
            chunks.Add((collections[collection].Key, new Passage(chunks.Count + 1, id, 1, collection, uri, title, kind, part, text[part.Start..part.End])));
        }

        return id;
    }

    public void Allow(string collection, params string[] groups)
    {
        var key = collections.TryGetValue(collection, out var record) ? record.Key : collections.Count + 1;
        collections[collection] = new CollectionRecord(key, collection, groups, 0, record?.Pending ?? 0);
    }

    public void SetPending(string collection, long pending) => collections[collection] = collections[collection] with { Pending = pending };

    public void Rewrite(DocumentId id, string text) => texts[id] = texts[id] with { Text = text, Version = texts[id].Version + 1 };

    public ValueTask<IndexResult> SearchAsync(IndexQuery query, CancellationToken cancellationToken = default)
    {
        lock (Queries) Queries.Add(query);
        var terms = Term.ListOf(query.Text).Select(term => term.Value).Where(term => !StopWords.Stems.Contains(term)).ToHashSet();
        var hits = chunks
            .Where(chunk => query.Filter.Matches(chunk.Collection, chunk.Passage.DocumentKind, chunk.Passage.Tags, chunk.Passage.Date))
            .Select(chunk => new LegHit(chunk.Passage.ChunkKey, Term.ListOf($"{chunk.Passage.Title}\n{chunk.Passage.Uri}\n{chunk.Passage.Text}").Count(term => terms.Contains(term.Value))))
            .Where(hit => hit.Score > 0)
            .OrderByDescending(hit => hit.Score).ThenBy(hit => hit.ChunkKey)
            .Take(query.Depth)
            .ToList();
        List<LegResult> legs = query.Text is null ? [] : [new("bm25", hits, TimeSpan.FromMilliseconds(1))];
        foreach (var probe in query.Probes) legs.Add(new LegResult(probe.Leg, Dense(probe, query), TimeSpan.FromMilliseconds(2)));
        return ValueTask.FromResult(new IndexResult(legs, AppliedSequence));
    }

    /// <summary>Cosines by chunk key, encoder and modality: what the dense legs find.</summary>
    public Dictionary<(long Key, string Encoder, ContentKind Modality), float> Cosines { get; } = [];

    private LegHit[] Dense(DenseProbe probe, IndexQuery query) => [.. Cosines
        .Where(entry => entry.Key.Encoder == probe.EncoderId && entry.Key.Modality == probe.Modality)
        .Where(entry => query.Filter.Kind is not { } kind || chunks[(int)entry.Key.Key - 1].Passage.DocumentKind == kind)
        .Select(entry => new LegHit(entry.Key.Key, entry.Value))
        .OrderByDescending(hit => hit.Score).ThenBy(hit => hit.ChunkKey)
        .Take(query.Depth)];

    public ValueTask<IReadOnlyDictionary<long, long>> ReadPictureKeysAsync(IReadOnlyCollection<long> chunkKeys, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IReadOnlyDictionary<long, long>>(chunkKeys
            .Where(key => chunks[(int)key - 1].Passage.DocumentKind == ContentKind.Image)
            .ToDictionary(key => key, key => chunks.First(chunk => chunk.Passage.DocumentId == chunks[(int)key - 1].Passage.DocumentId).Passage.ChunkKey));

    /// <summary>A retriever over it, with the defaults.</summary>
    public static HybridRetriever Retriever(InMemoryKnowledge knowledge) =>
        new(knowledge, knowledge, Options.Create(new RetrievalOptions()), FixedEncoders.None, NullLogger<HybridRetriever>.Instance);

    public ValueTask<IReadOnlyList<Passage>> ReadPassagesAsync(IReadOnlyList<long> chunkKeys, IReadOnlySet<int>? collections, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IReadOnlyList<Passage>>([.. chunkKeys
            .Where(key => !Gone.Contains(key))
            .Select(key => chunks[(int)key - 1])
            .Where(chunk => collections?.Contains(chunk.Collection) != false)
            .Select(chunk => chunk.Passage)]);

    public ValueTask<DocumentText?> ReadTextAsync(DocumentId id, CancellationToken cancellationToken = default) => ValueTask.FromResult(texts.GetValueOrDefault(id));

    public ValueTask<IReadOnlyList<CollectionRecord>> ListCollectionsAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IReadOnlyList<CollectionRecord>>([.. collections.Values]);

    public ValueTask<long> CatchUpAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(AppliedSequence);

    public ValueTask<IndexReport> VerifyAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<IndexReport> RebuildAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<Acceptance>> AcceptAsync(IReadOnlyList<Submission> submissions, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<DocumentRecord?> FindAsync(DocumentId id, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<DocumentRecord?> FindAsync(string collection, string uri, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<DocumentRecord>> FindAsync(IReadOnlyList<DocumentId> ids, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<DocumentRecord>> ListAsync(DocumentFilter filter, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<PendingContent>> ReadUnfinishedAsync(DocumentId? after, DateTimeOffset? before, int limit, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<IReadOnlyDictionary<ContentState, long>> CountAsync(IReadOnlyCollection<string>? collections = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<long> CountAsync(DocumentFilter filter, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<DeletionPreview?> PreviewDeletionAsync(DocumentId id, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<ParsedCommit>> CommitParsedAsync(IReadOnlyList<ParsedContent> parsed, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<ChunkText>> ReadChunksWithoutVectorAsync(IReadOnlyList<ContentRef> refs, string encoderId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<long> CommitVectorsAsync(IReadOnlyList<ContentRef> refs, IReadOnlyList<ChunkVector> vectors, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<ContentRef>> MarkIndexedAsync(IReadOnlyList<ContentRef> refs, long appliedSequence, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask RejectAsync(ContentRef content, string reason, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask FailAsync(ContentRef content, string reason, int attempts, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<ContentRef>> RedriveAsync(DocumentFilter filter, DocumentId? id = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<Deletion>> DeleteAsync(IReadOnlyList<DocumentId> ids, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<ImageReference>> ReadCaptionsAsync(string collection, string imageUri, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask SetCollectionGroupsAsync(string collection, IReadOnlyCollection<string> groups, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
