using System.Text;
using Assistant.Contracts.Messages;
using Assistant.Core.Content;
using Assistant.Ingestion.Bus;
using Assistant.Ingestion.Recovery;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace Assistant.Ingestion.Accept;

/// <summary>Accepts submissions that come over the bus, many in one transaction. One that cannot be taken is recorded as Rejected, or kept in the error queue when it names no document.</summary>
internal sealed partial class SubmitConsumer(
    IContentStore store,
    IBlobStore blobs,
    StepStarter starter,
    StepSender sender,
    ILogger<SubmitConsumer> logger) : IConsumer<Batch<SubmitContent>>
{
    private const int LongestUri = 2_000;
    private static readonly Uri Errors = new("queue:" + StepEndpoints.SubmitError);

    public async Task Consume(ConsumeContext<Batch<SubmitContent>> context)
    {
        var startedAt = System.Diagnostics.Stopwatch.GetTimestamp();
        var cancellationToken = context.CancellationToken;
        using var activity = IngestionTelemetry.Start("accept", context.Message.Length);
        List<Submission> submissions = [];
        List<(SubmitContent Message, ReadOnlyMemory<byte> Text)> inline = [];
        Dictionary<int, string> refused = [];
        foreach (var message in context.Message.Select(m => m.Message))
        {
            if (string.IsNullOrEmpty(message.Collection) || string.IsNullOrEmpty(message.Uri) || message.Uri.Length > LongestUri)
            {
                LogUnnamed();
                await ConfirmedSend.RunAsync(async limited => await (await context.GetSendEndpoint(Errors)).Send(message, limited), cancellationToken);
            }
            else if (message.Text is not null)
            {
                inline.Add((message, Encoding.UTF8.GetBytes(message.Text)));
            }
            else
            {
                submissions.Add(await ClaimAsync(message, submissions.Count, refused, cancellationToken));
            }
        }

        var hashes = await blobs.PutAsync([.. inline.Select(i => i.Text)], cancellationToken);
        for (var i = 0; i < inline.Count; i++)
        {
            if (inline[i].Message.Blob is not null)
                refused[submissions.Count] = "the submission carries both a text and a blob";
            submissions.Add(Describe(inline[i].Message, hashes[i], inline[i].Text.Length));
        }

        var answers = await store.AcceptAsync(submissions, cancellationToken);
        foreach (var (i, reason) in refused)
        {
            await store.RejectAsync(answers[i].Ref, reason, cancellationToken);
            await sender.PublishAsync(new ContentRejected(StepSender.Item(answers[i].Ref), reason), cancellationToken);
        }

        await starter.StartAsync(answers.Where((_, i) => !refused.ContainsKey(i)).ToArray().ToStart(), cancellationToken);
        IngestionTelemetry.RecordStep("accept", startedAt);
    }

    private async Task<Submission> ClaimAsync(SubmitContent message, int position, Dictionary<int, string> refused, CancellationToken cancellationToken)
    {
        if (!BlobHash.TryParse(message.Blob, out var hash))
        {
            refused[position] = message.Blob is null ? "the submission carries neither a text nor a blob" : "the blob's name is not a SHA-256 in hexadecimal";
        }
        else
        {
            await using var stream = await blobs.OpenReadAsync(hash, cancellationToken);
            if (stream is not null)
                return Describe(message, hash, stream.Length);
            refused[position] = "the blob that the submission names is not in the blob store";
        }

        // Something must stand for the document that is rejected: no bytes at all.
        return Describe(message, (await blobs.PutAsync([ReadOnlyMemory<byte>.Empty], cancellationToken))[0], 0);
    }

    private static Submission Describe(SubmitContent message, BlobHash blob, long size) =>
        new(message.Collection, message.Uri, blob, size) { MediaType = message.MediaType, Source = message.Source, Modified = message.Modified };

    [LoggerMessage(Level = LogLevel.Warning, Message = "A submission without a collection, or with a missing or too long uri, was moved to " + StepEndpoints.SubmitError)]
    private partial void LogUnnamed();
}
