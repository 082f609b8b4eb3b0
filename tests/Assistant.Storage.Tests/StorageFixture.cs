using System.Text;
using Assistant.Core.Access;
using Assistant.Core.Agent.Demonstrations;
using Assistant.Core.Content;
using Assistant.Core.Conversations;
using Assistant.Core.Encoders;
using Assistant.Core.Feedback;
using Assistant.Core.Knowledge;
using Assistant.Core.Learning.Replay;
using Assistant.Core.Memory;
using Assistant.Core.Retrieval;
using Assistant.Storage.Fts5;
using Assistant.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Assistant.Storage.Tests;

/// <summary>A real data directory in a temporary folder, opened as a host opens it.</summary>
public sealed class StorageFixture : IAsyncDisposable
{
    private readonly bool _ownsFolder;
    private readonly ServiceProvider _services;

    public StorageFixture(string? folder = null)
    {
        _ownsFolder = folder is null;
        Directory = new DataDirectory(folder ?? Path.Combine(Path.GetTempPath(), "assistant-storage-tests", Guid.NewGuid().ToString("n")));
        var services = new ServiceCollection();
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddAssistantStorage(Directory);
        _services = services.BuildServiceProvider();
    }

    public DataDirectory Directory { get; }

    public IContentStore Store => _services.GetRequiredService<IContentStore>();

    public IBlobStore Blobs => _services.GetRequiredService<IBlobStore>();

    public IChangeLog Log => _services.GetRequiredService<IChangeLog>();

    public IKnowledgeIndex Index => _services.GetRequiredService<IKnowledgeIndex>();

    public IEncoderStore Encoders => _services.GetRequiredService<IEncoderStore>();

    public IDerivedCache Derived => _services.GetRequiredService<IDerivedCache>();

    public IConversationStore Conversations => _services.GetRequiredService<IConversationStore>();

    public ISummaryStore Summaries => _services.GetRequiredService<ISummaryStore>();

    public IFactStore Facts => _services.GetRequiredService<IFactStore>();

    public ITripleStore Triples => _services.GetRequiredService<ITripleStore>();

    public ILikedAnswerStore Liked => _services.GetRequiredService<ILikedAnswerStore>();

    public IAnswerLog Answers => _services.GetRequiredService<IAnswerLog>();

    public ISignalStore Signals => _services.GetRequiredService<ISignalStore>();

    public IReplayStore Replay => _services.GetRequiredService<IReplayStore>();

    public IFeedbackStore Feedback => _services.GetRequiredService<IFeedbackStore>();

    public IApiKeyStore Keys => _services.GetRequiredService<IApiKeyStore>();

    public StorageStartup Startup => _services.GetRequiredService<StorageStartup>();

    public DatabaseBackup Backup => _services.GetRequiredService<DatabaseBackup>();

    public ChangeLogCompaction Compaction => _services.GetRequiredService<ChangeLogCompaction>();

    internal AssistantDatabase Database => _services.GetRequiredService<AssistantDatabase>();

    /// <summary>A second opening of the same folder, as another process has it.</summary>
    public StorageFixture OpenAgain() => new(Directory.Root);

    /// <summary>An index of the same store in an empty folder of its own.</summary>
    public Fts5KnowledgeIndex FreshIndex() =>
        new(new DataDirectory(Path.Combine(Directory.Root, "fresh-" + Guid.NewGuid().ToString("n"))), Log, NullLogger<Fts5KnowledgeIndex>.Instance);

    public async Task<Acceptance> AcceptAsync(string uri, string content, string collection = "docs", DocumentId? parent = null, string? source = null)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        var hashes = await Blobs.PutAsync([bytes]);
        return (await Store.AcceptAsync([new Submission(collection, uri, hashes[0], bytes.Length) { Parent = parent, Source = source }]))[0];
    }

    /// <summary>A parse whose paragraphs, separated by empty lines, are its chunks.</summary>
    public static ParsedContent Parse(ContentRef content, string text, string? title = null, bool needsVectors = false, ContentKind kind = ContentKind.Text, IReadOnlyList<ImageReference>? images = null, BlobHash? thumbnail = null)
    {
        var chunks = new List<Chunk>();
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf("\n\n", start, StringComparison.Ordinal);
            end = end < 0 ? text.Length : end;
            chunks.Add(new Chunk(start, end, title is null ? [] : [title], null, BlockKind.Paragraph));
            start = end + 2;
        }

        return new ParsedContent(content, new ParsedDocument(kind, kind == ContentKind.Image ? "image/png" : "text/plain", title, text, []) { Images = images ?? [] }, chunks, thumbnail, needsVectors);
    }

    public async Task<ParsedCommit> CommitAsync(ContentRef content, string text, string? title = null, bool needsVectors = false, ContentKind kind = ContentKind.Text, IReadOnlyList<ImageReference>? images = null) =>
        (await Store.CommitParsedAsync([Parse(content, text, title, needsVectors, kind, images)]))[0];

    /// <summary>Accepts, commits and indexes a document.</summary>
    public async Task<ContentRef> AddAsync(string uri, string text, string collection = "docs", string? title = null, ContentKind kind = ContentKind.Text, IReadOnlyList<ImageReference>? images = null)
    {
        var content = (await AcceptAsync(uri, text, collection)).Ref;
        var commit = await CommitAsync(content, text, title, kind: kind, images: images);
        await Index.CatchUpAsync();
        await Store.MarkIndexedAsync([content], commit.Sequence);
        return content;
    }

    public async Task<IReadOnlyList<LegHit>> SearchAsync(string query, SearchFilter? filter = null, int depth = 100) =>
        (await Index.SearchAsync(new IndexQuery(query, [], filter ?? new SearchFilter(), depth))).Legs[0].Hits;

    /// <summary>The texts that a query finds, best first.</summary>
    public async Task<IReadOnlyList<string>> FindTextsAsync(string query, SearchFilter? filter = null) =>
        [.. (await Store.ReadPassagesAsync([.. (await SearchAsync(query, filter)).Select(hit => hit.ChunkKey)], null)).Select(passage => passage.Text)];

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        // A test that never asked for the store made no folder.
        if (_ownsFolder && System.IO.Directory.Exists(Directory.Root))
            System.IO.Directory.Delete(Directory.Root, recursive: true);
    }
}
