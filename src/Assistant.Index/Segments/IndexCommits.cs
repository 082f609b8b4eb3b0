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
    /// <returns>The undamaged part, and what the damaged files held. A damaged commit gives an empty snapshot: the whole log is applied again.</returns>
    public (IndexSnapshot Snapshot, List<CommittedSegment> Damaged) Open(Action<string, string> damaged, Action<uint> otherFormat)
    {
        folder.DeleteTemporary();
        var opened = Read(damaged, otherFormat);
        folder.DeleteOthers(_named);
        return opened;
    }

    /// <summary>Opens what the last commit names, and leaves the folder as it is: another process may own it.</summary>
    /// <param name="damaged">Told each damaged file and what is wrong with it.</param>
    /// <param name="otherFormat">Told the format of an index of another version.</param>
    public (IndexSnapshot Snapshot, List<CommittedSegment> Damaged) Read(Action<string, string> damaged, Action<uint> otherFormat)
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
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            damaged(CommitPoint.FileName, exception.Message);
        }

        if (commit is null)
            return (IndexSnapshot.Empty, []);

        var lexical = new List<SegmentView>();
        var vectors = new List<VectorView>();
        var broken = new List<CommittedSegment>();
        foreach (var (segment, text, vector, problem) in commit.Segments.Select(TryOpen))
        {
            if (text is not null)
                lexical.Add(text);
            if (vector is not null)
                vectors.Add(vector);
            if (problem is null)
                continue;
            damaged(segment.FileName, problem);
            broken.Add(segment);
        }

        _named = [.. commit.Segments.Select(s => s.FileName)];
        _generation = commit.Generation;
        Interlocked.Exchange(ref _applied, broken.Count == 0 ? commit.AppliedSequence : -1);
        folder.Continue(commit.NextFile);
        return (new IndexSnapshot([], [], commit.AppliedSequence, commit.Seen).Replace([], lexical, vectors), broken);
    }

    /// <summary>Opens and checks the file of a segment.</summary>
    private (CommittedSegment Segment, SegmentView? Lexical, VectorView? Vectors, string? Problem) TryOpen(CommittedSegment segment)
    {
        try
        {
            return segment.Space is null
                ? (segment, SegmentView.WithDeleted(Checked(segment, folder.OpenLexical(segment.FileName)), segment.Deleted), null, null)
                : (segment, null, VectorView.WithDeleted(Checked(segment, folder.OpenVectors(segment.FileName)), segment.Deleted), null);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return (segment, null, null, exception.Message);
        }
    }

    private static LexicalSegment Checked(CommittedSegment committed, LexicalSegment segment) =>
        Entry(segment, committed.Deleted) is var found && IsSame(committed, found) ? segment : throw Other(committed, found);

    private static VectorSegment Checked(CommittedSegment committed, VectorSegment segment) =>
        Entry(segment, committed.Deleted) is var found && IsSame(committed, found) ? segment : throw Other(committed, found);

    private static bool IsSame(CommittedSegment committed, CommittedSegment found) => committed with { FileName = found.FileName } == found;

    private static InvalidDataException Other(CommittedSegment committed, CommittedSegment found) => new(
        $"It is another segment: {found.Count} entries, checksum {found.Checksum:X8}, where the commit names {committed.Count}, checksum {committed.Checksum:X8}.");

    private static CommittedSegment Entry(LexicalSegment segment, int[] deleted) =>
        new(segment.FileName!, segment.Bytes, segment.Checksum, segment.Count, segment.KeySpan[0], segment.KeySpan[^1], null, deleted);

    private static CommittedSegment Entry(VectorSegment segment, int[] deleted) =>
        new(segment.FileName!, segment.Bytes, segment.Checksum, segment.Count, segment.Keys[0], segment.Keys[^1], segment.Space, deleted);

    /// <summary>Holds commits back until the next flush: what a damaged file held is in memory only.</summary>
    public void Distrust() => Interlocked.Exchange(ref _applied, -1);

    /// <summary>Begins anew: the files of the last commit are of no use.</summary>
    public void Forget()
    {
        Retire(_named);
        Distrust();
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

    /// <summary>Lets the inputs of merges be deleted once two commits were written without them.</summary>
    public void Retire(IReadOnlyList<MergeResult> results) =>
        Retire(results.SelectMany(r => r.Lexical.Select(v => v.Segment.FileName).Concat(r.Vectors.Select(v => v.Segment.FileName))));

    /// <summary>Lets all files of a snapshot be deleted.</summary>
    public void Retire(IndexSnapshot snapshot) =>
        Retire(snapshot.Lexical.Select(v => v.Segment.FileName).Concat(snapshot.Vectors.Select(v => v.Segment.FileName)));

    /// <summary>Lets files be deleted.</summary>
    public void Retire(IEnumerable<string?> names)
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
            segments.Add(Entry(view.Segment, DeletedOf(view.Segment.Count, view.DeletedCount, view.IsDeleted)));
        foreach (var view in snapshot.Vectors.Where(v => v.Segment.FileName is not null))
            segments.Add(Entry(view.Segment, DeletedOf(view.Segment.Count, view.DeletedCount, view.IsDeleted)));
        new CommitPoint(++_generation, applied, snapshot.Seen, folder.NextFile, segments).Write(folder.Path);
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
