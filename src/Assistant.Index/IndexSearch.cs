using System.Diagnostics;
using Assistant.Core.Retrieval;
using Assistant.Index.Lexical;
using Assistant.Index.Segments;

namespace Assistant.Index;

/// <summary>Runs the legs of a query over a snapshot.</summary>
internal sealed class IndexSearch(Bm25Options options)
{
    private const string Bm25Leg = "bm25";

    private readonly LexicalSearcher _lexical = new(options);

    /// <summary>
    /// Runs the legs beside each other. The caller takes the first one, whose time varies most, then any other that no thread has begun: waking a
    /// thread takes about as long as a leg does over a hundred thousand chunks, and much longer on a busy machine.
    /// </summary>
    public async ValueTask<IndexResult> RunAsync(IndexSnapshot snapshot, IndexQuery query, CancellationToken cancellationToken)
    {
        var legs = new List<Func<LegResult>>(query.Probes.Count + 1);
        if (query.Text is not null)
            legs.Add(() => Lexical(snapshot, query.Text, query.Filter, query.Depth, cancellationToken));
        foreach (var probe in query.Probes)
            legs.Add(() => Dense(snapshot, probe, query.Filter, query.Depth, cancellationToken));
        var results = new LegResult[legs.Count];
        var begun = new int[legs.Count];
        var others = new List<Task>(legs.Count);
        for (var i = 1; i < legs.Count; i++)
        {
            var leg = i;
            others.Add(Task.Run(() => RunUnlessBegun(leg), CancellationToken.None));
        }

        // A leg that fails here leaves the others to end by themselves; they hold the snapshot.
        var pending = new List<Task>(others.Count);
        for (var i = 0; i < legs.Count; i++)
        {
            if (!RunUnlessBegun(i))
                pending.Add(others[i - 1]);
        }

        await Task.WhenAll(pending).ConfigureAwait(false);
        GC.KeepAlive(snapshot);
        return new IndexResult(results, snapshot.AppliedSequence);

        bool RunUnlessBegun(int leg)
        {
            if (Interlocked.Exchange(ref begun[leg], 1) != 0)
                return false;
            results[leg] = legs[leg]();
            return true;
        }
    }

    private LegResult Lexical(IndexSnapshot snapshot, string text, SearchFilter filter, int depth, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var query = QueryCompiler.Compile(text, snapshot.Lexical, options.StopWordWeight);
        var hits = _lexical.Find(snapshot.Lexical, query, filter, depth, false, cancellationToken);

        // A phrase or a field value that nothing has is searched as its words: quotes in a question must not hide every answer.
        if (hits.Count == 0 && query.Required.Count > 0)
            hits = _lexical.Find(snapshot.Lexical, query with { Required = [] }, filter, depth, false, cancellationToken);
        GC.KeepAlive(snapshot);
        return new LegResult(Bm25Leg, hits, Stopwatch.GetElapsedTime(start));
    }

    private static LegResult Dense(IndexSnapshot snapshot, DenseProbe probe, SearchFilter filter, int depth, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var hits = new List<LegHit>();
        var space = new VectorSpace(probe.EncoderId, probe.Modality, probe.Vector.Length);
        foreach (var view in snapshot.Vectors)
        {
            if (view.Segment.Space == space)
                view.Search(probe.Vector.Span, filter, depth, hits, cancellationToken);
        }

        hits.Sort((a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.ChunkKey.CompareTo(b.ChunkKey));
        GC.KeepAlive(snapshot);
        return new LegResult(probe.Leg, hits.Count > depth ? hits.GetRange(0, depth) : hits, Stopwatch.GetElapsedTime(start));
    }
}
