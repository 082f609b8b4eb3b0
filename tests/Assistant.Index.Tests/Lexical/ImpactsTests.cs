using Assistant.Index.Lexical;

namespace Assistant.Index.Tests.Lexical;

public sealed unsafe class ImpactsTests
{
    [Fact]
    public void No_posting_scores_above_the_bound_under_any_parameters()
    {
        var random = new Random(4);
        for (var round = 0; round < 3000; round++)
        {
            var postings = new (float Frequency, ushort Length)[random.Next(1, 300)];
            foreach (ref var posting in postings.AsSpan())
                posting = (random.Next(1, 40) * (float)(random.Next(1, 5) * 0.7), (ushort)random.Next(1, random.Next(2, 3000)));
            var impacts = new Impacts(new (ushort, ushort)[16]);
            foreach (var (frequency, length) in postings)
                impacts.Add(frequency, length);
            var writer = new ByteWriter();
            impacts.Write(writer);
            Assert.Equal(Impacts.Bytes, writer.Length);
            for (var trial = 0; trial < 5; trial++)
            {
                var scale = new Bm25Scale((float)(random.NextDouble() * (1 << random.Next(1, 29))), random.NextDouble() * 3, random.NextDouble(), random.Next(1, 500), 1, 1);
                fixed (byte* stored = writer.Written)
                {
                    var bound = Impacts.Bound(stored, scale);
                    foreach (var (frequency, length) in postings)
                        Assert.True(scale.Score(frequency, length) <= bound);
                }
            }
        }
    }

    [Fact]
    public void The_bound_of_few_different_postings_is_tight()
    {
        var impacts = new Impacts(new (ushort, ushort)[16]);
        foreach (var (frequency, length) in ((float, ushort)[])[(1, 10), (2, 40), (3, 90), (2, 60), (1, 200)])
            impacts.Add(frequency, length);
        var writer = new ByteWriter();
        impacts.Write(writer);
        var scale = new Bm25Scale(1 << 20, 1.2, 0.75, 50, 1, 1);
        var best = Math.Max(scale.Score(1, 10), Math.Max(scale.Score(2, 40), scale.Score(3, 90)));
        fixed (byte* stored = writer.Written)
            Assert.InRange(Impacts.Bound(stored, scale), best, best + 10);
    }
}
