using Assistant.Index.Dense;

namespace Assistant.Index.Tests.Dense;

/// <summary>
/// Damaged bytes end in <see cref="InvalidDataException"/> or in a well-formed answer. The buffers end where the file ends, so
/// that a read past it is likely to hit the allocator's guard and end the process. ASSISTANT_FUZZ_READS sets the number of reads.
/// </summary>
public sealed unsafe class DamagedBytesTests
{
    private static readonly int Reads = int.TryParse(Environment.GetEnvironmentVariable("ASSISTANT_FUZZ_READS"), out var reads) ? reads : 20_000;

    [Fact]
    public void Every_truncation_is_refused()
    {
        var bytes = TestVectors.Bytes(WithEverything(TestVectors.Create(70, 20)).WriteTo);
        for (var length = 0; length < bytes.Length; length += length < 300 ? 1 : 97)
        {
            using var buffer = TestVectors.Buffer(bytes[..length]);
            Assert.Throws<InvalidDataException>(() => DenseSegment.Open(buffer.Region));
        }
        using var longer = TestVectors.Buffer([.. bytes, 0]);
        Assert.Throws<InvalidDataException>(() => DenseSegment.Open(longer.Region));
    }

    [Fact]
    public void Every_changed_byte_of_the_headers_is_refused_or_harmless()
    {
        var data = TestVectors.Create(70, 20, queries: 1);
        var segment = WithEverything(data);
        var bytes = TestVectors.Bytes(segment.WriteTo);
        var graphAt = 64 + (int)QuantizedVectors.FileLength(20, 70);
        var refused = 0;
        var binaryAt = graphAt + (int)segment.Graph!.FileLength;
        for (var at = 0; at < 256; at++)
        {
            var place = at < 128 ? at : at < 192 ? graphAt + at - 128 : binaryAt + at - 192;
            foreach (var flip in new byte[] { 1, 0x80, 0xFF })
            {
                using var buffer = TestVectors.Buffer(bytes);
                buffer.Start[place] ^= flip;
                refused += Ask(buffer.Region, data.Queries[0], null) ? 0 : 1;
            }
        }
        // Magic, version, counts and lengths of four headers; the rest is padding or information.
        Assert.InRange(refused, 4 * 3 * 20, 3 * 256);
    }

    [Fact]
    public void Bytes_damaged_before_opening_are_refused_or_answered_in_form()
    {
        var data = TestVectors.Create(60, 20, queries: 8);
        var bytes = TestVectors.Bytes(WithEverything(data).WriteTo);
        var random = new Random(21);
        var (refused, answered) = (0, 0);
        using var buffer = TestVectors.Buffer(bytes);
        for (var i = 0; i < Reads / 2; i++)
        {
            Damage(buffer, bytes, random);
            if (Ask(buffer.Region, data.Queries[i % 8], random))
                answered++;
            else
                refused++;
        }
        Assert.True(refused > 0 && answered > 0, $"{refused} refused, {answered} answered");
    }

    [Fact]
    public void Bytes_damaged_after_opening_never_lead_out_of_bounds()
    {
        var data = TestVectors.Create(60, 20, queries: 8);
        var bytes = TestVectors.Bytes(WithEverything(data).WriteTo);
        var random = new Random(22);
        var (refused, answered) = (0, 0);
        using var buffer = TestVectors.Buffer(bytes);
        var segment = DenseSegment.Open(buffer.Region);
        for (var i = 0; i < Reads / 2; i++)
        {
            Damage(buffer, bytes, random);
            if (Search(segment, data.Queries[i % 8], random))
                answered++;
            else
                refused++;
        }
        Assert.True(refused > 0 && answered > 0, $"{refused} refused, {answered} answered");
    }

    private static DenseSegment WithEverything(TestVectors data)
    {
        var vectors = data.Quantize();
        return new DenseSegment(vectors, HnswBuilder.Build(vectors), BinaryVectors.Build(vectors));
    }

    private static void Damage(NativeBuffer buffer, byte[] original, Random random)
    {
        original.CopyTo(new Span<byte>(buffer.Start, original.Length));
        for (var count = random.Next(1, 5); count > 0; count--)
        {
            var at = random.Next(original.Length);
            switch (random.Next(4))
            {
                case 0:
                    buffer.Start[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    buffer.Start[at] = (byte)random.Next(256);
                    break;
                case 2:
                    random.NextBytes(new Span<byte>(buffer.Start + at, Math.Min(random.Next(1, 65), original.Length - at)));
                    break;
                default:
                    new Span<byte>(buffer.Start + at, Math.Min(random.Next(1, 4097), original.Length - at)).Fill((byte)(random.Next(2) * 255));
                    break;
            }
        }
    }

    private static bool Ask(ByteRegion region, float[] query, Random? random)
    {
        try
        {
            var segment = DenseSegment.Open(region);
            return segment.Vectors.Dimensions != query.Length || Search(segment, query, random);
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static bool Search(DenseSegment segment, float[] query, Random? random)
    {
        var hits = new DenseHit[5];
        var path = random is null || segment.Graph is null || segment.Binary is null ? DenseSearchPath.Automatic : (DenseSearchPath)random.Next(4);
        var deleted = random?.Next(2) == 0 ? TestVectors.Bits(segment.Count, row => row % 3 == 0) : null;
        try
        {
            var count = segment.Search(query, new RowFilter(default, deleted), hits, new DenseSearchOptions { Path = path, Width = 16 });
            Assert.InRange(count, 0, 5);
            for (var i = 0; i < count; i++)
            {
                Assert.InRange(hits[i].Row, 0, segment.Count - 1);
                Assert.False(deleted is not null && TestVectors.Has(deleted, hits[i].Row));
                Assert.DoesNotContain(hits[i].Row, hits[..i].Select(hit => hit.Row));
            }
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}
