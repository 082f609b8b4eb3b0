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
            var (snapshot, damaged, seen) = _options.ReadOnly ? OpenBesideOwner() : _commits.Open(LogDamage, LogOtherFormat);
            if (seen > await _log.LatestAsync(cancellationToken).ConfigureAwait(false))
            {
                // The log ends before what the index holds: another, older store was put in place.
                LogForeign(_logger, seen);
                (snapshot, damaged) = (IndexSnapshot.Empty, []);
                _commits.Forget();
            }

            foreach (var segment in damaged)
                snapshot = await _applier.ReadAgainAsync(snapshot, segment.FirstKey, segment.LastKey, cancellationToken).ConfigureAwait(false);
            _state.Reset(snapshot);
            _opened = true;
            if (!_options.ReadOnly)
                _maintenance = Task.WhenAll(Task.Run(FlushLoopAsync, CancellationToken.None), Task.Run(MergeLoopAsync, CancellationToken.None));
        }
        finally
        {
            _apply.Release();
        }
    }

    // The owner may commit and delete a file between the reading of a commit and the opening of what it names: then the next commit is there.
    private (IndexSnapshot Snapshot, List<CommittedSegment> Damaged, long SeenSequence) OpenBesideOwner()
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

    private async Task RebuildLockedAsync(CancellationToken cancellationToken)
    {
        var applier = NewApplier();
        var rebuilt = IndexSnapshot.Empty;
        await applier.ApplyAsync(rebuilt, (state, token) => new(rebuilt = FlushInto(state, SegmentWork.CountInMemory(state) >= _options.FlushChunks, token)), cancellationToken).ConfigureAwait(false);
        rebuilt = FlushInto(rebuilt, always: true, cancellationToken);
        for (var groups = _work.ToMerge(rebuilt, Nothing); groups.Count > 0; groups = _work.ToMerge(rebuilt, Nothing))
            rebuilt = InstallAll(rebuilt, _work.Run(groups, cancellationToken));
        var old = _state.Current;
        _state.Reset(rebuilt);
        _commits.Write(rebuilt, rebuilt.AppliedSequence);
        _commits.Retire(old);
    }

    private static readonly HashSet<object> Nothing = [];

    private IndexSnapshot FlushInto(IndexSnapshot state, bool always, CancellationToken cancellationToken) =>
        always ? InstallAll(state, _work.Run(_work.InMemory(state, Nothing), cancellationToken)) : state;

    private static IndexSnapshot InstallAll(IndexSnapshot snapshot, List<MergeResult> results) => results.Aggregate(snapshot, (state, result) => result.Install(state));

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

    private async Task MergeLoopAsync()
    {
        var pause = TimeSpan.Zero;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(pause, _stop.Token).ConfigureAwait(false);
                pause = await MergeOnceAsync(_stop.Token).ConfigureAwait(false) ? TimeSpan.Zero : TimeSpan.FromMilliseconds(250);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception exception)
            {
                // The inputs go on being served; tried again later.
                LogMergeFailed(_logger, exception);
                pause = TimeSpan.FromSeconds(5);
            }
        }
    }

    private void FlushLocked(CancellationToken cancellationToken)
    {
        var (snapshot, groups) = _state.Begin(_work.InMemory, g => g.SelectMany(r => r.Inputs));
        Work(groups, snapshot.AppliedSequence, cancellationToken);
    }

    /// <summary>Merges files where there are enough of one size; tells whether there were.</summary>
    internal async Task<bool> MergeOnceAsync(CancellationToken cancellationToken)
    {
        await _merge.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var (_, groups) = _state.Begin(_work.ToMerge, g => g.SelectMany(r => r.Inputs));
            if (groups.Count == 0)
                return false;
            Work(groups, null, cancellationToken);
            return true;
        }
        finally
        {
            _merge.Release();
        }
    }

    /// <summary>Runs merges, publishes them and commits.</summary>
    /// <param name="groups">What to merge; busy already.</param>
    /// <param name="flushedThrough">The change up to which everything is in files afterwards; null when the last commit's stays.</param>
    /// <param name="cancellationToken">Gives the inputs back unchanged.</param>
    private void Work(List<MergeResult> groups, long? flushedThrough, CancellationToken cancellationToken)
    {
        List<MergeResult> results;
        try
        {
            results = _work.Run(groups, cancellationToken);
        }
        catch
        {
            _state.Abandon(groups.SelectMany(g => g.Inputs));
            throw;
        }

        _state.Install(results);
        _commits.Write(_state, flushedThrough);
        _commits.Retire(results);
    }

    private void LogOtherFormat(uint found) => LogFormat(_logger, found, SegmentFormat.Version);

    private void LogDamage(string file, string reason) => LogDamaged(_logger, file, reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The index file {File} is damaged and is built anew from the content store: {Reason}")]
    private static partial void LogDamaged(ILogger logger, string file, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The index has format {Found} and this program's is {Version}: it is built anew from the content store.")]
    private static partial void LogFormat(ILogger logger, uint found, uint version);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The index contains change {Applied}, which the content store does not have: it is built anew.")]
    private static partial void LogForeign(ILogger logger, long applied);

    [LoggerMessage(Level = LogLevel.Error, Message = "Writing the index to files failed; it stays in memory and is tried again.")]
    private static partial void LogFlushFailed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Merging index files failed; the unmerged ones are served.")]
    private static partial void LogMergeFailed(ILogger logger, Exception exception);
}
