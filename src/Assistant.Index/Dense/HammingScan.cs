using System.Numerics;
using System.Runtime.CompilerServices;

namespace Assistant.Index.Dense;

/// <summary>Selects the rows with the smallest Hamming distance to a query, as a bitmap for the scan of the code plane.</summary>
internal static unsafe class HammingScan
{
    private const int NotAllowed = ushort.MaxValue;

    /// <summary>Number of differing bits of two rows of <paramref name="words"/> words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Distance(ulong* a, ulong* b, int words)
    {
        var sum = 0;
        for (var i = 0; i < words; i++)
            sum += BitOperations.PopCount(a[i] ^ b[i]);
        return sum;
    }

    /// <summary>
    /// Sets the bits of the <paramref name="wanted"/> nearest rows that pass <paramref name="bits"/> in the scratch's selection; of rows at the
    /// same distance the lower ones are taken. Distances are few, so they are counted and not sorted.
    /// </summary>
    [SkipLocalsInit]
    public static ulong* Select(BinaryVectors binary, ReadOnlySpan<float> query, int wanted, in RowBits bits, SearchScratch scratch, CancellationToken cancellationToken)
    {
        var words = binary.WordsPerRow;
        var code = stackalloc ulong[words];
        binary.Encode(query, code);
        var rows = binary.Count;
        scratch.Hamming(rows, words * 64, out var distances, out var counts, out var selection);
        for (var block = 0; block * 64 < rows; block++)
        {
            if ((block & 255) == 0)
                cancellationToken.ThrowIfCancellationRequested();
            var word = bits.Word(block);
            var end = Math.Min(64, rows - block * 64);
            for (var i = 0; i < end; i++)
            {
                var row = block * 64 + i;
                if ((word >> i & 1) == 0)
                {
                    distances[row] = NotAllowed;
                    continue;
                }
                var distance = words == 4 ? Distance(code, binary.Row(row), 4) : Distance(code, binary.Row(row), words);
                distances[row] = (ushort)distance;
                counts[distance]++;
            }
        }
        // All rows nearer than the cut are taken, and as many at the cut as there is room for.
        var cut = 0;
        var left = wanted;
        while (cut < words * 64 && counts[cut] <= left)
            left -= counts[cut++];
        for (var block = 0; block * 64 < rows; block++)
        {
            var selected = 0UL;
            var end = Math.Min(64, rows - block * 64);
            for (var i = 0; i < end; i++)
            {
                var distance = distances[block * 64 + i];
                if (distance < cut || distance == cut && left-- > 0)
                    selected |= 1UL << i;
            }
            selection[block] = selected;
        }
        return selection;
    }
}
