namespace Assistant.Index.Segments;

/// <summary>
/// The snapshot that searches take, and who works on which segments. Searches read one reference; the three writers (the
/// applier of changes, the flush, the merge) change it under a lock, which is held for no longer than a merge of small segments.
/// </summary>
internal sealed class PublishedState
{
    private readonly Lock _lock = new();
    private readonly HashSet<object> _busy = new(ReferenceEqualityComparer.Instance);
    private readonly List<MergeResult> _sincePublished = [];
    private IndexSnapshot _current = IndexSnapshot.Empty;
    private bool _applying;

    /// <summary>The present snapshot.</summary>
    public IndexSnapshot Current => Volatile.Read(ref _current);

    /// <summary>Begins to apply changes to the present snapshot: from now on the applier's state is behind by the merges that are installed.</summary>
    public IndexSnapshot BeginApply()
    {
        lock (_lock)
        {
            _applying = true;
            _sincePublished.Clear();
            return Current;
        }
    }

    /// <summary>Ends what <see cref="BeginApply"/> began.</summary>
    public void EndApply()
    {
        lock (_lock)
        {
            _applying = false;
            _sincePublished.Clear();
        }
    }

    /// <summary>Publishes the applier's state, with the merges installed since its last one, and gives it back.</summary>
    public IndexSnapshot Publish(IndexSnapshot state, Func<IndexSnapshot, IReadOnlySet<object>, IndexSnapshot> mergeSmall)
    {
        lock (_lock)
        {
            foreach (var result in _sincePublished)
                state = result.Install(state);
            _sincePublished.Clear();
            state = mergeSmall(state, _busy);
            Volatile.Write(ref _current, state);
            return state;
        }
    }

    /// <summary>Takes segments out of the present snapshot to work on; they are busy until <see cref="Install"/> or <see cref="Abandon"/>.</summary>
    /// <param name="choose">Chooses among the segments that are not in the given set.</param>
    /// <param name="segmentsOf">Segments of a choice.</param>
    public (IndexSnapshot Snapshot, T Chosen) Begin<T>(Func<IndexSnapshot, IReadOnlySet<object>, T> choose, Func<T, IEnumerable<object>> segmentsOf)
    {
        lock (_lock)
        {
            var snapshot = Current;
            var chosen = choose(snapshot, _busy);
            _busy.UnionWith(segmentsOf(chosen));
            return (snapshot, chosen);
        }
    }

    /// <summary>Publishes the outcome of a merge.</summary>
    public void Install(IReadOnlyList<MergeResult> results)
    {
        lock (_lock)
        {
            var state = Current;
            foreach (var result in results)
            {
                state = result.Install(state);
                if (_applying)
                    _sincePublished.Add(result);
                _busy.ExceptWith(result.Inputs);
            }

            Volatile.Write(ref _current, state);
        }
    }

    /// <summary>Gives segments back unchanged.</summary>
    public void Abandon(IEnumerable<object> segments)
    {
        lock (_lock)
            _busy.ExceptWith(segments);
    }

    /// <summary>Puts another index in place of the present one, while no writer works.</summary>
    public void Reset(IndexSnapshot snapshot)
    {
        lock (_lock)
        {
            _busy.Clear();
            _sincePublished.Clear();
            Volatile.Write(ref _current, snapshot);
        }
    }
}
