using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Index.Text;
using Assistant.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Assistant.Index.Tests.Faults;

/// <summary>A real content store with documents that come, change and go, texts and the vectors of two encoders, and an index over it in small files.</summary>
internal sealed class FaultyStore : IAsyncDisposable
{
    public const string TextEncoder = "alpha";
    public const string ImageEncoder = "beta";
    private const int Uris = 120;
    private readonly ServiceProvider _services;
    private readonly Random _random;
    private readonly List<DocumentId> _documents = [];

    public FaultyStore(string folder, int seed)
    {
        Folder = folder;
        _random = new Random(seed);
        var services = new ServiceCollection();
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddAssistantStorage(new DataDirectory(folder));
        _services = services.BuildServiceProvider();
    }

    public string Folder { get; }

    public string IndexFolder => Path.Combine(Folder, "index", "hybrid");

    public IChangeLog Log => _services.GetRequiredService<IChangeLog>();

    public IContentStore Content => _services.GetRequiredService<IContentStore>();

    public ChangeLogCompaction Compaction => _services.GetRequiredService<ChangeLogCompaction>();

    public DatabaseBackup Backup => _services.GetRequiredService<DatabaseBackup>();

    public HybridIndex OpenIndex(string? folder = null, bool readOnly = false, ILogger<HybridIndex>? logger = null)
    {
        var options = new HybridIndexOptions { Folder = folder ?? IndexFolder, FlushChunks = 48, FlushSeconds = 1, MergeFactor = 2, ReadOnly = readOnly };
        options.Languages.Add(Language.English);
        return new HybridIndex(Log, Microsoft.Extensions.Options.Options.Create(options), logger ?? NullLogger<HybridIndex>.Instance);
    }

    /// <summary>A few documents, new or changed, with their vectors; now and then vectors that replace others, and deletions.</summary>
    public async Task ChangeAsync()
    {
        var bytes = Enumerable.Range(0, _random.Next(1, 6)).Select(_ => BitConverter.GetBytes(_random.NextInt64())).ToArray();
        var hashes = await _services.GetRequiredService<IBlobStore>().PutAsync([.. bytes.Select(b => (ReadOnlyMemory<byte>)b)]);
        var uris = Enumerable.Range(0, Uris).OrderBy(_ => _random.Next()).Take(bytes.Length).ToArray();
        var accepted = await Content.AcceptAsync([.. hashes.Select((hash, i) => new Submission(uris[i] % 2 == 0 ? "left" : "right", $"doc{uris[i]}", hash, 8))]);
        ContentRef[] refs = [.. accepted.Select(a => a.Ref)];
        await Content.CommitParsedAsync([.. refs.Select(Parse)]);
        _documents.AddRange(refs.Select(r => r.Id));
        var chunks = await Content.ReadChunksWithoutVectorAsync(refs, TextEncoder);
        await Content.CommitVectorsAsync(refs, [.. chunks.Select(c => Vector(c.ChunkKey, TextEncoder)), .. chunks.Where(c => c.ChunkKey % 3 == 0).Select(c => Vector(c.ChunkKey, ImageEncoder))]);
        if (_random.Next(3) == 0)
            await Content.CommitVectorsAsync([], [.. chunks.Where(_ => _random.Next(2) == 0).Select(c => Vector(c.ChunkKey, TextEncoder))]);
        if (_random.Next(4) == 0)
            await Content.DeleteAsync([_documents[_random.Next(_documents.Count)]]);
    }

    /// <summary>Holds an index to one that is built from the store alone: the same hits and scores for every kind of query, and a clean verification.</summary>
    public async Task AssertEqualsRebuiltAsync(HybridIndex index)
    {
        using var folder = new TemporaryFolder();
        await using var rebuilt = OpenIndex(folder.Path);
        Assert.Equal(await rebuilt.CatchUpAsync(), await index.CatchUpAsync());
        foreach (var query in Queries())
        {
            var (expected, actual) = (await rebuilt.SearchAsync(query), await index.SearchAsync(query));
            for (var leg = 0; leg < expected.Legs.Count; leg++)
                Assert.Equal(expected.Legs[leg].Hits, actual.Legs[leg].Hits);
        }

        var report = await index.VerifyAsync();
        Assert.True(report.Healthy, string.Join('\n', report.Problems));
        Assert.Equal(report.LogSequence, report.AppliedSequence);
    }

    public async ValueTask DisposeAsync() => await _services.DisposeAsync();

    private List<IndexQuery> Queries()
    {
        SearchFilter[] filters = [new(), new(new HashSet<int> { 1 }), new(null, ContentKind.Image)];
        var queries = new List<IndexQuery>();
        for (var i = 0; i < 12; i++)
        {
            var text = (i % 6) switch
            {
                0 => $"{Word()} {Word()} {Word()}",
                1 => $"\"{Word()} {Word()}\"",
                2 => $"{Word()} -{Word()}",
                3 => $"title:{Word()} {Word()}",
                4 => $"{Word()[..5]}* {Word()}",
                _ => $"{Word()} \"{Word()} {Word()}\"",
            };
            DenseProbe[] probes = [new("dense_text", TextEncoder, ContentKind.Text, Vector(1, TextEncoder).Values), new("dense_image", ImageEncoder, ContentKind.Image, Vector(1, ImageEncoder).Values)];
            queries.Add(new IndexQuery(text, probes, filters[i % 3], 40));
        }

        return queries;
    }

    private string Word() => HybridIndexTests.Vocabulary[HybridIndexTests.Skewed(_random) % 60];

    private ParsedContent Parse(ContentRef content)
    {
        var paragraphs = Enumerable.Range(0, _random.Next(1, 9)).Select(_ => string.Join(' ', Enumerable.Range(0, _random.Next(2, 25)).Select(_ => Word()))).ToList();
        var text = string.Join("\n\n", paragraphs);
        var chunks = new List<Chunk>();
        var at = 0;
        foreach (var paragraph in paragraphs)
        {
            chunks.Add(new Chunk(at, at + paragraph.Length, _random.Next(2) == 0 ? [Word()] : [], null, _random.Next(5) == 0 ? BlockKind.Caption : BlockKind.Paragraph));
            at += paragraph.Length + 2;
        }

        return new ParsedContent(content, new ParsedDocument(_random.Next(4) == 0 ? ContentKind.Image : ContentKind.Text, "text/plain", Word(), text, []), chunks, null, true);
    }

    private ChunkVector Vector(long key, string encoder)
    {
        var values = new float[encoder == TextEncoder ? 24 : 16];
        foreach (ref var value in values.AsSpan())
            value = (float)(_random.NextDouble() - 0.5);
        return new ChunkVector(key, encoder, encoder == TextEncoder ? ContentKind.Text : ContentKind.Image, values);
    }
}
