using System.Runtime.CompilerServices;

namespace Assistant.Index.Lexical;

/// <summary>The best k hits so far: a heap with the worst on top; equal scores rank by chunk key, the lower first.</summary>
internal sealed class TopHits
{
    private (int Score, long Key)[] _heap = [];
    private int _limit;

    /// <summary>Hits held.</summary>
    public int Count { get; private set; }

    /// <summary>Lowest score that may still enter. A hit of that very score enters only with a lower key than the worst.</summary>
    public int Competitive { get; private set; }

    /// <summary>Whether k hits are held.</summary>
    public bool IsFull => Count == _limit;

    /// <summary>Empties it for another k.</summary>
    public void Reset(int limit)
    {
        _limit = limit;
        if (_heap.Length < limit)
            _heap = new (int, long)[limit];
        Count = 0;
        Competitive = 1;
    }

    /// <summary>Offers a hit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Offer(int score, long key)
    {
        if (score >= Competitive)
            Insert(score, key);
    }

    /// <summary>Writes the hits, best first, and empties the heap.</summary>
    public int Drain(Span<(int Score, long Key)> target)
    {
        var n = Count;
        while (Count > 0)
        {
            target[Count - 1] = _heap[0];
            Count--;
            Sink(_heap[Count]);
        }

        return n;
    }

    private static bool IsWorse((int Score, long Key) a, (int Score, long Key) b) => a.Score < b.Score || (a.Score == b.Score && a.Key > b.Key);

    private void Insert(int score, long key)
    {
        var hit = (score, key);
        if (Count < _limit)
        {
            var i = Count++;
            for (; i > 0 && IsWorse(hit, _heap[(i - 1) / 2]); i = (i - 1) / 2)
                _heap[i] = _heap[(i - 1) / 2];
            _heap[i] = hit;
        }
        else if (IsWorse(_heap[0], hit))
        {
            Sink(hit);
        }

        if (Count == _limit)
            Competitive = _heap[0].Score;
    }

    private void Sink((int Score, long Key) hit)
    {
        var i = 0;
        while (true)
        {
            var child = (2 * i) + 1;
            if (child >= Count)
                break;
            if (child + 1 < Count && IsWorse(_heap[child + 1], _heap[child]))
                child++;
            if (!IsWorse(_heap[child], hit))
                break;
            _heap[i] = _heap[child];
            i = child;
        }

        _heap[i] = hit;
    }
}
