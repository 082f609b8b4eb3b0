using Assistant.Core.Retrieval;
using Assistant.Index.Dense;
using Assistant.Index.Lexical;
using Assistant.Index.Segments;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Assistant.Index;

/// <summary>
/// The knowledge index in segments: BM25F over packed postings and dense search over quantized vectors. Derived from the
/// content store through its change log; a segment file that is damaged is read from the store again. Searches run on the
/// caller's thread, the legs beside each other, over one snapshot; they take no locks. One instance owns its folder.
/// </summary>
public sealed partial class HybridIndex : IKnowledgeIndex, IAsyncDisposable
{
    private readonly IChangeLog _log;
    private readonly ILogger<HybridIndex> _logger;
    private readonly HybridIndexOptions _options;
    private readonly FieldWeights _weights;
    private readonly SegmentFolder _folder;
    private readonly SegmentWork _work;
    private readonly HnswOptions _graph;
    private readonly ChangeApplier _applier;
    private readonly IndexSearch _search;
    private readonly PublishedState _state = new();
    private readonly SemaphoreSlim _apply = new(1, 1);
    private readonly SemaphoreSlim _flush = new(1, 1);
    private readonly SemaphoreSlim _rebuild = new(1, 1);
    private readonly SemaphoreSlim _wake = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly IndexCommits _commits;
    private readonly MergeLoop _textMerges;
    private readonly MergeLoop _vectorMerges;
    private Task _maintenance = Task.CompletedTask;
    private Task _replay = Task.CompletedTask;
    private volatile bool _opened;

    /// <summary>Names the index; files are opened at the first call.</summary>
    /// <exception cref="PlatformNotSupportedException">The processor is big-endian.</exception>
    public HybridIndex(IChangeLog log, IOptions<HybridIndexOptions> options, ILogger<HybridIndex> logger)
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("The index files are little-endian and read in place.");
        _log = log;
        _logger = logger;
        _options = options.Value;
        _weights = FieldWeights.Of(_options.Bm25);
        _graph = new HnswOptions { Threads = _options.GraphThreads };
        _folder = new SegmentFolder(_options.Folder, _weights);
        _work = new SegmentWork(_folder, _weights, _graph, _options.FlushChunks, _options.MergeFactor, (long)_options.MergeMegabytes << 20);
        _applier = NewApplier();
        _search = new IndexSearch(_options.Bm25);
        _commits = new IndexCommits(_folder);
        _textMerges = new MergeLoop(token => MergeOnce(_work.TextToMerge, token), MergeFailedAsync);
        _vectorMerges = new MergeLoop(token => MergeOnce(_work.VectorsToMerge, token), MergeFailedAsync);
    }

    /// <summary>What searches see now.</summary>
    internal IndexSnapshot Snapshot => _state.Current;

    /// <inheritdoc/>
    public long AppliedSequence => _state.Current.AppliedSequence;

    /// <summary>What the index consists of now.</summary>
    public IndexStatistics Statistics
    {
        get
        {
            var snapshot = _state.Current;
            return new IndexStatistics(
                snapshot.LiveChunks,
                snapshot.Vectors.Sum(v => (long)v.LiveCount),
                snapshot.Lexical.Length + snapshot.Vectors.Length,
                snapshot.Lexical.Sum(v => v.Segment.IsMapped ? v.Segment.Bytes : 0) + snapshot.Vectors.Sum(v => v.Segment.FileName is null ? 0 : v.Segment.Bytes),
                snapshot.Lexical.Sum(v => (v.Segment.IsMapped ? 0 : v.Segment.Bytes) + (v.Segment.Count * 2L)) + snapshot.Vectors.Sum(v => v.Segment.FileName is null ? v.Segment.Bytes : v.Segment.Count * 8L) + _applier.Memory,
                _work.Memory);
        }
    }

    /// <inheritdoc/>
    /// <remarks>A first search opens the files. While the log is replayed after that, searches wait for it (<see cref="HybridIndexOptions.ReplayWaitSeconds"/>).</remarks>
    /// <exception cref="InvalidDataException">A file was damaged since it was opened, and could not be read from the store again.</exception>
    public async ValueTask<IndexResult> SearchAsync(IndexQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Depth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Depth, 1000);
        if (!_opened)
            await OpenAsync(cancellationToken).ConfigureAwait(false);
        if (!_replay.IsCompleted)
            await WaitForReplayAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await _search.RunAsync(_state.Current, query, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException)
        {
            if (!await HealAsync(cancellationToken).ConfigureAwait(false))
                throw;
        }

        return await _search.RunAsync(_state.Current, query, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<long> CatchUpAsync(CancellationToken cancellationToken = default)
    {
        if (!_opened)
            await OpenAsync(cancellationToken).ConfigureAwait(false);
        await _apply.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await CatchUpLockedAsync(cancellationToken).ConfigureAwait(false);
            return AppliedSequence;
        }
        finally
        {
            _apply.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IndexReport> VerifyAsync(CancellationToken cancellationToken = default)
    {
        await CatchUpAsync(cancellationToken).ConfigureAwait(false);
        return await new IndexVerifier(_log).RunAsync(_state.Current, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The index is open for reading only.</exception>
    public async ValueTask<IndexReport> RebuildAsync(CancellationToken cancellationToken = default)
    {
        RefuseWhenReadOnly();
        if (!_opened)
            await OpenAsync(cancellationToken).ConfigureAwait(false);
        await _rebuild.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await RebuildLockedAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _rebuild.Release();
        }

        return await VerifyAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes what is in memory to files and commits; done by itself after a while, and at disposal.</summary>
    /// <exception cref="InvalidOperationException">The index is open for reading only.</exception>
    public async ValueTask FlushAsync(CancellationToken cancellationToken = default)
    {
        RefuseWhenReadOnly();
        await _flush.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await Task.Run(() => FlushLocked(cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _flush.Release();
        }
    }

    /// <summary>Stops the background work and writes what is in memory to files.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
            return;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _maintenance.ConfigureAwait(false);
        await _replay.ConfigureAwait(false);
        if (_opened && !_options.ReadOnly)
            await FlushAsync().ConfigureAwait(false);
        _stop.Dispose();
        _apply.Dispose();
        _flush.Dispose();
        _rebuild.Dispose();
        _textMerges.Dispose();
        _vectorMerges.Dispose();
        _wake.Dispose();
    }

    private ChangeApplier NewApplier() => new(_log, _weights, _graph, _options.Languages.Count == 0 ? DefaultLanguages : [.. _options.Languages]);

    private void RefuseWhenReadOnly()
    {
        if (_options.ReadOnly)
            throw new InvalidOperationException("This index is open for reading only; its owner writes it.");
    }
}
