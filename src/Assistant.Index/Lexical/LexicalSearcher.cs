using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Assistant.Core.Retrieval;
using Assistant.Index.Segments;

namespace Assistant.Index.Lexical;

/// <summary>Runs lexical queries over the segments of a snapshot. Safe from many threads.</summary>
internal sealed class LexicalSearcher
{
    private readonly Bm25Options _options;
    private readonly FieldWeights _weights;
    private readonly ConcurrentBag<Search> _pool = [];

    public LexicalSearcher(Bm25Options options)
    {
        _options = options;
        _weights = FieldWeights.Of(options);
    }

    /// <summary>Finds the best chunks; equal scores by chunk key.</summary>
    /// <param name="views">Segments, ascending by first key.</param>
    /// <param name="query">The query.</param>
    /// <param name="filter">What may be seen.</param>
    /// <param name="depth">Hits wanted.</param>
    /// <param name="exhaustive">Scores every posting: slow, for checks of the pruning.</param>
    /// <param name="cancellationToken">Honoured within a window of 4,096 documents.</param>
    public IReadOnlyList<LegHit> Find(IReadOnlyList<SegmentView> views, LexicalQuery query, SearchFilter filter, int depth, bool exhaustive, CancellationToken cancellationToken)
    {
        if (!_pool.TryTake(out var search))
            search = new Search(_options, _weights);
        var hits = search.Run(views, query, filter, depth, exhaustive, cancellationToken);

        // A search that was cancelled or failed leaves its buffers in an unknown state: only a finished one goes back.
        _pool.Add(search);
        return hits;
    }

    /// <summary>One search and its buffers.</summary>
    private sealed class Search(Bm25Options options, FieldWeights weights)
    {
        private readonly SearchWorkspace _work = new();
        private readonly List<PostingsCursor> _cursors = [];
        private DisjunctionScorer? _disjunction;
        private ConjunctionScorer? _conjunction;
        private TermEntry[] _entries = [];
        private double[] _idf = [];
        private long[] _documents = [];

        public LegHit[] Run(IReadOnlyList<SegmentView> views, LexicalQuery query, SearchFilter filter, int depth, bool exhaustive, CancellationToken cancellationToken)
        {
            _disjunction ??= new DisjunctionScorer(_work);
            _conjunction ??= new ConjunctionScorer(_work);
            _disjunction.Exhaustive = exhaustive;
            _work.Hits.Reset(depth);
            _work.Token = cancellationToken;
            var terms = query.Terms.Count;
            if (_entries.Length < views.Count * terms)
                _entries = new TermEntry[views.Count * terms];
            if (_idf.Length < terms)
            {
                _idf = new double[terms];
                _documents = new long[terms];
            }

            var totals = default(FieldTotals);
            foreach (var view in views)
                totals += view.Totals;
            var sum = Weigh(views, query, totals.Documents);
            if (sum > 0 || query.Required.Count > 0)
            {
                // A power of two, so that nothing is rounded: all sums stay below 2^30.
                var scale = sum > 0 ? Math.Pow(2, Math.Floor(Math.Log2((1 << 29) / sum))) : 1;
                var mean = totals.MeanLength(weights);
                var highestKey = long.MinValue;
                for (var v = 0; v < views.Count; v++)
                {
                    ScoreSegment(views[v], query, _entries.AsSpan(v * terms, terms), filter, scale, mean, views[v].Segment.Count > 0 && FirstKey(views[v]) > highestKey, cancellationToken);
                    highestKey = Math.Max(highestKey, LastKey(views[v]));
                    _work.ReleaseCursors();
                }

                return Drain(scale);
            }

            return [];
        }

        private static unsafe long FirstKey(SegmentView view) => view.Segment.Count == 0 ? long.MaxValue : view.Segment.Keys[0];

        private static unsafe long LastKey(SegmentView view) => view.Segment.Count == 0 ? long.MinValue : view.Segment.Keys[view.Segment.Count - 1];

        /// <summary>Finds the terms in all segments and their weights.</summary>
        /// <returns>Sum of the weights: no score exceeds it.</returns>
        private double Weigh(IReadOnlyList<SegmentView> views, LexicalQuery query, long documents)
        {
            for (var t = 0; t < query.Terms.Count; t++)
            {
                var term = query.Terms[t];
                var with = 0L;
                for (var v = 0; v < views.Count; v++)
                {
                    var entry = views[v].Segment.Terms.Find(term.Bytes);
                    _entries[(v * query.Terms.Count) + t] = entry;
                    if (entry.Documents != 0 && term.Boost > 0)
                    {
                        with += views[v].LiveDocuments(entry, term.Fields, _work.Take());
                        _work.ReleaseCursors();
                    }
                }

                _documents[t] = with;
            }

            var sum = 0.0;
            for (var t = 0; t < query.Terms.Count; t++)
            {
                var term = query.Terms[t];
                var with = _documents[t];
                for (var other = 0; other < query.Terms.Count && term.Group >= 0 && _documents[t] > 0; other++)
                    with += other != t && query.Terms[other].Group == term.Group ? _documents[other] : 0;
                _idf[t] = _documents[t] == 0 ? 0 : Bm25Scale.Idf(documents, Math.Min(with, documents)) * term.Boost;
                sum += _idf[t];
            }

            return sum;
        }

        private void ScoreSegment(SegmentView view, LexicalQuery query, ReadOnlySpan<TermEntry> entries, SearchFilter filter, double scale, double mean, bool strict, CancellationToken cancellationToken)
        {
            var segment = view.Segment;
            if (view.LiveCount == 0 || view.Allowed(filter) is var allowed && allowed is { Length: 0 })
                return;
            _cursors.Clear();
            for (var t = 0; t < entries.Length; t++)
            {
                if (entries[t].Documents == 0 || _idf[t] <= 0)
                    continue;
                var cursor = _work.Take();
                cursor.Open(segment, entries[t], new Bm25Scale((float)(_idf[t] * scale), options.K1, options.B, mean, segment.FrequencySlack, segment.LengthSlack), weights, query.Terms[t].Fields);
                _cursors.Add(cursor);
            }

            var cursors = CollectionsMarshal.AsSpan(_cursors);
            if (query.Required.Count == 0)
            {
                if (cursors.Length > 0)
                    _disjunction!.Score(segment, cursors, allowed, Exclusions(query, segment, entries), strict, cancellationToken);
                return;
            }

            var required = new PhraseMatcher[query.Required.Count];
            for (var i = 0; i < required.Length; i++)
            {
                if (PhraseMatcher.Open(query.Required[i], segment, entries, weights, _work) is not { } phrase)
                    return;
                required[i] = phrase;
            }

            _conjunction!.Score(segment, required, cursors, allowed, Exclusions(query, segment, entries), cancellationToken);
        }

        private ExclusionCheck? Exclusions(LexicalQuery query, LexicalSegment segment, ReadOnlySpan<TermEntry> entries)
        {
            if (query.Excluded.Count == 0)
                return null;
            var phrases = new List<PhraseMatcher>();
            foreach (var excluded in query.Excluded)
            {
                if (PhraseMatcher.Open(excluded, segment, entries, weights, _work) is { } phrase)
                    phrases.Add(phrase);
            }

            return phrases.Count == 0 ? null : new ExclusionCheck([.. phrases]);
        }

        private LegHit[] Drain(double scale)
        {
            Span<(int Score, long Key)> best = new (int, long)[_work.Hits.Count];
            _work.Hits.Drain(best);
            var hits = new LegHit[best.Length];
            for (var i = 0; i < hits.Length; i++)
                hits[i] = new LegHit(best[i].Key, (float)(best[i].Score / scale));
            return hits;
        }
    }
}
