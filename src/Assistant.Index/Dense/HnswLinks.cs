using System.Runtime.Intrinsics;

namespace Assistant.Index.Dense;

/// <summary>Choice and upkeep of a node's neighbours.</summary>
internal static unsafe class HnswLinks
{
    /// <summary>
    /// Selects neighbours from the scratch's pool (Malkov and Yashunin 2016, algorithm 4): best first, a candidate is taken when it
    /// is nearer to the node than to every neighbour already taken. Equally near is rejected, so that copies of one vector
    /// do not fill a list.
    /// </summary>
    /// <returns>The number of nodes written to <paramref name="selected"/>, at most <paramref name="most"/>.</returns>
    public static int Select(in HnswLevel level, QuantizedVectors vectors, int row, SearchScratch scratch, uint* selected, int most)
    {
        var pool = scratch.PoolKeys;
        var candidate = scratch.Candidate;
        var scale = vectors.Scales[row];
        var count = 0;
        for (var i = 0; i < scratch.PoolCount && count < most; i++)
        {
            var node = (uint)ScoreKey.Row(pool[i]);
            var other = level.Row(node);
            if (count > 0)
            {
                candidate.SetRow(vectors, other);
                // Scores leave out the scale of their query; both sides need it to be comparable.
                if (AnyAtLeast(level, vectors, candidate, selected, count, vectors.Scales[other], ScoreKey.Score(pool[i]) * scale))
                    continue;
            }
            selected[count++] = node;
        }
        return count;
    }

    /// <summary>Adds a neighbour to a node's list unless it is there; prunes a full list first.</summary>
    public static void Add(HnswGrowingLevel growing, uint node, uint neighbour, QuantizedVectors vectors, SearchScratch scratch)
    {
        var view = growing.View;
        var list = view.List(node);
        var count = CountOf(list, view.Slots);
        if (new ReadOnlySpan<uint>(list, count).Contains(neighbour))
            return;
        if (count == view.Slots)
            count = Prune(view, node, growing.FinalSlots, vectors, scratch);
        list[count] = neighbour;
    }

    /// <summary>Prunes a list that is longer than <paramref name="slots"/>.</summary>
    public static void PruneTo(HnswGrowingLevel growing, uint node, int slots, QuantizedVectors vectors, SearchScratch scratch)
    {
        if (CountOf(growing.View.List(node), growing.View.Slots) > slots)
            Prune(growing.View, node, slots, vectors, scratch);
    }

    public static int CountOf(uint* list, int slots)
    {
        var count = new ReadOnlySpan<uint>(list, slots).IndexOf(HnswLevel.None);
        return count < 0 ? slots : count;
    }

    private static int Prune(in HnswLevel view, uint node, int most, QuantizedVectors vectors, SearchScratch scratch)
    {
        var list = view.List(node);
        var count = CountOf(list, view.Slots);
        var row = view.Row(node);
        scratch.Query.SetRow(vectors, row);
        scratch.ReservePool(count);
        for (var i = 0; i < count; i++)
            scratch.PoolKeys[i] = ScoreKey.Create(HnswWalk.ScoreOne(vectors, scratch.Query, view.Row(list[i])), (int)list[i]);
        scratch.PoolCount = count;
        var keys = new Span<ulong>(scratch.PoolKeys, count);
        keys.Sort();
        keys.Reverse();
        var kept = Select(view, vectors, row, scratch, list, most);
        new Span<uint>(list + kept, view.Slots - kept).Fill(HnswLevel.None);
        return kept;
    }

    private static bool AnyAtLeast(
        in HnswLevel level, QuantizedVectors vectors, QuantizedQuery candidate, uint* selected, int count, float scale, float limit)
    {
        var group = stackalloc uint[4];
        for (var i = 0; i < count; i += 4)
        {
            for (var lane = 0; lane < 4; lane++)
                group[lane] = selected[Math.Min(i + lane, count - 1)];
            var scores = HnswWalk.Score4(level, vectors, candidate, group) * scale;
            if (Vector128.GreaterThanOrEqualAny(scores, Vector128.Create(limit)))
                return true;
        }
        return false;
    }
}
