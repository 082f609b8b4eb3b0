using System.Runtime.CompilerServices;

namespace Assistant.Index.Dense;

/// <summary>Takes the lists of a graph over into a larger one, without the rows that were deleted.</summary>
internal static unsafe class HnswCarryOver
{
    /// <summary>[level][old node] the node's new number on its level, or −1 where its row was deleted. Order is kept.</summary>
    public static int[][] NumberNodes(HnswGraph graph, ReadOnlySpan<ulong> deleted)
    {
        var numbers = new int[graph.Levels][];
        for (var level = 0; level < numbers.Length; level++)
        {
            var view = graph.LevelViews[level];
            var next = 0;
            numbers[level] = new int[view.Count];
            for (var node = 0; node < view.Count; node++)
            {
                var row = view.Row((uint)node);
                var gone = !deleted.IsEmpty && (deleted[row >> 6] >> (row & 63) & 1) != 0;
                numbers[level][node] = gone ? -1 : next++;
            }
        }
        return numbers;
    }

    /// <summary>[rows] the highest level of each row that remains; zero for the others.</summary>
    public static byte[] LevelsOfRows(HnswGraph graph, int[][] newNodes, int rows)
    {
        var levels = new byte[rows];
        for (var level = 1; level < newNodes.Length; level++)
        {
            var view = graph.LevelViews[level];
            for (var node = 0u; node < (uint)view.Count; node++)
            {
                if (newNodes[level][node] >= 0)
                    levels[newNodes[0][view.Row(node)]] = (byte)level;
            }
        }
        return levels;
    }

    public static int Survivors(int[] numbers) => numbers.Count(number => number >= 0);

    /// <summary>
    /// Writes the lists of old nodes [from, to). In the place of a deleted neighbour come those of its neighbours that remain,
    /// so that what it held together stays together; lists that get too long are pruned as after an insertion.
    /// </summary>
    [SkipLocalsInit]
    public static void CopyLists(
        HnswLevel old, HnswGrowingLevel growing, int[] numbers, int from, int to, QuantizedVectors vectors, SearchScratch scratch)
    {
        for (var node = from; node < to; node++)
        {
            if (numbers[node] < 0)
                continue;
            var own = (uint)numbers[node];
            var list = old.List((uint)node);
            var count = HnswLinks.CountOf(list, old.Slots);
            for (var pass = 0; pass < 2; pass++)
            {
                // Neighbours that remain come first: they must not be crowded out by replacements.
                for (var i = 0; i < count; i++)
                {
                    var number = numbers[list[i]];
                    if (number >= 0 && pass == 0)
                        HnswLinks.Add(growing, own, (uint)number, vectors, scratch);
                    if (number >= 0 || pass == 0)
                        continue;
                    var behind = old.List(list[i]);
                    for (var j = HnswLinks.CountOf(behind, old.Slots) - 1; j >= 0; j--)
                    {
                        var replacement = numbers[behind[j]];
                        if (replacement >= 0 && replacement != (int)own)
                            HnswLinks.Add(growing, own, (uint)replacement, vectors, scratch);
                    }
                }
            }
        }
    }
}
