namespace Assistant.Index.Segments;

/// <summary>Writes and opens the commits of a folder, and deletes files that neither the last nor the present commit names.</summary>
internal sealed class IndexCommits(SegmentFolder folder)
{
    private readonly Lock _lock = new();
    private HashSet<string> _named = [];
    private List<string> _retired = [];
    private long _generation;
    private long _applied = -1;

    /// <summary>Whether a snapshot holds what the last commit does not.</summary>
    public bool IsBehind(IndexSnapshot snapshot) => Interlocked.Read(ref _applied) < snapshot.AppliedSequence;

    /// <summary>Opens what the last commit names.</summary>
    /// <param name="damaged">Told each damaged file and what is wrong with it.</param>
    /// <param name="otherFormat">Told the format of an index of another version: an empty snapshot is given, and the whole log is applied again.</param>
    /// <returns>The undamaged part, what the damaged files held, and the last change that left a mark. A damaged commit gives an empty snapshot: the whole log is applied again.</returns>
    public (IndexSnapshot Snapshot, List<CommittedSegment> Damaged, long SeenSequence) Open(Action<string, string> damaged, Action<uint> otherFormat)
    {
        folder.DeleteTemporary();
        var opened = Read(damaged, otherFormat);
        folder.DeleteOthers(_named);
        return opened;
    }

    /// <summary>Opens what the last commit names, and leaves the folder as it is: another process may own it.</summary>
    /// <param name="damaged">Told each damaged file and what is wrong with it.</param>
    /// <param name="otherFormat">Told the format of an index of another version.</param>
    public (IndexSnapshot Snapshot, List<CommittedSegment> Damaged, long SeenSequence) Read(Action<string, string> damaged, Action<uint> otherFormat)
    {
        CommitPoint? commit = null;
        try
        {
            commit = CommitPoint.Read(folder.Path);
        }
        catch (OtherFormatException exception)
        {
            otherFormat(exception.Found);
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            damaged(CommitPoint.FileName, exception.Message);
        }

        if (commit is null)
            return (IndexSnapshot.Empty, [], 0);

        var lexical = new List<SegmentView>();
        var vectors = new List<VectorView>();
        var broken = new List<CommittedSegment>();
        foreach (var segment in commit.Segments)
        {
            try
            {
                if (segment.Space is null)
                    lexical.Add(SegmentView.WithDeleted(Checked(segment, folder.OpenLexical(segment.FileName), s => s.Count), segment.Deleted));
                else
                    vectors.Add(VectorView.WithDeleted(Checked(segment, folder.OpenVectors(segment.FileName), s => s.Count), segment.Deleted));
            }
            catch (Exception exception) when (exception is InvalidDataException or IOException)
            {
                damaged(segment.FileName, exception.Message);
                broken.Add(segment);
            }
        }

        _named = [.. commit.Segments.Select(s => s.FileName)];
        _generation = commit.Generation;
        Interlocked.Exchange(ref _applied, broken.Count == 0 ? commit.AppliedSequence : -1);
        folder.Continue(commit.NextFile);
        return (new IndexSnapshot([], [], commit.AppliedSequence).Replace([], lexical, vectors), broken, commit.SeenSequence);

        static T Checked<T>(CommittedSegment committed, T segment, Func<T, int> count) => count(segment) == committed.Count
            ? segment
            : throw new InvalidDataException($"It holds {count(segment)} entries where the commit names {committed.Count}.");
    }

    /// <summary>Begins anew: the files of the last commit are of no use.</summary>
    public void Forget()
    {
        Retire(_named);
        Interlocked.Exchange(ref _applied, -1);
    }

    /// <summary>Commits the files of the present snapshot.</summary>
    /// <param name="state">Where the snapshot is taken from, once no other commit is written.</param>
    /// <param name="flushedThrough">The change up to which everything is in files; null when it is the last commit's.</param>
    public void Write(PublishedState state, long? flushedThrough)
    {
        lock (_lock)
            WriteLocked(state.Current, Math.Max(flushedThrough ?? -1, Interlocked.Read(ref _applied)));
    }

    /// <summary>Commits the files of a snapshot that wholly lies in files.</summary>
    public void Write(IndexSnapshot snapshot, long applied)
    {
        lock (_lock)
            WriteLocked(snapshot, applied);
    }

    /// <summary>Lets the inputs of merges be deleted.</summary>
    public void Retire(IReadOnlyList<MergeResult> results) =>
        Retire(results.SelectMany(r => r.Lexical.Select(v => v.Segment.FileName).Concat(r.Vectors.Select(v => v.Segment.FileName))));

    /// <summary>Lets all files of a snapshot be deleted.</summary>
    public void Retire(IndexSnapshot snapshot) =>
        Retire(snapshot.Lexical.Select(v => v.Segment.FileName).Concat(snapshot.Vectors.Select(v => v.Segment.FileName)));

    private void Retire(IEnumerable<string?> names)
    {
        lock (_lock)
            _retired.AddRange(names.OfType<string>());
    }

    private void WriteLocked(IndexSnapshot snapshot, long applied)
    {
        // Without a flush since a damaged file was found nothing can be committed: the commit must not name a change that it lacks.
        if (applied < 0)
            return;
        var segments = new List<CommittedSegment>();
        foreach (var view in snapshot.Lexical.Where(v => v.Segment.IsMapped))
            segments.Add(new CommittedSegment(view.Segment.FileName!, view.Segment.Bytes, view.Segment.Count, view.Segment.KeySpan[0], view.Segment.KeySpan[^1], null, DeletedOf(view.Segment.Count, view.DeletedCount, view.IsDeleted)));
        foreach (var view in snapshot.Vectors.Where(v => v.Segment.FileName is not null))
            segments.Add(new CommittedSegment(view.Segment.FileName!, view.Segment.Bytes, view.Segment.Count, view.Segment.Keys[0], view.Segment.Keys[^1], view.Segment.Space, DeletedOf(view.Segment.Count, view.DeletedCount, view.IsDeleted)));
        new CommitPoint(++_generation, applied, Math.Max(applied, snapshot.AppliedSequence), folder.NextFile, segments).Write(folder.Path);
        Interlocked.Exchange(ref _applied, applied);

        // Files leave one commit later than their name: should the rename of this commit be lost with the power, the commit before still finds its files.
        var before = _named;
        _named = [.. segments.Select(s => s.FileName)];
        foreach (var name in _retired.Where(n => !_named.Contains(n) && !before.Contains(n)))
            File.Delete(Path.Combine(folder.Path, name));
        _retired = [.. _retired.Where(n => _named.Contains(n) || before.Contains(n))];
    }

    private static int[] DeletedOf(int count, int deletedCount, Func<int, bool> isDeleted)
    {
        var deleted = new int[deletedCount];
        var n = 0;
        for (var i = 0; i < count && n < deletedCount; i++)
        {
            if (isDeleted(i))
                deleted[n++] = i;
        }

        return deleted;
    }
}
