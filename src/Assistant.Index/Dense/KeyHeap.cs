using System.Runtime.CompilerServices;

namespace Assistant.Index.Dense;

/// <summary>A binary heap of <see cref="ScoreKey"/>s with a choice of end, in memory that is reused between searches.</summary>
/// <remarks>With <c>maximum</c> false the root is the smallest key, which makes a bounded heap a top-k.</remarks>
internal sealed class KeyHeap(bool maximum)
{
    // Keys of a maximum heap are stored complemented, so that one set of sift loops serves both ends.
    private readonly ulong _flip = maximum ? ulong.MaxValue : 0;
    private ulong[] _keys = new ulong[64];

    public int Count { get; private set; }

    public ulong Root
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _keys[0] ^ _flip;
    }

    public void Clear() => Count = 0;

    public void Push(ulong key)
    {
        if (Count == _keys.Length)
            Array.Resize(ref _keys, Count * 2);
        key ^= _flip;
        var keys = _keys;
        var at = Count++;
        while (at > 0)
        {
            var parent = (at - 1) >> 1;
            if (keys[parent] <= key)
                break;
            keys[at] = keys[parent];
            at = parent;
        }
        keys[at] = key;
    }

    public ulong Pop()
    {
        var root = Root;
        var last = _keys[--Count];
        if (Count > 0)
            Sift(last);
        return root;
    }

    public void ReplaceRoot(ulong key) => Sift(key ^ _flip);

    /// <summary>Sorts the keys descending, empties the heap and returns them; valid until its next use.</summary>
    public ReadOnlySpan<ulong> Drain()
    {
        if (_flip != 0)
        {
            for (var i = 0; i < Count; i++)
                _keys[i] = ~_keys[i];
        }
        var keys = _keys.AsSpan(0, Count);
        keys.Sort();
        keys.Reverse();
        Count = 0;
        return keys;
    }

    private void Sift(ulong key)
    {
        var keys = _keys;
        var count = Count;
        var at = 0;
        while (true)
        {
            var child = 2 * at + 1;
            if (child >= count)
                break;
            if (child + 1 < count && keys[child + 1] < keys[child])
                child++;
            if (keys[child] >= key)
                break;
            keys[at] = keys[child];
            at = child;
        }
        keys[at] = key;
    }
}
