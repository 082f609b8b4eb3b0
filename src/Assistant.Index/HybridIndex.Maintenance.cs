using Assistant.Index.Segments;
using Assistant.Index.Text;
using Microsoft.Extensions.Logging;

namespace Assistant.Index;

/// <content>Opening, following the log, flushing and merging.</content>
public sealed partial class HybridIndex
{
    private static readonly Language[] DefaultLanguages =
        [Language.English, Language.German, Language.French, Language.Spanish, Language.Italian, Language.Portuguese, Language.Russian];

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        await _apply.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_opened)
                return;
            ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
            var (snapshot, damaged) = _options.ReadOnly ? OpenBesideOwner() : _commits.Open(LogDamage, LogOtherFormat);
            if (!await IsOfThisLogAsync(snapshot.Seen, cancellationToken).ConfigureAwait(false))
            {
                LogForeign(_logger, snapshot.Seen.Sequence);
                (snapshot, damaged) = (IndexSnapshot.Empty, []);
                _commits.Forget();
            }

            foreach (var segment in damaged)
                snapshot = await _applier.ReadAgainAsync(snapshot, segment.FirstKey, segment.LastKey, cancellationToken).ConfigureAwait(false);
            _state.Reset(snapshot);
            if (await _log.LatestAsync(cancellationToken).ConfigureAwait(false) > snapshot.AppliedSequence)
                _replay = Task.Run(ReplayAsync, CancellationToken.None);
            if (!_options.ReadOnly)
                _maintenance = Task.WhenAll(Task.Run(FlushLoopAsync, CancellationToken.None), Task.Run(() => _textMerges.RunAsync(_stop.Token), CancellationToken.None), Task.Run(() => _vectorMerges.RunAsync(_stop.Token), CancellationToken.None));
            _opened = true;
        }
        finally
        {
            _apply.Release();
        }
    }

    /// <summary>Whether the log has a change as the index saw it. An older store that was put in place, or one that went on from an older one, does not.</summary>
    private async Task<bool> IsOfThisLogAsync(LogPosition seen, CancellationToken cancellationToken)
    {
        if (seen.Sequence == 0)
            return true;
        var changes = await _log.ReadAsync(seen.Sequence - 1, 1, cancellationToken).ConfigureAwait(false);
        return changes is [var change] && change.Sequence == seen.Sequence && change.Mark == seen.Mark && change.Mark != 0;
    }

    private async Task ReplayAsync()
    {
        try
        {
            await CatchUpAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The index is closed.
        }
        catch (Exception exception)
        {
            // Whoever follows the log tries again; searches answer from what was applied.
            LogReplayFailed(_logger, exception);
        }
    }

    private async Task WaitForReplayAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(_replay, Task.Delay(TimeSpan.FromSeconds(_options.ReplayWaitSeconds), limit.Token)).ConfigureAwait(false);
        await limit.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    // The owner may commit and delete a file between the reading of a commit and the opening of what it names: then the next commit is there.
    private (IndexSnapshot Snapshot, List<CommittedSegment> Damaged) OpenBesideOwner()
    {
        for (var attempt = 1; ; attempt++)
        {
            var problems = new List<(string File, string Reason)>();
            var opened = _commits.Read((file, reason) => problems.Add((file, reason)), LogOtherFormat);
            if (problems.Count > 0 && attempt < 4)
                continue;
            foreach (var (file, reason) in problems)
                LogDamage(file, reason);
            return opened;
        }
    }

    private async Task CatchUpLockedAsync(CancellationToken cancellationToken)
    {
        if (await _log.LatestAsync(cancellationToken).ConfigureAwait(false) <= AppliedSequence)
            return;
        var snapshot = _state.BeginApply();
        try
        {
            await _applier.ApplyAsync(snapshot, PublishAsync, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _state.EndApply();
        }
    }

    private async ValueTask<IndexSnapshot> PublishAsync(IndexSnapshot state, CancellationToken cancellationToken)
    {
        state = _state.Publish(state, _applier.MergeSmall);
        if (_options.ReadOnly || SegmentWork.CountInMemory(state) < _options.FlushChunks)
            return state;

        // Memory stays bounded: the applier runs ahead of the flush by a few times its size at most.
        if (SegmentWork.CountInMemory(state) < 4L * _options.FlushChunks)
        {
            _wake.Release();
            return state;
        }

        await FlushAsync(cancellationToken).ConfigureAwait(false);
        return _state.Publish(state, _applier.MergeSmall);
    }

    private async Task FlushLoopAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                // Woken for a full memory, which an earlier turn may have emptied meanwhile; else the time is up.
                var woken = await _wake.WaitAsync(TimeSpan.FromSeconds(_options.FlushSeconds), _stop.Token).ConfigureAwait(false);
                if (_commits.IsBehind(_state.Current) && (!woken || SegmentWork.CountInMemory(_state.Current) >= _options.FlushChunks))
                    await FlushAsync(_stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception exception)
            {
                // A full disk or the like: the data stays in memory and in the store, and the next turn tries again.
                LogFlushFailed(_logger, exception);
            }
        }
    }

    private void FlushLocked(CancellationToken cancellationToken)
    {
        var (snapshot, groups) = _state.Begin(_work.InMemory, g => g.SelectMany(r => r.Inputs));
        Work(groups, graphs: false, snapshot.AppliedSequence, cancellationToken);
    }

    /// <summary>Merges texts and vectors where there are enough files of one size; tells whether there were.</summary>
    internal async Task<bool> MergeOnceAsync(CancellationToken cancellationToken) =>
        await _textMerges.OnceAsync(cancellationToken).ConfigureAwait(false) | await _vectorMerges.OnceAsync(cancellationToken).ConfigureAwait(false);

    private bool MergeOnce(Func<IndexSnapshot, IReadOnlySet<object>, List<MergeResult>> choose, CancellationToken cancellationToken)
    {
        var (_, groups) = _state.Begin(choose, g => g.SelectMany(r => r.Inputs));
        if (groups.Count == 0)
            return false;
        Work(groups, graphs: true, null, cancellationToken);
        return true;
    }

    private async Task MergeFailedAsync(Exception exception)
    {
        LogMergeFailed(_logger, exception);
        if (exception is not DamagedSegmentException)
            return;
        try
        {
            await HealAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (Exception again) when (again is not OperationCanceledException)
        {
            LogMergeFailed(_logger, again);
        }
    }

    /// <summary>Runs merges, publishes them and commits.</summary>
    /// <param name="groups">What to merge; busy already.</param>
    /// <param name="graphs">Whether graphs are built.</param>
    /// <param name="flushedThrough">The change up to which everything is in files afterwards; null when the last commit's stays.</param>
    /// <param name="cancellationToken">Gives the inputs back unchanged.</param>
    private void Work(List<MergeResult> groups, bool graphs, long? flushedThrough, CancellationToken cancellationToken)
    {
        List<MergeResult> results;
        try
        {
            results = _work.Run(groups, graphs, cancellationToken);
        }
        catch
        {
            _state.Abandon(groups.SelectMany(g => g.Inputs));
            throw;
        }

        // Retired before the commit: should that fail for want of room, the next one deletes them.
        _state.Install(results);
        _commits.Retire(results);
        _commits.Write(_state, flushedThrough);
    }

    private void LogOtherFormat(uint found) => LogFormat(_logger, found, SegmentFormat.Version);

    private void LogDamage(string file, string reason) => LogDamaged(_logger, file, reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The index file {File} is damaged and is built anew from the content store: {Reason}")]
    private static partial void LogDamaged(ILogger logger, string file, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The index has format {Found} and this program's is {Version}: it is built anew from the content store.")]
    private static partial void LogFormat(ILogger logger, uint found, uint version);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The index followed another change {Applied} than the content store has; an older store was put in its place, or another one. It is built anew.")]
    private static partial void LogForeign(ILogger logger, long applied);

    [LoggerMessage(Level = LogLevel.Error, Message = "Writing the index to files failed; it stays in memory and is tried again.")]
    private static partial void LogFlushFailed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Replaying the change log failed; searches answer from what was applied until it is followed again.")]
    private static partial void LogReplayFailed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Merging index files failed; the unmerged ones are served.")]
    private static partial void LogMergeFailed(ILogger logger, Exception exception);
}
