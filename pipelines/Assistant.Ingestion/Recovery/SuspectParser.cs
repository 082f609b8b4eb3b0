using Assistant.Core.Content;
using Assistant.Ingestion.Bus;
using Assistant.Ingestion.Parse;
using Assistant.Ingestion.Progress;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Assistant.Ingestion.Recovery;

/// <summary>Parses the documents that were being parsed when the process died: one at a time, with nothing beside them, so that the next crash names its cause. After three such crashes a document is given up.</summary>
internal sealed partial class SuspectParser(
    CrashJournal journal,
    ParseStep step,
    ParseGate gate,
    FinalStates final,
    StepSender sender,
    IOptions<IngestionOptions> options,
    TimeProvider time,
    ILogger<SuspectParser> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var startedAt = time.GetTimestamp();
        foreach (var (content, crashes) in journal.Suspects.OrderBy(s => s.Crashes))
        {
            // Kills that strike soon after the start, again and again, must not meet the same document three times.
            var wait = (crashes switch { 0 => 0, 1 => 1, _ => 5 } * options.Value.SuspectDelay) - time.GetElapsedTime(startedAt);
            if (wait > TimeSpan.Zero && crashes < CrashJournal.CrashLimit)
                await Task.Delay(wait, time, stoppingToken);
            try
            {
                await TakeAsync(content, crashes, stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                // It did not crash the process: its failure is an ordinary one, with retries and dead letter of the parse step.
                LogNotAlone(content.Id, error);
                journal.Clear(content);
                await sender.ParseAsync([content], stoppingToken);
            }
        }
    }

    private async Task TakeAsync(ContentRef content, int crashes, CancellationToken cancellationToken)
    {
        if (crashes >= CrashJournal.CrashLimit)
        {
            LogGivenUp(content.Id, crashes);
            await final.FailAsync(content, $"the process died {crashes} times while parsing this document", crashes, cancellationToken);
            journal.Clear(content);
            return;
        }

        using (await gate.EnterAloneAsync(cancellationToken))
        {
            journal.EnterAlone(content);
            await step.RunAsync([StepSender.Item(content)], alone: true, cancellationToken);
            journal.Clear(content);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Document {Id} is given up: {Crashes} times the process died while it was parsed alone")]
    private partial void LogGivenUp(DocumentId id, int crashes);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Document {Id} failed while it was parsed alone")]
    private partial void LogNotAlone(DocumentId id, Exception error);
}
