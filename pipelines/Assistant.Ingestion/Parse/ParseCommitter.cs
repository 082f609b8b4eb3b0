using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Ingestion.Bus;
using Assistant.Ingestion.Progress;
using Assistant.Ingestion.Recovery;

namespace Assistant.Ingestion.Parse;

/// <summary>Commits parses, many in one transaction, and sends each version to its next step.</summary>
internal sealed class ParseCommitter(
    IContentStore store,
    IBlobStore blobs,
    StepSender sender,
    InFlightWindow window,
    IngestionProgress progress,
    IEncoderDirectory encoders) : IDisposable
{
    private readonly SemaphoreSlim captioned = new(1, 1);

    public async Task CommitAsync(IReadOnlyList<ParsedVersion> versions, CancellationToken cancellationToken)
    {
        // A page that gives a picture its caption and the picture itself may be parsed side by side. The store sends pictures
        // back that are past their parse; those that are in it look again here, while no other page is committed.
        if (versions.Any(v => v.Parse.Captions is not null || v.Parse.Document.Images.Count > 0))
        {
            await captioned.WaitAsync(cancellationToken);
            try
            {
                var (current, outdated) = await SplitByCaptionsAsync(versions, cancellationToken);
                await CommitTogetherAsync(current, cancellationToken);
                await sender.ParseAsync(outdated, cancellationToken);
            }
            finally
            {
                captioned.Release();
            }
        }
        else
        {
            await CommitTogetherAsync(versions, cancellationToken);
        }
    }

    public void Dispose() => captioned.Dispose();

    private async Task<(List<ParsedVersion> Current, List<ContentRef> Outdated)> SplitByCaptionsAsync(IReadOnlyList<ParsedVersion> versions, CancellationToken cancellationToken)
    {
        List<ParsedVersion> current = [];
        List<ContentRef> outdated = [];
        foreach (var version in versions)
        {
            if (version.Parse.Captions is { } used && !Same(used, await store.ReadCaptionsAsync(version.Record.Collection, version.Record.Uri, cancellationToken)))
                outdated.Add(version.Ref);
            else
                current.Add(version);
        }

        return (current, outdated);
    }

    private static bool Same(IReadOnlyList<ImageReference> used, IReadOnlyList<ImageReference> now) =>
        used.Count == now.Count && used.Zip(now).All(pair => pair.First.Alt == pair.Second.Alt && pair.First.Headings.SequenceEqual(pair.Second.Headings));

    private async Task CommitTogetherAsync(IReadOnlyList<ParsedVersion> versions, CancellationToken cancellationToken)
    {
        if (versions.Count == 0)
            return;
        var thumbnails = await StoreThumbnailsAsync(versions, cancellationToken);
        var wanting = versions.Where(NeedsVectors).Select(version => version.Ref).ToHashSet();
        var commits = await store.CommitParsedAsync(
            [.. versions.Select(version => new ParsedContent(
                version.Ref,
                version.Parse.Document,
                version.Parse.Chunks,
                thumbnails.TryGetValue(version.Ref, out var thumbnail) ? thumbnail : null,
                wanting.Contains(version.Ref)) { Triples = version.Parse.Triples })],
            cancellationToken);

        List<ContentRef> embed = [], index = [], refreshed = [], dropped = [];
        var sequence = 0L;
        foreach (var (version, commit) in versions.Zip(commits))
        {
            if (!commit.Committed)
            {
                dropped.Add(commit.Ref);
                continue;
            }

            (wanting.Contains(version.Ref) ? embed : index).Add(commit.Ref);
            sequence = Math.Max(sequence, commit.Sequence);
            refreshed.AddRange(commit.RefreshedImages);
        }

        await sender.EmbedAsync(embed, cancellationToken);
        await sender.IndexAsync(index, sequence, cancellationToken);
        await sender.ParseAsync(refreshed, cancellationToken);
        progress.Report(embed, ContentState.Parsed);
        progress.Report(index, ContentState.Embedded);

        // Replaced or deleted while they were parsed; a newer version has its own place in the window.
        window.Release(dropped);
    }

    private bool NeedsVectors(ParsedVersion version) => version.Parse.Chunks.Count > 0
        && (encoders.ForIngestion(EncoderRole.Text).Count > 0
            || (version.Parse.Document.Kind == ContentKind.Image && encoders.ForIngestion(EncoderRole.Image).Count > 0));

    private async Task<Dictionary<ContentRef, BlobHash>> StoreThumbnailsAsync(IReadOnlyList<ParsedVersion> versions, CancellationToken cancellationToken)
    {
        ParsedVersion[] with = [.. versions.Where(v => !v.Parse.Document.Thumbnail.IsEmpty)];
        if (with.Length == 0)
            return [];
        var hashes = await blobs.PutAsync([.. with.Select(v => v.Parse.Document.Thumbnail)], cancellationToken);
        return with.Zip(hashes).ToDictionary(pair => pair.First.Ref, pair => pair.Second);
    }
}
