using System.Buffers.Binary;
using Assistant.Index.Lexical;

namespace Assistant.Index.Filters;

/// <summary>
/// A set of rows in few bytes: for each 65,536 rows that hold any, either a list of rows, a list of runs, or bits, whichever is
/// shortest (Lemire et al., "Roaring bitmaps: implementation of an optimized software library", 2018). Read front to back into plain
/// bits, which is all that a filter needs.
/// </summary>
internal static class CompressedBitmap
{
    private const int Block = 1 << 16;
    private const int BitBytes = Block / 8;

    private enum Form : ushort
    {
        Rows,
        Runs,
        Bits,
    }

    /// <summary>Writes a set: number of blocks [4], then for each its number [2], form [2], count less one [4] and rows [2], runs (first row [2], length less one [2]), or bits [8,192].</summary>
    /// <param name="writer">Takes the bytes.</param>
    /// <param name="ranges">The rows from Start to before End, ascending, not empty, apart from each other.</param>
    public static void Write(ByteWriter writer, IReadOnlyList<(int Start, int End)> ranges)
    {
        var at = writer.Length;
        writer.UInt32(0);
        var blocks = 0u;
        var runs = new List<(int Start, int End)>();
        var next = 0L;
        for (var i = 0; i < ranges.Count; blocks++)
        {
            // A range may go on over several blocks: it is cut at their borders.
            var first = Math.Max(ranges[i].Start, next) / Block * Block;
            next = first + Block;
            runs.Clear();
            while (i < ranges.Count && ranges[i].Start < next)
            {
                runs.Add(((int)(Math.Max(ranges[i].Start, first) - first), (int)(Math.Min(ranges[i].End, next) - first)));
                if (ranges[i].End > next)
                    break;
                i++;
            }

            WriteBlock(writer, (int)(first / Block), runs);
        }

        writer.PatchUInt32(at, blocks);
    }

    /// <summary>Sets the bits of the rows.</summary>
    /// <param name="bytes">A set as it was written.</param>
    /// <param name="bits">Bit r of word r / 64 is row r.</param>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public static void Or(ReadOnlySpan<byte> bytes, Span<ulong> bits)
    {
        try
        {
            var blocks = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            bytes = bytes[4..];
            for (; blocks > 0; blocks--)
            {
                var words = bits[(BinaryPrimitives.ReadUInt16LittleEndian(bytes) * (Block / 64))..];
                var form = (Form)BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]);
                var count = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]) + 1;
                bytes = bytes[8..];
                var length = form switch { Form.Rows => count * 2, Form.Runs => count * 4, _ => BitBytes };
                OrBlock(form, bytes[..length], words);
                bytes = bytes[length..];
            }
        }
        catch (Exception exception) when (exception is ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            throw new InvalidDataException("A bitmap of the segment is damaged.", exception);
        }
    }

    /// <summary>Sets the bits from one row to before another.</summary>
    public static void Fill(Span<ulong> bits, int start, int end)
    {
        if (start >= end)
            return;
        int first = start >> 6, last = (end - 1) >> 6;
        var low = ulong.MaxValue << start;
        var high = ulong.MaxValue >> -end;
        if (first == last)
        {
            bits[first] |= low & high;
            return;
        }

        bits[first] |= low;
        bits[(first + 1)..last].Fill(ulong.MaxValue);
        bits[last] |= high;
    }

    /// <summary>Clears the bits from one row to before another.</summary>
    public static void Clear(Span<ulong> bits, int start, int end)
    {
        if (start >= end)
            return;
        int first = start >> 6, last = (end - 1) >> 6;
        var low = ulong.MaxValue << start;
        var high = ulong.MaxValue >> -end;
        if (first == last)
        {
            bits[first] &= ~(low & high);
            return;
        }

        bits[first] &= ~low;
        bits[(first + 1)..last].Clear();
        bits[last] &= ~high;
    }

    private static void WriteBlock(ByteWriter writer, int block, List<(int Start, int End)> runs)
    {
        var rows = 0;
        foreach (var (start, end) in runs)
            rows += end - start;
        var form = Math.Min(rows * 2, runs.Count * 4) >= BitBytes ? Form.Bits : rows * 2 < runs.Count * 4 ? Form.Rows : Form.Runs;
        writer.UInt16((ushort)block);
        writer.UInt16((ushort)form);
        writer.UInt32((uint)(form == Form.Runs ? runs.Count : rows) - 1);
        switch (form)
        {
            case Form.Rows:
                foreach (var (start, end) in runs)
                {
                    for (var row = start; row < end; row++)
                        writer.UInt16((ushort)row);
                }

                break;
            case Form.Runs:
                foreach (var (start, end) in runs)
                {
                    writer.UInt16((ushort)start);
                    writer.UInt16((ushort)(end - start - 1));
                }

                break;
            default:
                var words = new ulong[Block / 64];
                foreach (var (start, end) in runs)
                    Fill(words, start, end);
                foreach (var word in words)
                    writer.UInt64(word);
                break;
        }
    }

    private static void OrBlock(Form form, ReadOnlySpan<byte> bytes, Span<ulong> words)
    {
        switch (form)
        {
            case Form.Rows:
                for (; bytes.Length > 0; bytes = bytes[2..])
                {
                    var row = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
                    words[row >> 6] |= 1UL << row;
                }

                break;
            case Form.Runs:
                for (; bytes.Length > 0; bytes = bytes[4..])
                {
                    int start = BinaryPrimitives.ReadUInt16LittleEndian(bytes), length = BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]) + 1;
                    Fill(words, start, start + length);
                }

                break;
            case Form.Bits:
                // The last block of a segment has fewer words than bits were written; those beyond are zero.
                for (var i = 0; i < Block / 64; i++)
                {
                    var word = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(i * 8)..]);
                    if (word != 0)
                        words[i] |= word;
                }

                break;
            default:
                throw new InvalidDataException($"A bitmap of the segment has the unknown form {(int)form}.");
        }
    }
}
