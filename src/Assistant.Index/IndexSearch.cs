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

    /// <summary>Runs the legs beside each other; the last one on the caller's thread.</summary>
    public async ValueTask<IndexResult> RunAsync(IndexSnapshot snapshot, IndexQuery query, CancellationToken cancellationToken)
    {
        var legs = new List<Func<LegResult>>(query.Probes.Count + 1);
        if (query.Text is not null)
            legs.Add(() => Lexical(snapshot, query.Text, query.Filter, query.Depth, cancellationToken));
        foreach (var probe in query.Probes)
            legs.Add(() => Dense(snapshot, probe, query.Filter, query.Depth, cancellationToken));
        if (legs.Count == 0)
            return new IndexResult([], snapshot.AppliedSequence);
        var others = new Task<LegResult>[legs.Count - 1];
        for (var i = 0; i < others.Length; i++)
            others[i] = Task.Run(legs[i], cancellationToken);
        var last = legs[^1]();
        var results = await Task.WhenAll(others).ConfigureAwait(false);
        GC.KeepAlive(snapshot);
        return new IndexResult([.. results, last], snapshot.AppliedSequence);
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
