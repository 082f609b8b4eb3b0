using Assistant.Index.Filters;
using Assistant.Index.Lexical;

namespace Assistant.Index.Tests.Filters;

public sealed class CompressedBitmapTests
{
    [Fact]
    public void Sets_of_all_shapes_come_back()
    {
        var random = new Random(3);
        for (var round = 0; round < 400; round++)
        {
            var rows = random.Next(1, round % 10 == 0 ? 300_000 : 3_000);
            var ranges = Ranges(random, rows, longest: 1 << random.Next(0, 18), gap: 1 << random.Next(0, 14));
            var writer = new ByteWriter();
            CompressedBitmap.Write(writer, ranges);
            var bits = new ulong[(rows + 63) / 64];
            CompressedBitmap.Or(writer.Written, bits);
            Assert.Equal(ranges, RangesOf(bits, rows));
        }
    }

    [Fact]
    public void Neighbours_take_no_more_than_their_shortest_form()
    {
        Assert.Equal(4 + 8 + 4, Size((0, 60_000)));
        Assert.Equal(4 + 8 + 6, Size((5, 6), (70, 71), (900, 901)));
        Assert.Equal(4 + 8 + 8192, Size([.. Enumerable.Range(0, 30_000).Select(i => (i * 2, (i * 2) + 1))]));

        static int Size(params (int, int)[] ranges)
        {
            var writer = new ByteWriter();
            CompressedBitmap.Write(writer, ranges);
            return writer.Length;
        }
    }

    [Fact]
    public void Setting_and_clearing_a_range_changes_that_range_only()
    {
        var random = new Random(4);
        for (var round = 0; round < 2_000; round++)
        {
            var bits = new ulong[5];
            random.NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(bits.AsSpan()));
            var before = (ulong[])bits.Clone();
            var start = random.Next(321);
            var end = random.Next(321);
            var set = round % 2 == 0;
            if (set)
                CompressedBitmap.Fill(bits, start, end);
            else
                CompressedBitmap.Clear(bits, start, end);
            for (var row = 0; row < 320; row++)
                Assert.Equal(row >= start && row < end ? set : IsSet(before, row), IsSet(bits, row));
        }
    }

    [Fact]
    public void Damaged_bytes_are_refused_or_give_rows_within_the_segment()
    {
        var random = new Random(5);
        var ranges = Ranges(random, 200_000, 300, 300);
        var writer = new ByteWriter();
        CompressedBitmap.Write(writer, ranges);
        var refused = 0;
        for (var round = 0; round < 3_000; round++)
        {
            var bad = writer.Written.ToArray();
            bad[random.Next(round % 2 == 0 ? bad.Length : 40)] ^= (byte)(1 << random.Next(8));
            try
            {
                CompressedBitmap.Or(bad.AsSpan(0, random.Next(4) == 0 ? random.Next(bad.Length) : bad.Length), new ulong[(200_000 + 63) / 64]);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 500, 2_999);
    }

    private static List<(int Start, int End)> Ranges(Random random, int rows, int longest, int gap)
    {
        var ranges = new List<(int, int)>();
        for (var at = random.Next(gap); at < rows;)
        {
            var end = Math.Min(rows, at + random.Next(1, longest + 1));
            ranges.Add((at, end));
            at = end + random.Next(1, gap + 1);
        }

        return ranges;
    }

    private static List<(int Start, int End)> RangesOf(ulong[] bits, int rows)
    {
        var ranges = new List<(int, int)>();
        for (var row = 0; row < rows; row++)
        {
            if (!IsSet(bits, row))
                continue;
            var start = row;
            while (row < rows && IsSet(bits, row))
                row++;
            ranges.Add((start, row));
        }

        return ranges;
    }

    private static bool IsSet(ulong[] bits, int row) => (bits[row >> 6] >> row & 1) != 0;
}
