using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Assistant.Core.Answering;
using Assistant.Core.Conversations;

namespace Assistant.Api.Ask;

/// <summary>
/// One answer on its way, whoever listens: events are stored, then shown to those who follow; pieces of text that come faster than
/// the disk takes them are joined. Safe from many threads.
/// </summary>
internal sealed partial class AnswerRun : IDisposable
{
    private readonly Channel<AnswerEvent> _made = Channel.CreateBounded<AnswerEvent>(new BoundedChannelOptions(256) { SingleReader = true, SingleWriter = true });
    private readonly CancellationTokenSource _stop;
    private readonly IAnswerLog _log;
    private readonly ILogger _logger;
    private readonly List<LoggedEvent> _events = [];
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _stopped;

    private AnswerRun(AnswerStart start, string user, IAnswerLog log, ILogger logger, CancellationToken stopping)
    {
        Start = start;
        User = user;
        _log = log;
        _logger = logger;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
    }

    public AnswerStart Start { get; }

    public string User { get; }

    /// <summary>The message as it was stored in the end; null until then.</summary>
    public Message? Ended { get; private set; }

    /// <summary>What went wrong; null when nothing did.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Ends with the first event, or fails with what went wrong before it.</summary>
    public Task First => _first.Task;

    /// <summary>Ends when everything is stored; never fails.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Starts an answer.</summary>
    public static AnswerRun Of(AnswerStart start, string user, IAsyncEnumerable<AnswerEvent> answer, IAnswerLog log, ILogger logger, CancellationToken stopping)
    {
        var run = new AnswerRun(start, user, log, logger, stopping);
        // On threads of their own: an answerer may compute for long before it first waits.
        run.Completion = Task.WhenAll(Task.Run(() => run.MakeAsync(answer), CancellationToken.None), Task.Run(run.StoreAsync, CancellationToken.None));
        return run;
    }

    /// <summary>Ends the answer early; what there is of it is kept.</summary>
    public void Stop()
    {
        lock (_events)
        {
            if (Ended is not null)
                return;
            _stopped = true;
            // Not waited for: what hears it may want the lock.
            _ = _stop.CancelAsync();
        }
    }

    /// <summary>Gives the events after a number, those to come too, until the answer ends.</summary>
    public async IAsyncEnumerable<LoggedEvent> FollowAsync(int after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var at = after; ;)
        {
            LoggedEvent[] ready;
            Task news;
            bool ended;
            lock (_events)
            {
                ready = [.. _events.Where(logged => logged.Sequence > at)];
                news = _news.Task;
                ended = Ended is not null;
            }

            foreach (var logged in ready)
            {
                at = logged.Sequence;
                yield return logged;
            }

            if (ready.Length > 0)
                continue;
            if (ended)
                yield break;
            await news.WaitAsync(cancellationToken);
        }
    }

    public void Dispose() => _stop.Dispose();

    private async Task MakeAsync(IAsyncEnumerable<AnswerEvent> answer)
    {
        try
        {
            await foreach (var made in answer.WithCancellation(_stop.Token))
                await _made.Writer.WriteAsync(made, _stop.Token);
            _made.Writer.Complete();
        }
        catch (Exception failure)
        {
            _made.Writer.Complete(failure);
        }
    }

    private async Task StoreAsync()
    {
        DoneEvent? done = null;
        try
        {
            while (await _made.Reader.WaitToReadAsync())
            {
                var batch = new List<AnswerEvent>();
                while (_made.Reader.TryRead(out var made))
                {
                    if (made is DoneEvent end)
                        done = end;
                    else if (made is TextEvent { Restarts: false } piece && batch is [.., TextEvent before])
                        batch[^1] = before with { Text = before.Text + piece.Text };
                    else
                        batch.Add(made);
                }

                var next = _events.Count == 0 ? 1 : _events[^1].Sequence + 1;
                LoggedEvent[] numbered = [.. batch.Select((made, i) => new LoggedEvent(next + i, made))];
                if (numbered.Length > 0)
                    await _log.AppendAsync(Start.MessageId, numbered, CancellationToken.None);
                Publish(numbered);
            }

            if (done is null)
                throw new InvalidOperationException("The answer ended without its last event.");
            await EndAsync(MessageState.Done, done);
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            await EndEarlyAsync(_stopped ? MessageState.Stopped : MessageState.Interrupted);
        }
        catch (Exception failure)
        {
            Failure = failure;
            LogFailed(failure);
            await EndEarlyAsync(MessageState.Failed);
        }
    }

    private void Publish(LoggedEvent[] numbered)
    {
        if (numbered.Length == 0)
            return;
        TaskCompletionSource news;
        lock (_events)
        {
            _events.AddRange(numbered);
            (news, _news) = (_news, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        _first.TrySetResult();
        news.SetResult();
    }

    private async Task EndEarlyAsync(MessageState state)
    {
        try
        {
            // Nothing was shown of it: who asked gets the failure itself, and no half conversation.
            if (_events.Count == 0 && Failure is not null)
            {
                await _log.DiscardAsync(Start, CancellationToken.None);
                End(new Message(Start.MessageId, "assistant", "", [], DateTimeOffset.UtcNow) { State = state });
                return;
            }

            await EndAsync(state, null);
        }
        catch (Exception failure)
        {
            Failure ??= failure;
            LogFailed(failure);
            End(new Message(Start.MessageId, "assistant", "", [], DateTimeOffset.UtcNow) { State = MessageState.Failed });
        }
    }

    private async Task EndAsync(MessageState state, DoneEvent? done) =>
        End(await _log.FinishAsync(Start.MessageId, state, done, [.. _events.Select(logged => logged.Event).OfType<CitationEvent>().Select(cited => cited.Citation)], CancellationToken.None));

    private void End(Message message)
    {
        TaskCompletionSource news;
        lock (_events)
        {
            Ended = message;
            news = _news;
        }

        if (_events.Count == 0 && Failure is not null)
            _first.TrySetException(Failure);
        _first.TrySetResult();
        news.TrySetResult();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "An answer failed")]
    private partial void LogFailed(Exception exception);
}
