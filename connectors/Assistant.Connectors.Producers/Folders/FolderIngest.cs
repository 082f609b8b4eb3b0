using System.Diagnostics;
using Assistant.Connectors.Producers.Targets;
using Assistant.Contracts.Http;
using Assistant.Core.Content;

namespace Assistant.Connectors.Producers.Folders;

/// <summary>Brings a target up to date with a folder: new and changed files are submitted, unchanged ones skipped by hash, vanished ones named or deleted.</summary>
public sealed class FolderIngest(IContentTarget target)
{
    private const int BatchFiles = 256;
    private const long BatchBytes = 8 << 20;

    /// <summary>Ingests a folder or file.</summary>
    /// <exception cref="DirectoryNotFoundException">There is nothing at the path.</exception>
    public async Task<IngestResult> RunAsync(FolderIngestRequest request, IProgress<FolderProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var startedAt = Stopwatch.GetTimestamp();
        var source = FolderReader.SourceOf(request.Path);
        var files = FolderReader.Read(request.Path, request.Ignored);
        var known = new Dictionary<string, KnownContent>(StringComparer.Ordinal);
        await foreach (var content in target.ListAsync(request.Collection, source, cancellationToken))
            known[content.Uri] = content;

        var tags = request.Tags is null ? null : Tags.Fold(request.Tags);
        var run = new Run(request.Collection, source);
        var read = 0;
        foreach (var file in files)
        {
            read++;
            var (content, refusal) = await ReadAsync(file, request.MaxBytes, cancellationToken);
            if (content is { } bytes)
            {
                if (known.TryGetValue(file.Uri, out var old) && old.Hash == BlobHash.Of(bytes.Span).Hex && old.State != nameof(ContentState.Failed) && tags?.SequenceEqual(old.GivenTags) != false)
                {
                    run.Unchanged++;
                    continue;
                }

                run.Batch.Add(new OfferedContent(file.Uri, bytes, MediaType: null, file.Modified) { Tags = tags });
                run.BatchBytes += bytes.Length;
                if (run.Batch.Count >= BatchFiles || run.BatchBytes >= BatchBytes)
                {
                    await SubmitAsync(run, cancellationToken);
                    progress?.Report(new FolderProgress(files.Count, read, run.Accepted.Count, run.Unchanged));
                }
            }
            else
            {
                run.Refuse(file.Uri, refusal);
            }
        }

        await SubmitAsync(run, cancellationToken);
        progress?.Report(new FolderProgress(files.Count, read, run.Accepted.Count, run.Unchanged));
        var vanished = await PruneAsync(known, files, request.Prune, cancellationToken);
        var indexed = request.Wait ? await WaitAsync(run, cancellationToken) : 0;
        return new IngestResult(
            run.Accepted.Count + run.Refused,
            indexed,
            run.Unchanged,
            run.Items.Count(i => i.State == nameof(ContentState.Rejected)),
            run.Items.Count(i => i.State == nameof(ContentState.Failed)),
            run.Items,
            vanished,
            Stopwatch.GetElapsedTime(startedAt).TotalSeconds);
    }

    private async Task SubmitAsync(Run run, CancellationToken cancellationToken)
    {
        if (run.Batch.Count == 0)
            return;
        foreach (var answer in await target.SubmitAsync(run.Collection, run.Source, run.Batch, cancellationToken))
        {
            if (answer.Id is null)
                run.Refuse(answer.Uri, answer.Reason);
            else if (answer.Changed)
                run.Accepted.Add(answer);
            else
                run.Unchanged++;
        }

        run.Batch.Clear();
        run.BatchBytes = 0;
    }

    private async Task<int> WaitAsync(Run run, CancellationToken cancellationToken)
    {
        var ends = await target.WaitAsync(run.Collection, run.Source, run.Accepted, cancellationToken);
        foreach (var end in ends.Where(e => e.State != nameof(ContentState.Indexed)))
            run.Items.Add(new IngestItem(end.Uri, end.State, end.Reason));
        return ends.Count(e => e.State == nameof(ContentState.Indexed));
    }

    private async Task<IReadOnlyList<string>> PruneAsync(Dictionary<string, KnownContent> known, IReadOnlyList<FolderFile> files, bool delete, CancellationToken cancellationToken)
    {
        var present = files.Select(f => f.Uri).ToHashSet(StringComparer.Ordinal);
        KnownContent[] vanished = [.. known.Values.Where(k => !present.Contains(k.Uri)).OrderBy(k => k.Uri, StringComparer.Ordinal)];
        if (delete)
            foreach (var batch in vanished.Select(v => v.Id).Chunk(BatchFiles))
                await target.DeleteAsync(batch, cancellationToken);
        return [.. vanished.Select(v => v.Uri)];
    }

    private static async Task<(ReadOnlyMemory<byte>? Bytes, string? Refusal)> ReadAsync(FolderFile file, long maxBytes, CancellationToken cancellationToken)
    {
        if (file.Refusal is not null)
            return (null, file.Refusal);
        if (file.Size > maxBytes)
            return (null, $"larger than {maxBytes / 1e6:0.#} MB");

        // An empty file is not opened: a pipe or a device also says that it is empty, and would never end.
        if (file.Size == 0)
            return (ReadOnlyMemory<byte>.Empty, null);
        try
        {
            return ((ReadOnlyMemory<byte>?)await File.ReadAllBytesAsync(file.Path, cancellationToken), null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // One unreadable file is reported; the others go on.
            return (null, "cannot be read: " + error.Message);
        }
    }

    private sealed record Run(string Collection, string Source)
    {
        public List<OfferedContent> Batch { get; } = [];

        public long BatchBytes { get; set; }

        public List<ContentAcceptedItem> Accepted { get; } = [];

        public List<IngestItem> Items { get; } = [];

        public int Unchanged { get; set; }

        /// <summary>Refused before they became documents.</summary>
        public int Refused { get; private set; }

        public void Refuse(string uri, string? reason)
        {
            Refused++;
            Items.Add(new IngestItem(uri, nameof(ContentState.Rejected), reason));
        }
    }
}
