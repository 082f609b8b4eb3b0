using Assistant.Core.Agent.Demonstrations;
using Assistant.Core.Answering;
using Assistant.Core.Chunking;
using Assistant.Core.Content;
using Assistant.Core.Encoders;
using Assistant.Core.Knowledge;
using Assistant.Core.Retrieval;
using Assistant.Index;
using Assistant.Inference;
using Assistant.Ingestion.Parsing;
using Assistant.Storage;
using Assistant.Storage.Fts5;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Assistant.Evals.Corpus;

/// <summary>
/// The product's store, index, parsers, search and answers over a data directory of their own under the temporary folder, removed at
/// the end. Documents are loaded in batches without the message bus: the evals measure what is found, not how it got there.
/// </summary>
public sealed class EvalDatabase : IAsyncDisposable
{
    private const string Collection = "eval";
    private const int BatchSize = 100;
    private readonly ServiceProvider services;
    private readonly string folder;

    private EvalDatabase(ServiceProvider services, string folder)
    {
        this.services = services;
        this.folder = folder;
    }

    /// <summary>The store.</summary>
    public IContentStore Store => services.GetRequiredService<IContentStore>();

    /// <summary>The index.</summary>
    public IKnowledgeIndex Index => services.GetRequiredService<IKnowledgeIndex>();

    /// <summary>The plain index on SQLite, to compare with: empty until it catches up.</summary>
    public Fts5KnowledgeIndex Reference => services.GetRequiredService<Fts5KnowledgeIndex>();

    /// <summary>The search.</summary>
    public IRetriever Retriever => services.GetRequiredService<IRetriever>();

    /// <summary>What has vectors of which encoder.</summary>
    public IEncoderStore Encoders => services.GetRequiredService<IEncoderStore>();

    /// <summary>A search with options of its own over the same store and index.</summary>
    public IRetriever RetrieverWith(RetrievalOptions options) => new HybridRetriever(
        Store, Index, Options.Create(options), services.GetRequiredService<IEncoderDirectory>(), services.GetRequiredService<ILogger<HybridRetriever>>(), Encoders);

    /// <summary>Answers by quotation.</summary>
    public ExtractiveAnswerer Answerer => services.GetRequiredService<ExtractiveAnswerer>();

    /// <summary>Answers as the settings say.</summary>
    public IAnswerer ConfiguredAnswerer => services.GetRequiredService<IAnswerer>();

    /// <summary>The data directory.</summary>
    public DataDirectory Data => services.GetRequiredService<DataDirectory>();

    /// <summary>Opens an empty one.</summary>
    /// <param name="settings">Configuration as it would stand in <c>appsettings.json</c>; null for the defaults.</param>
    /// <param name="encoders">What the dense legs use, owned by the caller; null for none.</param>
    /// <param name="withModels">Whether the language model that the settings name is used.</param>
    /// <param name="liked">Where liked answers are read; null for the store's own, which has none.</param>
    public static EvalDatabase Open(IReadOnlyDictionary<string, string?>? settings = null, IEncoderDirectory? encoders = null, bool withModels = false, ILikedAnswerStore? liked = null)
    {
        var folder = Directory.CreateTempSubdirectory("assistant-eval-").FullName;
        var data = new DataDirectory(folder);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings ?? new Dictionary<string, string?>()).Build();
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(encoders ?? FixedEncoders.None)
            .AddAssistantStorage(data)
            .AddAssistantIndex(Path.Combine(data.IndexPath, "hybrid"))
            .AddAssistantParsing(configuration)
            .AddAssistantRetrieval(configuration)
            .AddAssistantAnswering(configuration);
        if (liked is not null) services.AddSingleton(liked);
        if (withModels) services.AddAssistantInference(configuration);
        return new EvalDatabase(services.BuildServiceProvider(), folder);
    }

    /// <summary>Loads documents whose text is at hand, each as one passage.</summary>
    /// <param name="documents">Uri, title and text; loaded in batches, so that they need not all be in memory.</param>
    /// <param name="cutAtLines">Each line becomes a passage instead.</param>
    /// <param name="cancellationToken">Cancels the load.</param>
    public async Task AddAsync(IEnumerable<(string Uri, string Title, string Text)> documents, bool cutAtLines = false, CancellationToken cancellationToken = default)
    {
        var blobs = services.GetRequiredService<IBlobStore>();
        foreach (var batch in documents.Chunk(BatchSize))
        {
            var bytes = batch.Select(document => (ReadOnlyMemory<byte>)System.Text.Encoding.UTF8.GetBytes($"{document.Uri}\n{document.Title}\n{document.Text}")).ToList();
            var hashes = await blobs.PutAsync(bytes, cancellationToken).ConfigureAwait(false);
            var submissions = batch.Select((document, i) => new Submission(Collection, document.Uri, hashes[i], bytes[i].Length)).ToList();
            var accepted = await Store.AcceptAsync(submissions, cancellationToken).ConfigureAwait(false);
            var parsed = batch.Select((document, i) => Whole(accepted[i].Ref, document.Title, document.Text, cutAtLines)).ToList();
            await Store.CommitParsedAsync(parsed, cancellationToken).ConfigureAwait(false);
        }

        await Index.CatchUpAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Parses and loads every file of a folder, as the pipeline would: unpacked files and captions of pictures too.</summary>
    /// <returns>How many were loaded, and those refused with their reason.</returns>
    public async Task<(int Loaded, IReadOnlyList<(string Uri, string Reason)> Refused)> AddFolderAsync(string root, CancellationToken cancellationToken = default)
    {
        var files = Directory.EnumerateFiles(root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
            .Select(file => (Uri: Path.GetRelativePath(root, file).Replace('\\', '/'), File: file))
            .OrderBy(file => file.Uri, StringComparer.Ordinal)
            .ToList();
        var refused = new List<(string Uri, string Reason)>();
        var waiting = new Queue<(string Uri, ReadOnlyMemory<byte>? Bytes, string? File)>(files.Select(file => (file.Uri, (ReadOnlyMemory<byte>?)null, (string?)file.File)));
        var pictures = new List<(string Uri, ReadOnlyMemory<byte> Bytes)>();
        var loaded = 0;
        while (waiting.TryDequeue(out var next))
        {
            var bytes = next.Bytes ?? await File.ReadAllBytesAsync(next.File!, cancellationToken).ConfigureAwait(false);
            var reason = await AddBytesAsync(next.Uri, bytes, child => waiting.Enqueue((child.Uri, child.Bytes, null)), pictures, cancellationToken).ConfigureAwait(false);
            if (reason is null) loaded++;
            else refused.Add((next.Uri, reason));
        }

        // Pages that show a picture may come after it; a page's commit sets the picture back to be parsed again with its captions.
        foreach (var picture in pictures) await AddBytesAsync(picture.Uri, picture.Bytes, null, null, cancellationToken).ConfigureAwait(false);
        await Index.CatchUpAsync(cancellationToken).ConfigureAwait(false);
        // Nothing is on its way any more, and no answer is to say so.
        var unfinished = await Store.ReadUnfinishedAsync(null, null, int.MaxValue, cancellationToken).ConfigureAwait(false);
        await Store.MarkIndexedAsync([.. unfinished.Select(one => one.Ref)], Index.AppliedSequence, cancellationToken).ConfigureAwait(false);
        return (loaded, refused);
    }

    /// <summary>Makes every vector that is missing, measures the noise of pictures, and brings the index up to date.</summary>
    /// <returns>Why pictures could not be encoded.</returns>
    public async Task<IReadOnlyList<string>> EmbedAsync(CancellationToken cancellationToken = default)
    {
        var embedding = new EvalEmbedding(Store, Encoders, services.GetRequiredService<IBlobStore>());
        var refused = await embedding.RunAsync(services.GetRequiredService<IEncoderDirectory>(), cancellationToken).ConfigureAwait(false);
        await Index.CatchUpAsync(cancellationToken).ConfigureAwait(false);
        return refused;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync().ConfigureAwait(false);
        Directory.Delete(folder, recursive: true);
    }

    private async Task<string?> AddBytesAsync(
        string uri, ReadOnlyMemory<byte> bytes, Action<ChildContent>? onChild, List<(string Uri, ReadOnlyMemory<byte> Bytes)>? pictures, CancellationToken cancellationToken)
    {
        var hash = (await services.GetRequiredService<IBlobStore>().PutAsync([bytes], cancellationToken).ConfigureAwait(false))[0];
        var acceptance = (await Store.AcceptAsync([new Submission(Collection, uri, hash, bytes.Length)], cancellationToken).ConfigureAwait(false))[0];
        if (acceptance is { Changed: false, State: not ContentState.Accepted }) return null;
        var captions = await Store.ReadCaptionsAsync(Collection, uri, cancellationToken).ConfigureAwait(false);
        var outcome = await services.GetRequiredService<ContentParser>().ParseAsync(
            new ParseInput(uri, null, hash, bytes) { Captions = captions },
            (child, _) =>
            {
                onChild?.Invoke(child);
                return ValueTask.CompletedTask;
            },
            cancellationToken).ConfigureAwait(false);
        switch (outcome)
        {
            case ParseOutcome.Refused(var reason):
                await Store.RejectAsync(acceptance.Ref, reason, cancellationToken).ConfigureAwait(false);
                return reason;
            case ParseOutcome.Parsed(var document):
                var chunks = services.GetRequiredService<PassageChunker>().Chunk(document);
                var triples = await services.GetRequiredService<TripleExtractor>().ExtractAsync(document, chunks, cancellationToken).ConfigureAwait(false);
                await Store.CommitParsedAsync([new ParsedContent(acceptance.Ref, document, chunks, null, NeedsVectors: false) { Triples = triples }], cancellationToken).ConfigureAwait(false);
                if (document.Kind == ContentKind.Image) pictures?.Add((uri, bytes));
                return null;
            default:
                throw new InvalidOperationException($"Unknown outcome {outcome}.");
        }
    }

    private static ParsedContent Whole(ContentRef content, string title, string text, bool cutAtLines)
    {
        var document = new ParsedDocument(ContentKind.Text, "text/plain", title.Length == 0 ? null : title, text, [new Block(BlockKind.Paragraph, 0, text.Length)]);
        var chunks = new List<Chunk>();
        for (var start = 0; start < text.Length;)
        {
            var end = cutAtLines && text.IndexOf('\n', start) is var line and >= 0 ? line : text.Length;
            chunks.Add(new Chunk(start, end, [], null, BlockKind.Paragraph));
            start = end + 1;
        }

        return new ParsedContent(content, document, chunks, null, NeedsVectors: false);
    }
}
