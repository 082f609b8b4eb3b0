namespace Assistant.Index.Dense;

/// <summary>
/// Gives every row of level 0 a way in. Pruning may drop the last link to a row (many copies of a vector are the usual case);
/// such a row would never be found.
/// </summary>
internal static unsafe class HnswRepair
{
    public static void Connect(HnswGrowingLevel growing, QuantizedVectors vectors, uint entry, int width)
    {
        var view = growing.View;
        if (view.Count == 0)
            return;
        var reached = new bool[view.Count];
        var queue = new Stack<uint>();
        Reach(view, entry, reached, queue);
        var scratch = SearchScratch.Rent();
        for (var row = 0; row < view.Count; row++)
        {
            if (reached[row])
                continue;
            // All that a walk finds has been reached, and the nearest with a free slot gets the link.
            scratch.Query.SetRow(vectors, row);
            HnswWalk.Start(view, vectors, scratch.Query, entry, scratch);
            HnswWalk.Search(view, vectors, scratch.Query, width, scratch);
            LinkFrom(view, scratch, (uint)row);
            Reach(view, (uint)row, reached, queue);
        }
        SearchScratch.Return(scratch);
    }

    private static void LinkFrom(in HnswLevel view, SearchScratch scratch, uint row)
    {
        for (var i = 0; i < scratch.PoolCount; i++)
        {
            var list = view.List((uint)ScoreKey.Row(scratch.PoolKeys[i]));
            var count = HnswLinks.CountOf(list, view.Slots);
            if (count == view.Slots)
                continue;
            list[count] = row;
            return;
        }
        // Every list near by is full: chain the row in front of the nearest node's last neighbour, which stays reachable through it.
        var last = view.List((uint)ScoreKey.Row(scratch.PoolKeys[0])) + view.Slots - 1;
        var own = view.List(row);
        var ownCount = HnswLinks.CountOf(own, view.Slots);
        own[Math.Min(ownCount, view.Slots - 1)] = *last;
        *last = row;
    }

    private static void Reach(in HnswLevel view, uint from, bool[] reached, Stack<uint> queue)
    {
        reached[from] = true;
        queue.Push(from);
        while (queue.TryPop(out var node))
        {
            var list = view.List(node);
            var count = HnswLinks.CountOf(list, view.Slots);
            for (var i = 0; i < count; i++)
            {
                if (reached[list[i]])
                    continue;
                reached[list[i]] = true;
                queue.Push(list[i]);
            }
        }
    }
}
