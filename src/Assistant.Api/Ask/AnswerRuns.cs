using System.Collections.Concurrent;
using Assistant.Core.Answering;
using Assistant.Core.Conversations;

namespace Assistant.Api.Ask;

/// <summary>The answers on their way in this process. When it starts, those that an earlier process left in the middle are marked as interrupted; when it ends, so are its own.</summary>
internal sealed partial class AnswerRuns(IAnswerLog log, ILogger<AnswerRuns> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<Guid, AnswerRun> _runs = new();

    /// <summary>Starts an answer that goes on by itself.</summary>
    public AnswerRun Start(AnswerStart start, string user, IAsyncEnumerable<AnswerEvent> answer)
    {
        var run = AnswerRun.Of(start, user, answer, log, logger, _stopping.Token);
        _runs[start.MessageId] = run;
        _ = run.Completion.ContinueWith(
            _ =>
            {
                _runs.TryRemove(start.MessageId, out AnswerRun? _);
                run.Dispose();
            },
            CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return run;
    }

    /// <summary>Finds an answer on its way; null when it has ended, or is another user's.</summary>
    public AnswerRun? Find(string user, Guid conversation, Guid message) =>
        _runs.TryGetValue(message, out var run) && run.User == user && run.Start.ConversationId == conversation ? run : null;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (await log.InterruptAsync(cancellationToken) is > 0 and var interrupted)
            LogInterrupted(interrupted);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await Task.WhenAny(Task.WhenAll(_runs.Values.Select(run => run.Completion)), Task.Delay(LongestEnd, cancellationToken));
    }

    public void Dispose() => _stopping.Dispose();

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} answers were interrupted when the service last ended; what there is of them is kept")]
    private partial void LogInterrupted(int count);
}
