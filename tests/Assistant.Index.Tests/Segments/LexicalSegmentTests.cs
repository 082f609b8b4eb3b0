using Assistant.Index.Segments;
using Assistant.Index.Text;

namespace Assistant.Index.Tests.Segments;

public sealed class LexicalSegmentTests
{
    [Fact]
    public void Damage_of_any_section_is_noticed_at_opening()
    {
        var random = new Random(6);
        var builder = new SegmentBuilder(SegmentFixture.Weights, new LanguageChooser(Language.English));
        for (var key = 1; key <= 300; key++)
            builder.Add(HybridIndexTests.RandomChunk(random) with { Key = key });
        using var output = new MemoryStream();
        using var spool = new MemoryStream();
        builder.Write(output, spool);
        var bytes = output.ToArray();
        Assert.Equal(300, LexicalSegment.Open(SegmentBytes.Copy(bytes), SegmentFixture.Weights).Count);
        var noticed = 0;
        for (var round = 0; round < 4000; round++)
        {
            var bad = (byte[])bytes.Clone();
            if (round % 8 == 7)
                bad = bad[..random.Next(bad.Length)];
            else
                bad[random.Next(bad.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                // What is not noticed lies in the zeros between sections or behind the footer, which nothing reads.
                var opened = LexicalSegment.Open(SegmentBytes.Copy(bad), SegmentFixture.Weights);
                Assert.Equal(300, opened.Count);
                Assert.True(Differences(bytes, bad).All(at => bytes[at] == 0));
            }
            catch (InvalidDataException)
            {
                noticed++;
            }
        }

        Assert.InRange(noticed, 3700, 4000);
    }

    [Fact]
    public void Rows_come_back_with_their_attributes()
    {
        var random = new Random(9);
        var chunks = Enumerable.Range(0, 200).Select(i => HybridIndexTests.RandomChunk(random) with { Key = 1000 - (i * 3) }).ToList();
        var segment = SegmentFixture.Build(chunks);
        foreach (var chunk in chunks)
        {
            var row = segment.Row(segment.Find(chunk.Key));
            Assert.Equal((chunk.Key, chunk.CollectionKey, chunk.DocumentKind, ChunkFingerprint.Of(chunk)), (row.Key, row.Attributes.Collection, row.Attributes.Kind, row.Fingerprint));
            Assert.Equal(PlainReference.Terms(chunk.Title ?? "").Count, row.Title);
        }

        Assert.True(segment.Find(999) < 0);
    }

    [Fact]
    public void A_merge_equals_the_segment_of_all_its_live_chunks()
    {
        var random = new Random(10);
        var chunks = Enumerable.Range(1, 2000).Select(k => HybridIndexTests.RandomChunk(random) with { Key = k }).ToList();
        foreach (var interleaved in (bool[])[false, true])
        {
            var views = Enumerable.Range(0, 4).Select(s => new SegmentView(SegmentFixture.Build(chunks.Where(c => interleaved ? c.Key % 4 == s : (c.Key - 1) / 500 == s)))).ToList();
            views = views.ConvertAll(v => v.Delete(100, 180).Delete(900, 900).Delete(1990, 5000));
            using var output = new MemoryStream();
            using var spool = new MemoryStream();
            SegmentMerger.Merge(views, SegmentFixture.Weights, output, spool, default);
            using var expected = new MemoryStream();
            using var expectedSpool = new MemoryStream();
            var builder = new SegmentBuilder(SegmentFixture.Weights, new LanguageChooser(Language.English));
            foreach (var chunk in chunks.Where(c => c.Key is not (>= 100 and <= 180) and not 900 and < 1990))
                builder.Add(chunk);
            builder.Write(expected, expectedSpool);
            Assert.True(expected.ToArray().AsSpan().SequenceEqual(output.ToArray()), "The same bytes.");
        }
    }

    private static IEnumerable<int> Differences(byte[] a, byte[] b) => Enumerable.Range(0, Math.Min(a.Length, b.Length)).Where(i => a[i] != b[i]);
}
