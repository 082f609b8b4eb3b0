using Assistant.Contracts.Messages;
using Assistant.Core.Content;
using Assistant.Ingestion.Bus;
using Assistant.Ingestion.Progress;
using MassTransit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Assistant.Ingestion.DeadLetter;

/// <summary>Takes step messages whose retries are used up: a batch is sent again one by one, a single version becomes Failed with the reason.</summary>
internal sealed partial class DeadLetterConsumer(StepSender sender, FinalStates final, IOptions<IngestionOptions> options, ILogger<DeadLetterConsumer> logger) :
    IConsumer<Fault<ParseContent>>, IConsumer<Fault<EmbedContent>>, IConsumer<Fault<IndexContent>>
{
    private const int LongestReason = 500;

    public Task Consume(ConsumeContext<Fault<ParseContent>> context) =>
        TakeAsync(context.Message, context.Message.Message.Items, "parse", sender.ParseAsync, context.CancellationToken);

    public Task Consume(ConsumeContext<Fault<EmbedContent>> context) =>
        TakeAsync(context.Message, context.Message.Message.Items, "embed", sender.EmbedAsync, context.CancellationToken);

    public Task Consume(ConsumeContext<Fault<IndexContent>> context) =>
        TakeAsync(context.Message, context.Message.Message.Items, "index", (refs, token) => sender.IndexAsync(refs, context.Message.Message.Sequence, token), context.CancellationToken);

    private async Task TakeAsync(Fault fault, IReadOnlyList<ContentItem> items, string step, Func<IReadOnlyList<ContentRef>, CancellationToken, Task> sendAgain, CancellationToken cancellationToken)
    {
        // A process that stops cancels its steps: their documents are unfinished, not failed, and are taken up at the next start.
        if (fault.Exceptions.Any(IsCancellation))
            return;
        if (items.Count > 1)
        {
            foreach (var item in items)
                await sendAgain([StepSender.Ref(item)], cancellationToken);
            return;
        }

        var cause = fault.Exceptions is [var first, ..] ? first : null;
        var reason = $"{step}: {cause?.Message ?? "unknown error"} ({cause?.ExceptionType ?? "no exception"})";
        var content = StepSender.Ref(items[0]);
        LogDead(content.Id, step, cause?.ExceptionType, cause?.StackTrace);
        await final.FailAsync(content, reason.Length > LongestReason ? reason[..LongestReason] : reason, options.Value.RetryLimit + 1, cancellationToken);
    }

    private static bool IsCancellation(ExceptionInfo? exception) =>
        exception is not null && (exception.ExceptionType is "System.OperationCanceledException" or "System.Threading.Tasks.TaskCanceledException" || IsCancellation(exception.InnerException));

    [LoggerMessage(Level = LogLevel.Error, Message = "Document {Id} failed in {Step} after all retries: {ExceptionType}\n{StackTrace}")]
    private partial void LogDead(DocumentId id, string step, string? exceptionType, string? stackTrace);
}
