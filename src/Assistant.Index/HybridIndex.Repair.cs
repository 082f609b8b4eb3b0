using Assistant.Index.Segments;

namespace Assistant.Index;

/// <content>Building anew, wholly or what a damaged file held, while searches go on.</content>
public sealed partial class HybridIndex
{
    private static readonly HashSet<object> Nothing = [];

    /// <summary>
    /// Follows the whole log into new files beside the present index, which goes on being searched and fed; it stands still only while the
    /// last changes are applied and the one is put in place of the other.
    /// </summary>
    private async Task RebuildLockedAsync(CancellationToken cancellationToken)
    {
        var applier = NewApplier();
        var rebuilt = IndexSnapshot.Empty;
        try
        {
            await FollowAsync().ConfigureAwait(false);
            MergeAll(_work.TextToMerge);
            MergeAll(_work.VectorsToMerge);
            await LockAllAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                await FollowAsync().ConfigureAwait(false);
                _commits.Retire(_state.Current);
                _state.Reset(rebuilt);
                var installed = rebuilt;
                rebuilt = IndexSnapshot.Empty;
                _commits.Write(installed, installed.AppliedSequence);
            }
            finally
            {
                UnlockAll();
            }
        }
        catch
        {
            // Not in use: its files go.
            foreach (var name in FilesOf(rebuilt))
                _folder.Delete(name);
            throw;
        }

        async Task FollowAsync()
        {
            await applier.ApplyAsync(rebuilt, (state, token) => new(rebuilt = SegmentWork.CountInMemory(state) >= _options.FlushChunks ? Run(state, _work.InMemory(state, Nothing), false) : state), cancellationToken).ConfigureAwait(false);
            rebuilt = Run(rebuilt, _work.InMemory(rebuilt, Nothing), false);
        }

        void MergeAll(Func<IndexSnapshot, IReadOnlySet<object>, List<MergeResult>> choose)
        {
            for (var groups = choose(rebuilt, Nothing); groups.Count > 0; groups = choose(rebuilt, Nothing))
            {
                var before = rebuilt;
                rebuilt = Run(rebuilt, groups, true);
                foreach (var name in FilesOf(before).Except(FilesOf(rebuilt)))
                    _folder.Delete(name);
            }
        }

        IndexSnapshot Run(IndexSnapshot state, List<MergeResult> groups, bool graphs) =>
            _work.Run(groups, graphs, cancellationToken).Aggregate(state, (now, result) => result.Install(now));
    }

    private static IEnumerable<string> FilesOf(IndexSnapshot snapshot) =>
        snapshot.Lexical.Select(v => v.Segment.FileName).Concat(snapshot.Vectors.Select(v => v.Segment.FileName)).OfType<string>();

    /// <summary>Checks the files in use, and reads from the store again what the damaged ones hold.</summary>
    /// <returns>Whether one was damaged; also when another caller found and mended it meanwhile.</returns>
    private async Task<bool> HealAsync(CancellationToken cancellationToken)
    {
        var before = _state.Current;
        await _apply.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await _flush.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                var damaged = FindDamaged(_state.Current);
                foreach (var (segment, name, first, last) in damaged)
                    await ReplaceAsync(segment, name, first, last, cancellationToken).ConfigureAwait(false);
                if (damaged.Count > 0 && !_options.ReadOnly)
                    FlushLocked(cancellationToken);
                return damaged.Count > 0 || FilesOf(before).Except(FilesOf(_state.Current)).Any();
            }
            finally
            {
                _flush.Release();
            }
        }
        finally
        {
            _apply.Release();
        }
    }

    private async Task ReplaceAsync(object segment, string name, long firstKey, long lastKey, CancellationToken cancellationToken)
    {
        // What is read again lies in memory: until it is flushed no commit may say that it is there.
        _commits.Distrust();
        var state = _state.BeginApply();
        try
        {
            state = await _applier.ReadAgainAsync(state.Replace([segment], [], []), firstKey, lastKey, cancellationToken).ConfigureAwait(false);
            _state.Publish(state, _applier.MergeSmall);
            _commits.Retire([name]);
        }
        finally
        {
            _state.EndApply();
        }
    }

    private List<(object Segment, string Name, long FirstKey, long LastKey)> FindDamaged(IndexSnapshot snapshot)
    {
        var damaged = new List<(object, string, long, long)>();
        foreach (var segment in snapshot.Lexical.Select(v => v.Segment).Where(s => s.FileName is not null))
            Look(segment, segment.FileName!, segment.Check, segment.FirstKey, segment.LastKey);
        foreach (var segment in snapshot.Vectors.Select(v => v.Segment).Where(s => s.FileName is not null))
            Look(segment, segment.FileName!, segment.Check, segment.Keys[0], segment.Keys[^1]);
        return damaged;

        void Look(object segment, string name, Action check, long first, long last)
        {
            try
            {
                check();
            }
            catch (InvalidDataException exception)
            {
                LogDamage(name, exception.Message);
                damaged.Add((segment, name, first, last));
            }
        }
    }

    private async Task LockAllAsync(CancellationToken cancellationToken)
    {
        await _apply.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await _flush.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                await _textMerges.PauseAsync(cancellationToken).ConfigureAwait(false);
                try
                {
                    await _vectorMerges.PauseAsync(cancellationToken).ConfigureAwait(false);
                }
                catch
                {
                    _textMerges.Resume();
                    throw;
                }
            }
            catch
            {
                _flush.Release();
                throw;
            }
        }
        catch
        {
            _apply.Release();
            throw;
        }
    }

    private void UnlockAll()
    {
        _vectorMerges.Resume();
        _textMerges.Resume();
        _flush.Release();
        _apply.Release();
    }
}
