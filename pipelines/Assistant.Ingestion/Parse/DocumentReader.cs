using System.Diagnostics;
using Assistant.Core.Chunking;
using Assistant.Core.Content;
using Assistant.Ingestion.Parsing;
using Microsoft.Extensions.Options;

namespace Assistant.Ingestion.Parse;

/// <summary>Reads the bytes of one document and parses and chunks them within the limits of size and time.</summary>
internal sealed class DocumentReader(IContentStore store, IBlobStore blobs, ParseBytes parse, PassageChunker chunker, IOptions<IngestionOptions> options)
{
    private static readonly string[] ImageExtensions = [".png", ".jpg", ".jpeg", ".webp", ".gif", ".svg"];

    private readonly IngestionOptions limits = options.Value;

    /// <summary>Parses a document.</summary>
    /// <exception cref="FileNotFoundException">Its bytes are gone.</exception>
    public async Task<DocumentParse> ReadAsync(DocumentRecord record, ChildIntake children, CancellationToken cancellationToken)
    {
        if (record.Size > limits.MaxBytes)
            return new DocumentParse.Refused($"larger than {limits.MaxBytes / 1e6:0.#} MB");
        var bytes = await blobs.ReadAsync(record.Blob, limits.MaxBytes, cancellationToken)
            ?? throw new FileNotFoundException("the document's bytes are not in the blob store");
        var startedAt = Stopwatch.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(limits.ParseTimeout);
        try
        {
            // A thread of its own: a parser in an endless loop cannot be ended, but it must not hold up the others.
            return await Task.Run(() => ParseAsync(record, bytes, children, limit.Token), limit.Token).WaitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DocumentParse.OutOfTime();
        }
        finally
        {
            IngestionTelemetry.ParseMs.Record(Stopwatch.GetElapsedTime(startedAt).TotalMilliseconds);
        }
    }

    private async Task<DocumentParse> ParseAsync(DocumentRecord record, ReadOnlyMemory<byte> bytes, ChildIntake children, CancellationToken cancellationToken)
    {
        // Only pictures have captions; what calls itself otherwise and is one anyway is parsed a second time with them.
        var captions = CallsItselfImage(record) ? await store.ReadCaptionsAsync(record.Collection, record.Uri, cancellationToken) : null;
        var outcome = await OnceAsync(captions ?? []);
        if (captions is null && outcome is ParseOutcome.Parsed { Document.Kind: ContentKind.Image })
        {
            captions = await store.ReadCaptionsAsync(record.Collection, record.Uri, cancellationToken);
            if (captions.Count > 0)
                outcome = await OnceAsync(captions);
        }

        await children.FlushAsync(cancellationToken);
        return outcome switch
        {
            ParseOutcome.Parsed parsed => new DocumentParse.Done(parsed.Document, chunker.Chunk(parsed.Document), parsed.Document.Kind == ContentKind.Image ? captions : null),
            ParseOutcome.Refused refused => new DocumentParse.Refused(refused.Reason),
            ParseOutcome.Unavailable unavailable => new DocumentParse.Unavailable(unavailable.Reason),
            _ => throw new UnreachableException(),
        };

        async Task<ParseOutcome> OnceAsync(IReadOnlyList<ImageReference> known) => await parse(
            new ParseInput(record.Uri, record.MediaType, record.Blob, bytes) { Captions = known }, children.AddAsync, cancellationToken);
    }

    private static bool CallsItselfImage(DocumentRecord record) =>
        record.MediaType?.StartsWith("image/", StringComparison.OrdinalIgnoreCase) == true
        || ImageExtensions.Any(extension => record.Uri.EndsWith(extension, StringComparison.OrdinalIgnoreCase));
}
