using System.Text;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Index.Text;
using Assistant.Storage;
using Assistant.Storage.Fts5;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Assistant.Index.Tests.Properties;

/// <summary>One random life of a store with both indexes over it, and a model of what it holds.</summary>
internal sealed class Scenario : IAsyncDisposable
{
    public static readonly Language[] Languages =
        [Language.English, Language.German, Language.French, Language.Spanish, Language.Italian, Language.Portuguese, Language.Russian];

    private readonly Random _random;
    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _indexFolder = new();
    private readonly SettableClock _clock = new();
    private readonly ServiceProvider _services;
    private readonly IContentStore _store;
    private readonly IBlobStore _blobs;
    private readonly List<ModelDocument> _documents = [];
    private readonly List<string> _collections = [];

    public Scenario(int seed)
    {
        _random = new Random(seed);
        var services = new ServiceCollection();
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddSingleton<TimeProvider>(_clock);
        services.AddAssistantStorage(new DataDirectory(_folder.Path));
        _services = services.BuildServiceProvider();
        _store = _services.GetRequiredService<IContentStore>();
        _blobs = _services.GetRequiredService<IBlobStore>();
        Log = _services.GetRequiredService<IChangeLog>();
        Reference = _services.GetRequiredService<Fts5KnowledgeIndex>();
        Index = Open();
    }

    public HybridIndex Index { get; private set; }

    public Fts5KnowledgeIndex Reference { get; }

    public IChangeLog Log { get; }

    public IReadOnlyList<ModelDocument> Documents => _documents;

    /// <summary>Key of a collection by its name: they are numbered in the order of their making.</summary>
    public int KeyOf(string collection) => _collections.IndexOf(collection) + 1;

    /// <summary>One random change of the store or of the index's files.</summary>
    public async Task StepAsync()
    {
        switch (_random.Next(13))
        {
            case < 5:
                await SubmitAsync([.. Enumerable.Range(0, _random.Next(1, 5)).Select(_ => $"doc{_random.Next(14)}").Distinct()]);
                break;
            case 5 or 6 when _documents.Count > 0:
                await RetagAsync(_documents[_random.Next(_documents.Count)]);
                break;
            case 7 when _documents.Count > 0:
                await DeleteAsync(_documents[_random.Next(_documents.Count)]);
                break;
            case 8:
                foreach (var pending in _documents.Where(d => d.IsPending).ToList())
                    await ParseAsync([pending]);
                break;
            case 9:
                await Index.CatchUpAsync();
                await Index.FlushAsync();
                break;
            case 10:
                await Index.CatchUpAsync();
                await Index.FlushAsync();
                await Index.MergeOnceAsync(CancellationToken.None);
                break;
            case 11:
                await Index.DisposeAsync();
                Index = Open();
                break;
            default:
                await Index.CatchUpAsync();
                break;
        }
    }

    public async Task CatchUpAsync() => Assert.Equal(await Reference.CatchUpAsync(), await Index.CatchUpAsync());

    public SearchFilter Filter() => new(
        _random.Next(2) == 0 ? null : Enumerable.Range(0, _random.Next(3)).Select(_ => _random.Next(1, 4)).ToHashSet(),
        _random.Next(3) == 0 ? (ContentKind)_random.Next(2) : null)
    {
        Tags = _random.Next(2) == 0 ? null : Tags.Fold([.. Enumerable.Range(0, _random.Next(3)).Select(_ => RandomWords.Tags[_random.Next(RandomWords.Tags.Length)])]),
        From = _random.Next(3) == 0 ? Date() : null,
        To = _random.Next(3) == 0 ? Date() : null,
    };

    public DenseProbe Probe() => _random.Next(2) == 0
        ? new DenseProbe("dense_text", "texts", ContentKind.Text, Vector(16))
        : new DenseProbe("dense_image", "pictures", ContentKind.Image, Vector(12));

    public async ValueTask DisposeAsync()
    {
        await Index.DisposeAsync();
        await _services.DisposeAsync();
        _folder.Dispose();
        _indexFolder.Dispose();
    }

    private HybridIndex Open() => IndexFixture.Open(_indexFolder, Log, o =>
    {
        o.Languages.Clear();
        (o.FlushChunks, o.MergeFactor) = (256, 2);
    });

    private async Task SubmitAsync(string[] uris)
    {
        var submissions = new List<Submission>();
        foreach (var uri in uris)
        {
            var collection = "left middle right".Split(' ')[_random.Next(3)];
            if (!_collections.Contains(collection))
                _collections.Add(collection);
            var text = string.Join("\n\n", Enumerable.Range(0, _random.Next(1, 5)).Select(_ => RandomWords.Text(_random)));
            submissions.Add(await OfferAsync(collection, uri, text, GivenTags()) with { Modified = _random.Next(2) == 0 ? Date() : null });
        }

        _clock.Now = Date();
        var answers = await _store.AcceptAsync(submissions);
        var parsed = new List<ModelDocument>();
        for (var i = 0; i < answers.Count; i++)
        {
            var (submission, answer) = (submissions[i], answers[i]);
            var document = _documents.Find(d => d.Id == answer.Ref.Id);
            if (document is null)
                _documents.Add(document = new ModelDocument { Id = answer.Ref.Id, Collection = submission.Collection, Uri = submission.Uri, Created = _clock.Now });
            document.Version = answer.Ref.Version;
            document.Text = Encoding.UTF8.GetString(await BytesAsync(submission.Blob));
            document.Modified = submission.Modified;
            document.Tags = submission.Tags is null ? document.Tags : Tags.Fold(submission.Tags);
            document.IsPending = true;
            if (_random.Next(8) > 0)
                parsed.Add(document);
        }

        await ParseAsync(parsed);
    }

    /// <summary>The same bytes with other tags, or with none said.</summary>
    private async Task RetagAsync(ModelDocument document)
    {
        var tags = GivenTags();
        var answer = (await _store.AcceptAsync([await OfferAsync(document.Collection, document.Uri, document.Text, tags)]))[0];
        Assert.Equal((new ContentRef(document.Id, document.Version), false), (answer.Ref, answer.Changed));
        document.Tags = tags is null ? document.Tags : Tags.Fold(tags);
        if (!document.IsPending)
            document.Live = document.Live! with { Tags = Tags.Join(document.Tags, document.Live.FoundTags) };
    }

    private async Task DeleteAsync(ModelDocument document)
    {
        await _store.DeleteAsync([document.Id]);
        _documents.Remove(document);
    }

    private async Task ParseAsync(List<ModelDocument> documents)
    {
        foreach (var document in documents)
        {
            var found = _random.Next(4) == 0 ? Tags.Fold([RandomWords.Tags[_random.Next(RandomWords.Tags.Length)]]) : [];
            DateTimeOffset? date = _random.Next(4) == 0 ? Date() : null;
            document.IsPending = false;
            document.Live = new ModelDocument.LiveVersion(
                document.Text.Split("\n\n"), _random.Next(5) == 0 ? BlockKind.Caption : BlockKind.Paragraph, _random.Next(3) == 0 ? ContentKind.Image : ContentKind.Text,
                _random.Next(2) == 0 ? RandomWords.Plain(_random) : null, found, date ?? document.Modified ?? document.Created)
            {
                Tags = Tags.Join(document.Tags, found),
            };
            await _store.CommitParsedAsync([Parsed(document, document.Live, date)]);
        }

        if (documents.Count > 0 && _random.Next(4) > 0)
            await EmbedAsync([.. documents.Where(_ => _random.Next(5) > 0)]);
    }

    private async Task EmbedAsync(IReadOnlyList<ModelDocument> documents)
    {
        ContentRef[] refs = [.. documents.Select(d => new ContentRef(d.Id, d.Version))];
        var vectors = new List<ChunkVector>();
        foreach (var chunk in await _store.ReadChunksWithoutVectorAsync(refs, "texts"))
        {
            vectors.Add(new ChunkVector(chunk.ChunkKey, "texts", ContentKind.Text, Vector(16)));
            if (_random.Next(3) == 0)
                vectors.Add(new ChunkVector(chunk.ChunkKey, "pictures", ContentKind.Image, Vector(12)));
        }

        await _store.CommitVectorsAsync(refs, vectors);
        if (vectors.Count == 0 || _random.Next(4) > 0)
            return;

        // The encoder ran again: other vectors for the same chunks.
        if (_random.Next(2) == 0)
            await Index.CatchUpAsync();
        await _store.CommitVectorsAsync(refs, vectors.ConvertAll(v => v with { Values = Vector(v.Values.Length) }));
    }

    private async Task<Submission> OfferAsync(string collection, string uri, string text, string[]? tags)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return new Submission(collection, uri, (await _blobs.PutAsync([bytes]))[0], bytes.Length) { Tags = tags };
    }

    private async Task<byte[]> BytesAsync(BlobHash hash)
    {
        await using var stream = (await _blobs.OpenReadAsync(hash))!;
        var bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes);
        return bytes;
    }

    private string[]? GivenTags() => _random.Next(3) == 0
        ? null
        : [.. Enumerable.Range(0, _random.Next(4)).Select(_ => RandomWords.Tags[_random.Next(RandomWords.Tags.Length)]).Select(tag => _random.Next(2) == 0 ? tag.ToUpperInvariant() : tag)];

    private DateTimeOffset Date() => new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(_random.Next(6)).AddMilliseconds(_random.Next(3));

    /// <summary>Of length 1.</summary>
    private float[] Vector(int width)
    {
        var values = new float[width];
        foreach (ref var value in values.AsSpan())
            value = _random.Next(-127, 128);
        var norm = MathF.Sqrt(values.Sum(v => v * v));
        return Array.ConvertAll(values, v => v / norm);
    }

    private static ParsedContent Parsed(ModelDocument document, ModelDocument.LiveVersion live, DateTimeOffset? date)
    {
        var chunks = new List<Chunk>();
        var start = 0;
        foreach (var part in live.Chunks)
        {
            chunks.Add(new Chunk(start, start + part.Length, live.Title is null ? [] : [live.Title], null, live.BlockKind));
            start += part.Length + 2;
        }

        var parsed = new ParsedDocument(live.Kind, "text/plain", live.Title, document.Text, []) { Tags = live.FoundTags, Date = date };
        return new ParsedContent(new ContentRef(document.Id, document.Version), parsed, chunks, null, true);
    }
}
