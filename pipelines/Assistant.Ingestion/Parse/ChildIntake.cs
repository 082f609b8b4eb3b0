using Assistant.Core.Content;
using Assistant.Ingestion.Accept;
using Assistant.Ingestion.Parsing;
using Assistant.Ingestion.Recovery;

namespace Assistant.Ingestion.Parse;

/// <summary>Submits what a parser unpacks from one document (archive entries, pictures inside a DOCX) in bounded batches, as documents with that parent.</summary>
internal sealed class ChildIntake(DocumentRecord parent, IContentStore store, IBlobStore blobs, StepStarter starter)
{
    private const int BatchItems = 64;
    private const long BatchBytes = 8 << 20;

    private readonly List<ChildContent> waiting = [];
    private long waitingBytes;

    /// <summary>Uris submitted so far.</summary>
    public HashSet<string> Uris { get; } = new(StringComparer.Ordinal);

    /// <summary>Takes one child.</summary>
    public async ValueTask AddAsync(ChildContent child, CancellationToken cancellationToken)
    {
        Uris.Add(child.Uri);

        // The parser lends the bytes only until this returns.
        waiting.Add(child with { Bytes = child.Bytes.ToArray() });
        waitingBytes += child.Bytes.Length;
        if (waiting.Count >= BatchItems || waitingBytes >= BatchBytes)
            await FlushAsync(cancellationToken);
    }

    /// <summary>Submits what is left.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (waiting.Count == 0)
            return;
        var hashes = await blobs.PutAsync([.. waiting.Select(c => c.Bytes)], cancellationToken);
        var answers = await store.AcceptAsync(
            [.. waiting.Select((child, i) => new Submission(parent.Collection, child.Uri, hashes[i], child.Bytes.Length)
            {
                MediaType = child.MediaType,
                Source = parent.Source,
                Parent = parent.Id,
            })],
            cancellationToken);
        waiting.Clear();
        waitingBytes = 0;
        await starter.StartAsync(answers.ToStart(), cancellationToken);
    }

    /// <summary>Deletes every child: the parent was refused after all.</summary>
    public async Task DeleteAllAsync(CancellationToken cancellationToken)
    {
        var filter = new DocumentFilter { Parent = parent.Id, Limit = 1_000 };
        while (true)
        {
            var children = await store.ListAsync(filter, cancellationToken);
            await store.DeleteAsync([.. children.Select(c => c.Id)], cancellationToken);
            if (children.Count < filter.Limit)
                return;
            filter = filter with { After = children[^1].Id };
        }
    }
}
