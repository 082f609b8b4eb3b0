using Assistant.Index.Lexical;

namespace Assistant.Index.Tests.Lexical;

public sealed unsafe class BitPackingTests
{
    [Fact]
    public void Values_of_every_width_and_count_come_back()
    {
        var random = new Random(1);
        var packed = new byte[1024 + BitPacking.Padding];
        var unpacked = new uint[160];
        for (var width = 0; width <= 32; width++)
        {
            for (var count = 1; count <= 128; count++)
            {
                var values = new uint[count];
                foreach (ref var value in values.AsSpan())
                    value = width == 0 ? 0 : (uint)random.NextInt64(1L << width);
                if (width > 0)
                    values[random.Next(count)] |= 1u << (width - 1);
                Assert.Equal(width, BitPacking.WidthOf(values));
                random.NextBytes(packed);
                Assert.Equal(BitPacking.PackedBytes(count, width), BitPacking.Pack(values, width, packed));
                fixed (byte* source = packed)
                {
                    fixed (uint* target = unpacked)
                        BitPacking.Unpack(source, width, count, target);
                    Assert.Equal(values, unpacked[..count]);
                    for (var i = 0; i < count && width > 0; i++)
                        Assert.Equal(values[i], BitPacking.At(source, width, i));
                }
            }
        }
    }

    [Fact]
    public void Ascending_numbers_come_back_from_their_gaps()
    {
        var random = new Random(2);
        var packed = new byte[1024 + BitPacking.Padding];
        var unpacked = new uint[160];
        for (var round = 0; round < 5000; round++)
        {
            var count = random.Next(1, 129);
            var largest = 1L << random.Next(24);
            var previous = random.Next(3) == 0 ? uint.MaxValue : (uint)random.Next(1000);
            var numbers = new uint[count];
            var gaps = new uint[count];
            for (var (i, last) = (0, previous); i < count; last = numbers[i++])
            {
                gaps[i] = (uint)random.NextInt64(largest);
                numbers[i] = last + gaps[i] + 1;
            }

            var width = BitPacking.WidthOf(gaps);
            BitPacking.Pack(gaps, width, packed);
            fixed (byte* source = packed)
            {
                fixed (uint* target = unpacked)
                    BitPacking.UnpackAscending(source, width, count, previous, target);
            }

            Assert.Equal(numbers, unpacked[..count]);
        }
    }
}
