using System.Diagnostics;
using Assistant.Contracts.Messages;
using Assistant.Core.Content;
using Assistant.Core.Knowledge;
using Assistant.Ingestion.Bus;
using Assistant.Ingestion.Progress;
using Assistant.Ingestion.Recovery;
using Microsoft.Extensions.Logging;

namespace Assistant.Ingestion.Parse;

/// <summary>
/// The parse step over a batch of versions. Repeating it is harmless: a version that is past it is only sent on. One document
/// that throws is sent again alone, so that it holds up nothing.
/// </summary>
internal sealed partial class ParseStep(
    IContentStore store,
    IBlobStore blobs,
    DocumentReader reader,
    TripleExtractor triples,
    ParseCommitter committer,
    CrashJournal journal,
    ParseGate gate,
    StepSender sender,
    StepStarter starter,
    FinalStates final,
    InFlightWindow window,
    ILogger<ParseStep> logger)
{
    // Slow documents (OCR) are committed as they come, not when their whole batch is done.
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(250);

    // Versions being parsed right now, and whether another message asked for one meanwhile.
    private readonly Dictionary<ContentRef, bool> running = [];

    /// <summary>Parses versions.</summary>
    /// <param name="items">What to parse.</param>
    /// <param name="alone">Whether the caller holds the whole gate and the journal names the document already.</param>
    /// <param name="cancellationToken">Ends the work; what is committed stays.</param>
    /// <exception cref="Exception">A single item's own failure, or that of the store, for the retry policy of the endpoint.</exception>
    public async Task RunAsync(IReadOnlyList<ContentItem> items, bool alone, CancellationToken cancellationToken)
    {
        var startedAt = Stopwatch.GetTimestamp();
        using var activity = IngestionTelemetry.Start("parse", items.Count);
        var work = await SelectAsync(items, alone, cancellationToken);
        if (work.Count == 0)
            return;
        List<ContentRef> again = [], askedAgain = [];
        IDisposable? permit = null;
        try
        {
            permit = alone ? null : await gate.EnterAsync(cancellationToken);
            List<ParsedVersion> parsed = [];
            var sliceAt = Stopwatch.GetTimestamp();
            foreach (var record in work)
            {
                try
                {
                    if (await ParseAsync(record, alone, cancellationToken) is { } version)
                        parsed.Add(version);
                }
                catch (Exception error) when (items.Count > 1 && !cancellationToken.IsCancellationRequested)
                {
                    // One item of a batch: its own message carries it through retries to the dead letter.
                    LogSentAlone(record.Id, error);
                    again.Add(new ContentRef(record.Id, record.Version));
                }

                if (parsed.Count > 0 && Stopwatch.GetElapsedTime(sliceAt) > Slice)
                {
                    await committer.CommitAsync(parsed, cancellationToken);
                    parsed.Clear();
                    sliceAt = Stopwatch.GetTimestamp();
                }
            }

            // Others parse while this batch waits for the writer.
            permit?.Dispose();
            permit = null;
            await committer.CommitAsync(parsed, cancellationToken);
        }
        finally
        {
            permit?.Dispose();
            askedAgain = Leave(work);
        }

        IngestionTelemetry.Retried.Add(again.Count, new KeyValuePair<string, object?>("step", StepEndpoints.Parse));
        foreach (var content in again)
            await sender.ParseAsync([content], cancellationToken);
        await sender.ParseAsync(askedAgain, cancellationToken);
        IngestionTelemetry.RecordStep("parse", startedAt);
    }

    /// <summary>Takes those that wait for their parse; sends on those that are past it; lets go of those that are done.</summary>
    private async Task<List<DocumentRecord>> SelectAsync(IReadOnlyList<ContentItem> items, bool alone, CancellationToken cancellationToken)
    {
        var records = (await store.FindAsync([.. items.Select(i => new DocumentId(i.Id))], cancellationToken)).ToDictionary(r => r.Id);
        List<DocumentRecord> work = [];
        List<ContentRef> done = [], parsed = [], embedded = [];
        foreach (var content in items.Select(StepSender.Ref))
        {
            if (!records.TryGetValue(content.Id, out var record) || record.Version != content.Version || IngestionProgress.IsFinal(record.State))
                done.Add(content);
            else if (record.State == ContentState.Parsed)
                parsed.Add(content);
            else if (record.State == ContentState.Embedded)
                embedded.Add(content);
            else if (alone || !journal.IsSuspect(content))
                work.Add(record);
        }

        window.Release(done);
        await sender.EmbedAsync(parsed, cancellationToken);
        await sender.IndexAsync(embedded, 0, cancellationToken);

        lock (running)
            work.RemoveAll(record => !Enter(new ContentRef(record.Id, record.Version)));
        return work;
    }

    // The same version twice at the same time is a repeated message, or a picture that got a caption just after its commit:
    // the second is sent again when the first is through.
    private bool Enter(ContentRef content)
    {
        if (running.TryAdd(content, false))
            return true;
        running[content] = true;
        return false;
    }

    private List<ContentRef> Leave(List<DocumentRecord> work)
    {
        lock (running)
            return [.. work.Select(r => new ContentRef(r.Id, r.Version)).Where(content => running.Remove(content, out var asked) && asked)];
    }

    private async Task<ParsedVersion?> ParseAsync(DocumentRecord record, bool alone, CancellationToken cancellationToken)
    {
        var content = new ContentRef(record.Id, record.Version);
        var children = new ChildIntake(record, store, blobs, starter);
        var slot = alone ? CrashJournal.NoSlot : journal.Enter(content);
        DocumentParse parse;
        try
        {
            parse = await reader.ReadAsync(record, children, cancellationToken);
        }
        finally
        {
            journal.Leave(slot);
        }

        switch (parse)
        {
            case DocumentParse.Done done:
                // Outside of the time limit of parsers: a model that reads it takes as long as it takes.
                return new ParsedVersion(record, done with { Triples = await triples.ExtractAsync(done.Document, done.Chunks, cancellationToken) });
            case DocumentParse.Refused refused:
                // What was unpacked before the refusal goes, unless an older version that unpacked well stays live.
                if (children.Uris.Count > 0 && record.LiveVersion is null)
                    await children.DeleteAllAsync(cancellationToken);
                await final.RejectAsync(content, refused.Reason, cancellationToken);
                return null;
            case DocumentParse.Unavailable unavailable:
                await final.FailAsync(content, unavailable.Reason, 1, cancellationToken);
                return null;
            default:
                await final.FailAsync(content, "parsing took longer than the time limit", 1, cancellationToken);
                return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Document {Id} could not be parsed in its batch; it is tried again alone")]
    private partial void LogSentAlone(DocumentId id, Exception error);
}
