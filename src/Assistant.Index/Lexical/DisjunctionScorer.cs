using System.Numerics;
using System.Runtime.Intrinsics;
using Assistant.Index.Segments;

namespace Assistant.Index.Lexical;

/// <summary>
/// Scores chunks that have any of the terms. MaxScore (Turtle and Flood, 1995) over windows of 4,096 documents with block
/// maxima (Ding and Suel, 2011): in each window the terms whose bounds together cannot reach the top k only complete the
/// candidates that the others find; the others' blocks are decoded, scored eight at a time and added up in an array.
/// </summary>
internal sealed unsafe class DisjunctionScorer
{
    private readonly SearchWorkspace _work;
    private PostingsCursor[] _terms = [];
    private int[] _bounds = [];
    private int[] _blocks = [];
    private int[] _upTo = [];
    private int _count;
    private LexicalSegment _segment = null!;
    private ulong[]? _allowed;
    private ExclusionCheck? _excluded;

    public DisjunctionScorer(SearchWorkspace work) => _work = work;

    /// <summary>Whether to score every posting: the reference that pruning is checked against.</summary>
    public bool Exhaustive { get; set; }

    /// <summary>Adds the hits of a segment.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="cursors">Its terms that score, freshly opened.</param>
    /// <param name="allowed">Bits of the documents that may be seen; null for all.</param>
    /// <param name="excluded">Tells whether a document is excluded; null when none is.</param>
    /// <param name="strict">Whether hits of this segment rank behind held ones of the same score (its keys are higher than all held).</param>
    /// <param name="cancellationToken">Looked at in each window.</param>
    public void Score(LexicalSegment segment, ReadOnlySpan<PostingsCursor> cursors, ulong[]? allowed, ExclusionCheck? excluded, bool strict, CancellationToken cancellationToken)
    {
        _segment = segment;
        _allowed = allowed;
        _excluded = excluded;
        _count = cursors.Length;
        if (_terms.Length < _count)
        {
            _terms = new PostingsCursor[_count];
            _bounds = new int[_count];
            _blocks = new int[_count];
            _upTo = new int[_count];
        }

        cursors.CopyTo(_terms);
        _blocks.AsSpan(0, _count).Clear();
        var hits = _work.Hits;
        for (var start = 0; start < segment.Count;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            start = NextWindow(start);
            if (start >= segment.Count)
                break;
            var end = Math.Min(start + SearchWorkspace.WindowSize, segment.Count);

            // Documents come by rising key: an equal score ranks behind the held ones, unless an older segment's keys lie between.
            var wanted = Exhaustive ? 1 : hits.Competitive + (strict && hits.IsFull ? 1 : 0);
            ScoreWindow(start, end, wanted, strict);
            start = end;
        }
    }

    /// <summary>Start of the window with the next posting of any term.</summary>
    private int NextWindow(int start)
    {
        var next = int.MaxValue;
        for (var t = 0; t < _count; t++)
        {
            var term = _terms[t];
            var block = _blocks[t] = term.BlockOf(_blocks[t], start);
            if (block >= term.BlockCount)
                continue;
            var first = term.BlockCount == 1 ? term.Docs[0] : block == 0 ? 0 : term.LastDoc(block - 1) + 1;
            next = Math.Min(next, Math.Max(start, first));
        }

        return next == int.MaxValue ? next : next & ~(SearchWorkspace.WindowSize - 1);
    }

    private void ScoreWindow(int start, int end, int wanted, bool strict)
    {
        // Terms by rising bound in this window.
        var total = 0;
        for (var t = 0; t < _count; t++)
        {
            var term = _terms[t];
            var bound = 0;
            for (var block = _blocks[t]; block < term.BlockCount; block++)
            {
                bound = Math.Max(bound, term.BlockBound(block));
                if (term.LastDoc(block) + 1 >= end)
                    break;
            }

            var i = t;
            var upTo = _blocks[t];
            for (; i > 0 && _bounds[i - 1] > bound; i--)
            {
                _bounds[i] = _bounds[i - 1];
                _terms[i] = _terms[i - 1];
                _blocks[i] = _blocks[i - 1];
            }

            _bounds[i] = bound;
            _terms[i] = term;
            _blocks[i] = upTo;
            total += bound;
        }

        if (total < wanted)
            return;

        // The first terms, whose bounds together stay below what is wanted, find no candidates.
        var essential = 0;
        var others = 0;
        while (essential < _count - 1 && others + _bounds[essential] < wanted)
        {
            others += _bounds[essential];
            _upTo[essential] = others;
            essential++;
        }

        if (Exhaustive)
            essential = others = 0;
        if (essential == _count - 1)
            ScoreSingle(essential, start, end, wanted, others, strict);
        else
            ScoreEssential(essential, start, end, wanted, others, total, strict);
    }

    private void ScoreEssential(int essential, int start, int end, int wanted, int others, int total, bool strict)
    {
        var window = _work.Window;
        var touched = 0UL;
        for (var t = essential; t < _count; t++)
        {
            var term = _terms[t];
            var rest = total - _bounds[t];
            for (var block = _blocks[t]; block < term.BlockCount; block++)
            {
                var last = term.LastDoc(block);
                if (rest + term.BlockBound(block) >= wanted)
                {
                    term.Load(block);
                    term.ScoreBlock();
                    touched |= AddBlock(term, window, start, end);
                }

                if (last + 1 >= end)
                    break;
            }
        }

        var need = Math.Max(1, wanted - others);
        for (; touched != 0; touched &= touched - 1)
        {
            var group = BitOperations.TrailingZeroCount(touched) << SearchWorkspace.GroupShift;
            for (var i = group; i < group + (1 << SearchWorkspace.GroupShift); i += 8)
            {
                var sums = Vector256.Load(window + i);
                var found = Vector256.GreaterThanOrEqual(sums, Vector256.Create(need)).ExtractMostSignificantBits();
                for (; found != 0; found &= found - 1)
                {
                    var lane = BitOperations.TrailingZeroCount(found);
                    Complete(start + i + lane, window[i + lane], essential, ref wanted, strict);
                    need = Math.Max(1, wanted - others);
                }

                Vector256<int>.Zero.Store(window + i);
            }
        }
    }

    private static ulong AddBlock(PostingsCursor term, int* window, int start, int end)
    {
        var docs = term.Docs;
        var scores = term.Scores;
        var n = term.N;
        var i = 0;
        if (docs[0] < start)
        {
            while (i < n && docs[i] < start)
                i++;
        }

        var touched = 0UL;
        if (docs[n - 1] >= end)
        {
            while (n > i && docs[n - 1] >= end)
                n--;
        }

        for (; i < n; i++)
        {
            var at = docs[i] - start;
            window[at] += scores[i];
            touched |= 1UL << (at >> SearchWorkspace.GroupShift);
        }

        return touched;
    }

    private void ScoreSingle(int essential, int start, int end, int wanted, int others, bool strict)
    {
        var term = _terms[essential];
        for (var block = _blocks[essential]; block < term.BlockCount; block++)
        {
            var last = term.LastDoc(block);
            if (others + term.BlockBound(block) >= wanted)
            {
                term.Load(block);
                term.ScoreBlock();
                var need = Math.Max(1, wanted - others);
                for (var i = 0; i < term.N; i += 8)
                {
                    var found = Vector256.GreaterThanOrEqual(Vector256.Load(term.Scores + i), Vector256.Create(need)).ExtractMostSignificantBits();
                    for (; found != 0; found &= found - 1)
                    {
                        var at = i + BitOperations.TrailingZeroCount(found);
                        if (at >= term.N || term.Docs[at] < start || term.Docs[at] >= end)
                            continue;
                        Complete(term.Docs[at], term.Scores[at], essential, ref wanted, strict);
                        need = Math.Max(1, wanted - others);
                    }
                }
            }

            if (last + 1 >= end)
                break;
        }
    }

    /// <summary>Adds the scores of the terms that find no candidates, the highest bound first, as long as the sum can still reach what is wanted.</summary>
    private void Complete(int doc, int sum, int essential, ref int wanted, bool strict)
    {
        if (_allowed is not null && (_allowed[doc >> 6] & (1UL << doc)) == 0)
            return;
        for (var t = essential - 1; t >= 0; t--)
        {
            if (sum + _upTo[t] < wanted)
                return;
            var term = _terms[t];
            var block = _blocks[t] = term.BlockOf(_blocks[t], doc);
            if (block >= term.BlockCount)
                continue;
            if (sum + (t > 0 ? _upTo[t - 1] : 0) + term.BlockBound(block) < wanted)
                return;
            if (term.Advance(doc) == doc)
                sum += term.Score();
        }

        if (sum < wanted || (_excluded is not null && _excluded.IsExcluded(doc)))
            return;
        var hits = _work.Hits;
        hits.Offer(sum, _segment.Keys[doc]);
        if (!Exhaustive)
            wanted = Math.Max(wanted, hits.Competitive + (strict && hits.IsFull ? 1 : 0));
    }
}
