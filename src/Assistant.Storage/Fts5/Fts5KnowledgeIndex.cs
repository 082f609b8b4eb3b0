using System.Diagnostics;
using Assistant.Core.Retrieval;
using Assistant.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Assistant.Storage.Fts5;

/// <summary>
/// A knowledge index on SQLite's FTS5 in <c>index/fts5.db</c>, with exact comparison of vectors: simple, and the reference for
/// faster ones. A damaged or foreign file is replaced at open and filled again by the next <see cref="CatchUpAsync"/>.
/// </summary>
public sealed partial class Fts5KnowledgeIndex : IKnowledgeIndex, IDisposable
{
    private readonly string _path;
    private readonly IChangeLog _log;
    private readonly Fts5Follower _follower;
    private readonly ILogger<Fts5KnowledgeIndex> _logger;
    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly ReaderWriterLockSlim _swapping = new();
    private readonly DenseVectors _vectors = new();
    private readonly Lazy<Fts5File> _first;
    private Fts5File? _file;
    private long _applied;

    /// <summary>Names the index of a data directory; the file is opened at first use.</summary>
    /// <param name="directory">The data directory.</param>
    /// <param name="log">What it follows.</param>
    /// <param name="logger">For damage and rebuilds.</param>
    public Fts5KnowledgeIndex(DataDirectory directory, IChangeLog log, ILogger<Fts5KnowledgeIndex> logger)
    {
        ArgumentNullException.ThrowIfNull(directory);
        _path = Path.Combine(directory.IndexPath, "fts5.db");
        _log = log;
        _logger = logger;
        _follower = new Fts5Follower(log);
        _first = new Lazy<Fts5File>(() =>
        {
            directory.Create();
            return OpenOrReplace();
        });
    }

    /// <inheritdoc/>
    public long AppliedSequence
    {
        get
        {
            _ = Current;
            return Interlocked.Read(ref _applied);
        }
    }

    private Fts5File Current => _file ?? Interlocked.CompareExchange(ref _file, _first.Value, null) ?? _file;

    /// <inheritdoc/>
    public async ValueTask<long> CatchUpAsync(CancellationToken cancellationToken = default)
    {
        // Who waited while another call applied what it came for has nothing left to do.
        var wanted = await _log.LatestAsync(cancellationToken).ConfigureAwait(false);
        if (AppliedSequence >= wanted)
            return AppliedSequence;
        await _changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (AppliedSequence < wanted)
                await ApplyAsync(cancellationToken).ConfigureAwait(false);
            return AppliedSequence;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IndexResult> SearchAsync(IndexQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Depth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Depth, 1_000);
        cancellationToken.ThrowIfCancellationRequested();
        if (query.Probes.Count > 0)
            await LoadVectorsAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return Search(query, cancellationToken);
        }
        catch (SqliteException exception) when (Fts5File.IsDamage(exception))
        {
            LogDamaged(exception, _path);
            await RebuildAsync(cancellationToken).ConfigureAwait(false);
            return Search(query, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IndexReport> VerifyAsync(CancellationToken cancellationToken = default)
    {
        await _changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await CompareAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IndexReport> RebuildAsync(CancellationToken cancellationToken = default)
    {
        await _changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var old = Current;
            var beside = _path + ".new";
            Fts5File.Delete(beside);
            using (var built = Fts5File.Open(beside))
                await _follower.ApplyAsync(built, vectors: null, cancellationToken).ConfigureAwait(false);

            // Closing the last connection of the new file leaves nothing beside it. Searches wait only for the change of names.
            _swapping.EnterWriteLock();
            try
            {
                old.Dispose();
                Fts5File.Delete(_path);
                File.Move(beside, _path);
                _file = Fts5File.Open(_path);
            }
            finally
            {
                _swapping.ExitWriteLock();
            }

            _vectors.Clear();
            Interlocked.Exchange(ref _applied, _file.Sequence);
            LogRebuilt(_path, _file.Sequence);
            return await CompareAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _file?.Dispose();
        _changing.Dispose();
        _swapping.Dispose();
    }

    private async ValueTask ApplyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _follower.ApplyAsync(Current, _vectors.Loaded ? _vectors : null, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Exchange(ref _applied, Current.Sequence);
        }
    }

    private async ValueTask LoadVectorsAsync(CancellationToken cancellationToken)
    {
        if (_vectors.Loaded)
            return;
        await _changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_vectors.Loaded)
                await _follower.LoadVectorsAsync(Current, _vectors, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _changing.Release();
        }
    }

    private IndexResult Search(IndexQuery query, CancellationToken cancellationToken)
    {
        var file = Current;
        _swapping.EnterReadLock();
        try
        {
            file = Current;
            var legs = new List<LegResult>(1 + query.Probes.Count);
            var applied = file.Sequence;
            if (query.Text is { } text)
                legs.Add(SearchText(file, text, query, cancellationToken, out applied));
            foreach (var probe in query.Probes)
            {
                var started = Stopwatch.GetTimestamp();
                var hits = _vectors.Search(probe, query.Filter, query.Depth, cancellationToken);
                legs.Add(new LegResult(probe.Leg, hits, Stopwatch.GetElapsedTime(started)));
            }

            return new IndexResult(legs, applied);
        }
        finally
        {
            _swapping.ExitReadLock();
        }
    }

    private static LegResult SearchText(Fts5File file, string text, IndexQuery query, CancellationToken cancellationToken, out long applied)
    {
        var started = Stopwatch.GetTimestamp();
        (IReadOnlyList<LegHit> Hits, long Applied) found;
        try
        {
            found = file.Readers.Read(
                session =>
                {
                    using var interrupt = cancellationToken.UnsafeRegister(static state => ((SqliteSession)state!).Interrupt(), session);
                    return (Fts5Leg.Search(session, text, query.Filter, query.Depth), Fts5File.ReadSequence(session));
                },
                snapshot: true);
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == SQLitePCL.raw.SQLITE_INTERRUPT)
        {
            throw new OperationCanceledException("The search was cancelled.", exception, cancellationToken);
        }

        applied = found.Applied;
        return new LegResult("bm25", found.Hits, Stopwatch.GetElapsedTime(started));
    }

    private async ValueTask<IndexReport> CompareAsync(CancellationToken cancellationToken)
    {
        const int MostProblems = 20;
        // Changes that arrive meanwhile would look like differences; they are applied and the comparison made again.
        for (var attempt = 1; ; attempt++)
        {
            await ApplyAsync(cancellationToken).ConfigureAwait(false);
            var file = Current;
            var indexed = file.ReadKeys().ToHashSet();
            var chunks = indexed.Count;
            var problems = file.CheckIntegrity();
            long after = 0;
            while (await _log.ReadAsync(after, 1_000, cancellationToken).ConfigureAwait(false) is { Count: > 0 } changes)
            {
                after = changes[^1].Sequence;
                foreach (var change in changes.Where(change => change.Kind == IndexChangeKind.Added))
                    foreach (var chunk in await _log.ReadChunksAsync(change.FirstKey, change.LastKey, cancellationToken).ConfigureAwait(false))
                        if (!indexed.Remove(chunk.Key) && problems.Count < MostProblems)
                            problems.Add($"Chunk {chunk.Key} is not in the index.");
            }

            problems.AddRange(indexed.Order().Take(Math.Max(0, MostProblems - problems.Count)).Select(key => $"Chunk {key} is in the index, but not in the store."));
            var latest = await _log.LatestAsync(cancellationToken).ConfigureAwait(false);
            if (problems.Count == 0 || latest == file.Sequence || attempt == 3)
                return new IndexReport(problems.Count == 0, file.Sequence, latest, chunks, [.. problems.Take(MostProblems)]);
        }
    }

    private Fts5File OpenOrReplace()
    {
        Fts5File file;
        try
        {
            file = Fts5File.Open(_path);
        }
        catch (Exception exception) when (Fts5File.IsDamage(exception))
        {
            LogDamaged(exception, _path);
            Fts5File.Delete(_path);
            file = Fts5File.Open(_path);
        }

        Interlocked.Exchange(ref _applied, file.Sequence);
        return file;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The index {Path} is damaged and is built anew")]
    private partial void LogDamaged(Exception exception, string path);

    [LoggerMessage(Level = LogLevel.Information, Message = "Built the index {Path} anew, up to change {Sequence}")]
    private partial void LogRebuilt(string path, long sequence);
}
