using System.Runtime.CompilerServices;
using Assistant.Contracts.Http;
using Assistant.Core.Content;
using Assistant.Ingestion.Accept;
using Assistant.Ingestion.Progress;

namespace Assistant.Connectors.Producers.Targets;

/// <summary>Delivers to the pipeline of this process, which owns the data directory.</summary>
public sealed class InProcessTarget(ContentIntake intake, IngestionProgress progress, IContentStore store, IBlobStore blobs) : IContentTarget
{
    private const int Page = 1_000;

    /// <inheritdoc/>
    public async IAsyncEnumerable<KnownContent> ListAsync(string collection, string source, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var filter = new DocumentFilter { Collections = [collection], Source = source, Limit = Page };
        while (true)
        {
            var records = await store.ListAsync(filter, cancellationToken);
            foreach (var record in records.Where(r => r.Parent is null))
                yield return Describe(record);
            if (records.Count < Page)
                yield break;
            filter = filter with { After = records[^1].Id };
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ContentAcceptedItem>> SubmitAsync(string collection, string? source, IReadOnlyList<OfferedContent> contents, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(contents);
        var hashes = await blobs.PutAsync([.. contents.Select(c => c.Bytes)], cancellationToken);
        var answers = await intake.SubmitAsync(
            [.. contents.Select((content, i) => new Submission(collection, content.Uri, hashes[i], content.Bytes.Length)
            {
                MediaType = content.MediaType,
                Source = source,
                Modified = content.Modified,
                Tags = content.Tags,
            })],
            cancellationToken);
        return [.. answers.Select((answer, i) => new ContentAcceptedItem(contents[i].Uri, answer.Ref.Id.ToString(), answer.Ref.Version, answer.State.ToString(), answer.Changed))];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<KnownContent>> WaitAsync(string collection, string? source, IReadOnlyList<ContentAcceptedItem> accepted, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(accepted);
        var records = await progress.WaitAsync(accepted.Select(Ref).OfType<ContentRef>(), cancellationToken);
        return [.. records.Select(Describe)];
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken = default) =>
        await intake.DeleteAsync([.. ids.Select(id => DocumentId.TryParse(id, out var parsed) ? parsed : throw new ArgumentException($"'{id}' is not a document id.", nameof(ids)))], cancellationToken);

    private static ContentRef? Ref(ContentAcceptedItem item) => DocumentId.TryParse(item.Id, out var id) ? new ContentRef(id, item.Version) : null;

    private static KnownContent Describe(DocumentRecord record) =>
        new(record.Id.ToString(), record.Uri, record.Blob.Hex, record.State.ToString(), record.Reason) { GivenTags = record.GivenTags };
}
