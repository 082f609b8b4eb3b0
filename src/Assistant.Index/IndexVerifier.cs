using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Index.Segments;
using Assistant.Index.Text;

namespace Assistant.Index;

/// <summary>Compares a snapshot with the content store: checksums of files, every chunk's text, and every vector to the precision that is kept.</summary>
internal sealed class IndexVerifier(IChangeLog log)
{
    private const int MostProblems = 20;
    private const int KeysRead = 1024;

    private readonly List<string> _problems = [];
    private readonly HashSet<long> _seen = [];
    private readonly List<long> _differing = [];
    private readonly HashSet<(long Key, VectorSpace Space)> _seenVectors = [];
    private readonly List<(long Key, string Problem)> _vectorProblems = [];
    private long _problemCount;

    /// <summary>Compares; changes of the store after those in the snapshot are left out of it.</summary>
    public async Task<IndexReport> RunAsync(IndexSnapshot snapshot, CancellationToken cancellationToken)
    {
        CheckFiles(snapshot);
        var newer = new List<IndexChange>();
        for (var after = 0L; ;)
        {
            var changes = await log.ReadAsync(after, KeysRead, cancellationToken).ConfigureAwait(false);
            if (changes.Count == 0)
                break;
            after = changes[^1].Sequence;
            foreach (var change in changes)
            {
                if (change.Sequence > snapshot.AppliedSequence)
                    newer.Add(change);
                else if (change.Kind == IndexChangeKind.Added)
                    await CompareChunksAsync(snapshot, change, cancellationToken).ConfigureAwait(false);
                else if (change.Kind == IndexChangeKind.VectorsAdded)
                    await CompareVectorsAsync(snapshot, change, cancellationToken).ConfigureAwait(false);
            }
        }

        // A chunk that was read again by a later change, with other tags, is not to be held against the snapshot.
        foreach (var key in _differing.Where(key => !IsTouched(newer, key)))
            Report($"Chunk {key} differs from the store's.");
        FindSurplus(snapshot, newer);
        var latest = await log.LatestAsync(cancellationToken).ConfigureAwait(false);
        return new IndexReport(_problemCount == 0, snapshot.AppliedSequence, latest, snapshot.LiveChunks, _problems);
    }

    private void CheckFiles(IndexSnapshot snapshot)
    {
        foreach (var view in snapshot.Lexical)
            Check(view.Segment.FileName, view.Segment.Check);
        foreach (var view in snapshot.Vectors)
            Check(view.Segment.FileName, view.Segment.Check);

        void Check(string? name, Action check)
        {
            try
            {
                check();
            }
            catch (InvalidDataException exception)
            {
                Report($"{name ?? "A segment in memory"}: {exception.Message}");
            }
        }
    }

    private async Task CompareChunksAsync(IndexSnapshot snapshot, IndexChange change, CancellationToken cancellationToken)
    {
        for (var from = change.FirstKey; from <= change.LastKey; from += KeysRead)
        {
            foreach (var chunk in await log.ReadChunksAsync(from, Math.Min(change.LastKey, from + KeysRead - 1), cancellationToken).ConfigureAwait(false))
            {
                if (!_seen.Add(chunk.Key))
                    continue;
                var (view, doc) = snapshot.Find(chunk.Key);
                if (view is null)
                    Report($"Chunk {chunk.Key} is missing.");
                else if (view.Segment.Fingerprint(doc) != ChunkFingerprint.Of(chunk))
                    _differing.Add(chunk.Key);
            }
        }
    }

    private async Task CompareVectorsAsync(IndexSnapshot snapshot, IndexChange change, CancellationToken cancellationToken)
    {
        for (var from = change.FirstKey; from <= change.LastKey; from += KeysRead)
        {
            foreach (var vector in await log.ReadVectorsAsync(from, Math.Min(change.LastKey, from + KeysRead - 1), cancellationToken).ConfigureAwait(false))
            {
                var space = new VectorSpace(vector.EncoderId, vector.Modality, vector.Values.Length);
                if (_seenVectors.Add((vector.ChunkKey, space)) && Difference(snapshot, vector, space) is { } problem)
                    _vectorProblems.Add((vector.ChunkKey, problem));
            }
        }
    }

    private static string? Difference(IndexSnapshot snapshot, ChunkVector vector, VectorSpace space)
    {
        foreach (var view in snapshot.Vectors)
        {
            var row = view.Segment.Space == space ? view.Segment.LowerBound(vector.ChunkKey) : view.Segment.Count;
            if (row >= view.Segment.Count || view.Segment.Keys[row] != vector.ChunkKey || view.IsDeleted(row))
                continue;
            if (!IsSame(view.Segment, row, vector.Values.Span))
                return $"The vector of chunk {vector.ChunkKey} by {vector.EncoderId} differs from the store's.";
            return snapshot.Find(vector.ChunkKey) is ({ } chunk, var doc) && chunk.Segment.Attributes[doc] with { Language = Language.None } != view.Segment.Attributes[row]
                ? $"The vector of chunk {vector.ChunkKey} by {vector.EncoderId} has other attributes than the chunk."
                : null;
        }

        return $"The vector of chunk {vector.ChunkKey} by {vector.EncoderId} is missing.";
    }

    /// <summary>Whether a row is the given vector: each value to half a step, which is the largest one's 127 · 256th part, and rounding.</summary>
    private static bool IsSame(VectorSegment segment, int row, ReadOnlySpan<float> values)
    {
        var kept = new float[values.Length];
        segment.Dense.Vectors.CopyRow(row, kept);
        var largest = 0f;
        var difference = 0f;
        for (var i = 0; i < kept.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(values[i]));
            difference = Math.Max(difference, Math.Abs(values[i] - kept[i]));
        }

        return difference <= largest / (127 * 256);
    }

    /// <summary>Reports what the store has otherwise or no longer, unless a change that was not applied yet made it so.</summary>
    private void FindSurplus(IndexSnapshot snapshot, List<IndexChange> newer)
    {
        foreach (var (key, problem) in _vectorProblems)
        {
            if (!IsTouched(newer, key))
                Report(problem);
        }

        foreach (var view in snapshot.Lexical)
        {
            for (var doc = 0; doc < view.Segment.Count; doc++)
            {
                var key = view.Segment.KeySpan[doc];
                if (!view.IsDeleted(doc) && !_seen.Contains(key) && !IsTouched(newer, key))
                    Report($"Chunk {key} is in the index, but not in the store.");
            }
        }

        foreach (var view in snapshot.Vectors)
        {
            for (var row = 0; row < view.Segment.Count; row++)
            {
                var key = view.Segment.Keys[row];
                if (!view.IsDeleted(row) && !_seenVectors.Contains((key, view.Segment.Space)) && !IsTouched(newer, key))
                    Report($"The vector of chunk {key} by {view.Segment.Space.EncoderId} is in the index, but not in the store.");
            }
        }
    }

    private static bool IsTouched(List<IndexChange> newer, long key) => newer.Exists(c => key >= c.FirstKey && key <= c.LastKey);

    private void Report(string problem)
    {
        _problemCount++;
        if (_problems.Count < MostProblems)
            _problems.Add(problem);
    }
}
