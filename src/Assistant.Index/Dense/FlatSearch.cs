using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Assistant.Index.Dense;

/// <summary>Exact search by scanning the code plane; candidates are collected for re-scoring.</summary>
internal static unsafe class FlatSearch
{
    /// <summary>Rows in one block: 16 KB at width 256, so that a block stays in the first-level cache for all queries of a batch.</summary>
    public const int BlockRows = 64;

    public static int Blocks(int rows) => (rows + BlockRows - 1) / BlockRows;

    /// <summary>
    /// Scans rows [64·firstBlock, 64·lastBlock) for every query and leaves the best <paramref name="width"/> in each scratch's
    /// heap, which the caller has cleared. Each block is read from memory once, whatever the number of queries.
    /// </summary>
    /// <remarks>Cancellation is looked at every 4,096 rows.</remarks>
    [SkipLocalsInit]
    public static void Scan(
        QuantizedVectors vectors, ReadOnlySpan<SearchScratch> scratches, int width, in RowBits bits, int firstBlock, int lastBlock, CancellationToken cancellationToken)
    {
        // Rows that pass a filter are gathered over several blocks and prefetched, so that a narrow filter also runs in fours.
        var gathered = stackalloc int[2 * BlockRows + 4];
        var pending = 0;
        for (var block = firstBlock; block < lastBlock; block++)
        {
            if ((block & 63) == 0)
                cancellationToken.ThrowIfCancellationRequested();
            var first = block * BlockRows;
            var last = Math.Min(first + BlockRows, vectors.Count);
            var word = bits.Word(block);
            if (word == 0)
                continue;
            if (BitOperations.PopCount(word) == last - first && (last & 3) == 0)
            {
                Flush(vectors, scratches, width, gathered, ref pending);
                foreach (var scratch in scratches)
                    ScanRun(vectors, scratch, width, first, last);
                continue;
            }
            for (; word != 0; word &= word - 1)
            {
                var row = first + BitOperations.TrailingZeroCount(word);
                gathered[pending++] = row;
                HnswWalk.Prefetch(vectors, row);
            }
            if (pending >= BlockRows)
                Flush(vectors, scratches, width, gathered, ref pending);
        }
        Flush(vectors, scratches, width, gathered, ref pending);
    }

    private static void ScanRun(QuantizedVectors vectors, SearchScratch scratch, int width, int first, int last)
    {
        var best = scratch.Best;
        var floor = Floor(best, width);
        var codes = scratch.Query.Codes;
        var bias = Vector128.Create(scratch.Query.Bias);
        var stride = vectors.Stride;
        var row = vectors.CodeRow(first);
        for (var i = first; i < last; i += 4, row += 4L * stride)
        {
            var dots = DotKernels.Dot4(codes, row, row + stride, row + 2 * stride, row + 3 * stride, stride);
            var scores = Vector128.ConvertToSingle(dots - bias) * Vector128.Load(vectors.Scales + i);
            if (Vector128.LessThanOrEqualAll(scores, Vector128.Create(floor)))
                continue;
            for (var lane = 0; lane < 4; lane++)
                floor = Offer(best, width, scores.GetElement(lane), i + lane, floor);
        }
    }

    private static void Flush(QuantizedVectors vectors, ReadOnlySpan<SearchScratch> scratches, int width, int* rows, ref int pending)
    {
        if (pending == 0)
            return;
        for (var i = pending; i < pending + 3; i++)
            rows[i] = rows[pending - 1];
        foreach (var scratch in scratches)
        {
            var best = scratch.Best;
            var floor = Floor(best, width);
            for (var i = 0; i < pending; i += 4)
            {
                var scores = HnswWalk.Score4(vectors, scratch.Query, rows[i], rows[i + 1], rows[i + 2], rows[i + 3]);
                if (Vector128.LessThanOrEqualAll(scores, Vector128.Create(floor)))
                    continue;
                for (var lane = 0; lane < Math.Min(4, pending - i); lane++)
                    floor = Offer(best, width, scores.GetElement(lane), rows[i + lane], floor);
            }
        }
        pending = 0;
    }

    private static float Floor(KeyHeap best, int width) => best.Count == width ? ScoreKey.Score(best.Root) : float.NegativeInfinity;

    // Rows come in ascending order, so a score equal to the floor belongs to a later row and loses the tie.
    private static float Offer(KeyHeap best, int width, float score, int row, float floor)
    {
        if (score <= floor)
            return floor;
        var key = ScoreKey.Create(score, row);
        if (best.Count < width)
            best.Push(key);
        else
            best.ReplaceRoot(key);
        return Floor(best, width);
    }
}
