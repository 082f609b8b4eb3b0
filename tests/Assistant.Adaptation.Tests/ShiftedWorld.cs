using System.Text;
using Assistant.Adaptation.Bus;
using Assistant.Adaptation.Refresh;
using Assistant.Adaptation.Versions;
using Assistant.Core.Content;
using Assistant.Core.Encoders;
using Assistant.Core.Feedback;
using Assistant.Core.Learning;
using Assistant.Core.Learning.Linear;
using Assistant.Core.Learning.Replay;
using Assistant.Core.Retrieval;
using Assistant.Storage;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Assistant.Adaptation.Tests;

/// <summary>
/// A data directory with a real store and index, a bus in memory, and an encoder that finds a document by its title and knows nothing of
/// the language that users of one collection ask in: their queries are the documents' vectors, turned by a fixed map.
/// </summary>
internal sealed class ShiftedWorld : IAsyncDisposable
{
    public const int Dimensions = 32, Documents = 40;
    private const string Name = "test-encoder";
    private readonly IHost _host;
    private readonly Dictionary<string, float[]> _vectors;
    private readonly bool _owns;

    private ShiftedWorld(string root, Dictionary<string, float[]> vectors, bool owns, (string Key, string Value)[] settings, bool pictures = false)
    {
        (Root, _vectors, _owns) = (root, vectors, owns);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(settings.Prepend(("Assistant:Adaptation:CpuShare", "1")).Select(setting => KeyValuePair.Create(setting.Item1, (string?)setting.Item2)));
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Services.AddAssistantStorage(new DataDirectory(root));
        var encoder = new Assistant.Core.Retrieval.Encoder(Name, Dimensions) { Text = new TitleEncoder(_vectors) };
        builder.Services.AddSingleton<IEncoderDirectory>(_ => new FixedEncoders(encoder, pictures ? encoder : null));
        builder.Services.AddAssistantRetrieval(builder.Configuration);
        builder.Services.AddAssistantAdaptation(builder.Configuration, Path.Combine(root, "adapters"));
        _host = builder.Build();
    }

    public string Root { get; }

    public string EncoderId { get; } = Name;

    public string AdaptersPath => Path.Combine(Root, "adapters");

    public List<DocumentId> Shifted { get; } = [];

    public AdapterRefresh Refresh => Get<AdapterRefresh>();

    public AdapterVersions Versions => Get<AdapterVersions>();

    public LearnedAdapters Learned => Get<LearnedAdapters>();

    public AdapterFolder Folder => Get<AdapterFolder>();

    public RefreshRuns Runs => Get<RefreshRuns>();

    public IContentStore Store => Get<IContentStore>();

    public IReplayStore Replay => Get<IReplayStore>();

    public static Task<ShiftedWorld> StartAsync(params (string Key, string Value)[] settings) => StartAsync(false, settings);

    /// <summary>Starts one whose encoder also compares words with pictures, where that is wanted.</summary>
    public static async Task<ShiftedWorld> StartAsync(bool pictures, params (string Key, string Value)[] settings)
    {
        var world = new ShiftedWorld(Directory.CreateTempSubdirectory("assistant-adaptation-").FullName, new Dictionary<string, float[]>(StringComparer.Ordinal), true, settings, pictures);
        await world._host.StartAsync();
        world.Shifted.AddRange(await world.AddAsync("shifted", 1));
        await world.AddAsync("plain", 2);
        return world;
    }

    /// <summary>Another host over the same folder, with its own settings; stop it before the first.</summary>
    public async Task<ShiftedWorld> JoinAsync(params (string Key, string Value)[] settings)
    {
        var world = new ShiftedWorld(Root, _vectors, false, settings);
        await world._host.StartAsync();
        world.Shifted.AddRange(Shifted);
        return world;
    }

    /// <summary>What another host would serve from the same folder.</summary>
    public LearnedAdapters Loaded(bool enabled) => new(Folder, Options.Create(new AdaptationOptions { Enabled = enabled }), NullLogger<LearnedAdapters>.Instance);

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    /// <summary>Judges answers to queries of the shifted language; the same seed gives the same judgements.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">Seed.</param>
    /// <param name="random">Whether the documents are drawn at random, whatever was asked.</param>
    public async Task JudgeAsync(int count, int seed = 3, bool random = false)
    {
        var source = new Random(seed);
        var map = Rows(new Random(99), Dimensions);
        List<ReplayItem> items = [];
        for (var i = 0; i < count; i++)
        {
            var document = source.Next(Documents);
            var asked = random ? source.Next(Documents) : document;
            var target = _vectors[$"shifted {document}"];
            var turned = new Matrix(1, Dimensions);
            for (var k = 0; k < Dimensions; k++)
            {
                for (var j = 0; j < Dimensions; j++) turned[0][k] += map[k][j] * _vectors[$"shifted {asked}"][j];
                turned[0][k] += 0.1f * (float)((source.NextDouble() * 2) - 1);
            }

            // A language lies in a place of its own.
            turned[0][0] += 2;
            turned.NormalizeRows();
            var id = new byte[16];
            source.NextBytes(id);
            items.Add(new ReplayItem
            {
                Id = new Guid(id),
                Direction = AdapterDirection.TextToText,
                EncoderId = Name,
                Collection = "shifted",
                User = "local",
                Origin = ReplayOrigin.Feedback,
                Target = Shifted[document],
                Sources = [Shifted[document]],
                Query = turned.Values.ToArray(),
                TargetVector = target,
                At = DateTimeOffset.UnixEpoch.AddSeconds((1000 * seed) + i),
            });
        }

        await Replay.AddAsync(items);
    }

    /// <summary>
    /// Users search the shifted collection and like what they looked for. The vectors of their queries find it, and their words name
    /// another document; the same seed gives the same searches.
    /// </summary>
    /// <param name="count">How many, each with other words.</param>
    /// <param name="seed">Seed.</param>
    /// <param name="random">Whether they like a document at random, whatever they looked for.</param>
    public async Task SearchAsync(int count, int seed = 3, bool random = false)
    {
        var source = new Random(seed);
        List<LoggedSearch> searches = [];
        List<Vote> votes = [];
        for (var i = 0; i < count; i++)
        {
            var (wanted, named, liked) = (source.Next(Documents), source.Next(Documents), source.Next(Documents));
            var query = $"shifted {named} number{seed}x{i}";
            var vector = new SearchVector(AdapterDirection.TextToText, Name, _vectors[$"shifted {wanted}"]);
            var at = DateTimeOffset.UtcNow.AddSeconds(-count + i);
            searches.Add(new LoggedSearch { Id = Guid.CreateVersion7(), User = "local", Query = query, Hash = QueryHash.Of(query), Collections = ["shifted"], Adapter = "base", At = at, Vectors = [vector] });
            votes.Add(new Vote { User = "local", Hash = QueryHash.Of(query), Document = Shifted[random ? liked : wanted], Signal = "up", Value = 1, At = at, Vectors = [vector] });
        }

        var signals = Get<ISignalStore>();
        await signals.AddSearchesAsync(searches, 100_000, DateTimeOffset.UnixEpoch);
        await Get<VoteRecorder>().RecordAsync(votes);
    }

    /// <summary>
    /// Judgements of pictures that were found by their look, at 0 to 8 deviations above a noise of 0.2 ± 0.05: right with the probability
    /// 1 / (1 + exp(−(0.8 · deviations − 4))), or half the time.
    /// </summary>
    public async Task JudgeLooksAsync(int count, bool random = false, int seed = 11)
    {
        await Get<IEncoderStore>().WriteNoiseAsync(Name, new ImageNoise(0.2, 0.05, 100));
        var source = new Random(seed);
        List<ReplayItem> items = [];
        for (var i = 0; i < count; i++)
        {
            var deviations = source.NextDouble() * 8;
            var cosine = (float)(0.2 + (0.05 * deviations));
            var (query, target) = (new float[Dimensions], new float[Dimensions]);
            query[0] = 1;
            (target[0], target[1]) = (cosine, MathF.Sqrt(1 - (cosine * cosine)));
            var id = new byte[16];
            source.NextBytes(id);
            items.Add(new ReplayItem
            {
                Id = new Guid(id),
                Direction = AdapterDirection.TextToImage,
                EncoderId = Name,
                Collection = "shifted",
                User = "local",
                Origin = ReplayOrigin.Feedback,
                Target = Shifted[i % Documents],
                Sources = [Shifted[i % Documents]],
                Query = query,
                TargetVector = target,
                Value = source.NextDouble() < (random ? 0.5 : 1 / (1 + Math.Exp(-((0.8 * deviations) - 4)))) ? 1 : -1,
                At = DateTimeOffset.UnixEpoch.AddSeconds(i),
            });
        }

        await Replay.AddAsync(items);
    }

    /// <summary>Thumbs on answers that an adapter moved the query of, each on a query of its own.</summary>
    public async Task VoteAsync(string adapter, DateTimeOffset at, int up, int down) => await Get<ISignalStore>().AddVotesAsync([.. Enumerable.Range(0, up + down).Select(i => new Vote
    {
        User = "local",
        Hash = QueryHash.Of($"{adapter} {at.Ticks} {i}", default),
        Document = Shifted[i],
        Signal = i < up ? "up" : "down",
        Value = i < up ? 1 : -1,
        Adapter = adapter,
        At = at.AddSeconds(i),
    })]);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        if (_owns) Directory.Delete(Root, recursive: true);
    }

    private async Task<List<DocumentId>> AddAsync(string collection, int seed)
    {
        var rows = Rows(new Random(seed), Documents);
        List<DocumentId> ids = [];
        for (var i = 0; i < Documents; i++)
        {
            var title = $"{collection} {i}";
            // The other side of the space is where the encoder knows what it reads.
            rows[i][0] = -Math.Abs(rows[i][0]);
            _vectors[title] = rows[i].ToArray();
            var hashes = await Get<IBlobStore>().PutAsync([Encoding.UTF8.GetBytes(title)]);
            var content = (await Store.AcceptAsync([new Submission(collection, title, hashes[0], title.Length)]))[0].Ref;
            var parsed = new ParsedContent(content, new ParsedDocument(ContentKind.Text, "text/plain", title, title, []), [new Chunk(0, title.Length, [], null, BlockKind.Paragraph)], null, NeedsVectors: true);
            await Store.CommitParsedAsync([parsed]);
            var chunk = (await Store.ReadChunksWithoutVectorAsync([content], Name)).Single();
            var sequence = await Store.CommitVectorsAsync([content], [new ChunkVector(chunk.ChunkKey, Name, ContentKind.Text, _vectors[title])]);
            await Get<IKnowledgeIndex>().CatchUpAsync();
            await Store.MarkIndexedAsync([content], sequence);
            ids.Add(content.Id);
        }

        return ids;
    }

    private static Matrix Rows(Random random, int count)
    {
        var rows = new Matrix(count, Dimensions);
        foreach (ref var value in rows.Values) value = (float)((random.NextDouble() * 2) - 1);
        rows.NormalizeRows();
        return rows;
    }

    private sealed class TitleEncoder(Dictionary<string, float[]> vectors) : IEmbeddingGenerator<string, Embedding<float>>
    {
        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(value => new Embedding<float>(vectors[value]))));

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
