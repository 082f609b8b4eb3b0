using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Index.Filters;
using Assistant.Index.Lexical;
using Assistant.Index.Segments;
using Assistant.Index.Text;

namespace Assistant.Index.Tests.Filters;

public sealed class SegmentAttributesTests
{
    private static readonly string[] TagNames = ["blue", "c++", "größe", "red", "東京"];

    [Fact]
    public void Rows_come_back_and_filters_select_what_their_definition_says()
    {
        var random = new Random(7);
        for (var round = 0; round < 300; round++)
        {
            var rows = Rows(random, random.Next(1, 400));
            var attributes = Write(rows, out _);
            for (var row = 0; row < rows.Count; row++)
                Assert.Equal(rows[row], attributes[row]);
            for (var n = 0; n < 20; n++)
            {
                var filter = Filter(random, rows);
                var expected = Enumerable.Range(0, rows.Count).Where(row => Passes(filter, rows[row])).ToList();
                var selected = attributes.Select(filter);
                var found = Enumerable.Range(0, rows.Count).Where(row => selected is null || (selected.Length > 0 && (selected[row >> 6] >> row & 1) != 0)).ToList();
                Assert.Equal(expected, found);
                Assert.Equal(expected.Count == 0, selected is { Length: 0 });
                Assert.True(selected is not { Length: > 0 } || rows.Count % 64 == 0 || selected[^1] >> (rows.Count % 64) == 0, "No bit behind the last row.");
            }
        }
    }

    [Fact]
    public void A_remembered_filter_is_not_taken_for_another_one()
    {
        var random = new Random(8);
        var rows = Rows(random, 500);
        var attributes = Write(rows, out _);
        var cache = new FilterCache(attributes);
        var collections = new HashSet<int>();
        for (var n = 0; n < 3_000; n++)
        {
            var filter = Filter(random, rows);
            if (random.Next(3) == 0)
            {
                // The caller's own set, changed between searches.
                collections.Clear();
                collections.UnionWith([random.Next(4), random.Next(4)]);
                filter = filter with { Collections = collections };
            }

            var expected = attributes.Select(filter);
            Assert.Equal(expected, cache.Allowed(filter, rows.Count, []));
            Assert.Equal(expected, cache.Allowed(filter with { Tags = filter.Tags is null ? null : [.. filter.Tags] }, rows.Count, []));
        }
    }

    [Fact]
    public void Damaged_bytes_are_refused_or_read_within_bounds()
    {
        var random = new Random(9);
        var rows = Rows(random, 600);
        Write(rows, out var bytes);
        var refused = 0;
        for (var round = 0; round < 5_000; round++)
        {
            var bad = (byte[])bytes.Clone();
            bad[random.Next(round % 2 == 0 ? bad.Length : 24)] ^= (byte)(1 << random.Next(8));
            try
            {
                var attributes = Open(bad, rows.Count);
                attributes.Select(Filter(random, rows));
                _ = attributes[random.Next(rows.Count)];
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1_000, 4_999);
    }

    private static SegmentAttributes Write(List<ChunkAttributes> rows, out byte[] bytes)
    {
        var builder = new SegmentAttributesBuilder();
        foreach (var row in rows)
            builder.Add(row);
        var writer = new ByteWriter();
        builder.WriteTo(writer);
        bytes = writer.Written.ToArray();
        return Open(bytes, rows.Count);
    }

    private static unsafe SegmentAttributes Open(byte[] bytes, int rows)
    {
        var owner = SegmentBytes.Copy(bytes);
        return new SegmentAttributes(owner, owner.Address, owner.Length, rows);
    }

    private static List<ChunkAttributes> Rows(Random random, int count)
    {
        var rows = new List<ChunkAttributes>();
        while (rows.Count < count)
        {
            var tags = TagNames.Where(_ => random.Next(3) == 0);
            var row = new ChunkAttributes(random.Next(4), (ContentKind)random.Next(2), (Language)random.Next(3), string.Join(ChunkAttributes.Separator, tags), random.Next(-3, 12));
            rows.AddRange(Enumerable.Repeat(row, random.Next(1, 6)));
        }

        return rows;
    }

    private static SearchFilter Filter(Random random, List<ChunkAttributes> rows) => new(
        random.Next(2) == 0 ? null : new HashSet<int> { random.Next(5), random.Next(5) },
        random.Next(3) == 0 ? (ContentKind)random.Next(2) : null)
    {
        Tags = random.Next(4) switch { 0 => null, 1 => [], 2 => [TagNames[random.Next(5)]], _ => [TagNames[random.Next(5)], random.Next(9) == 0 ? "none" : TagNames[random.Next(5)]] },
        From = random.Next(2) == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(rows[random.Next(rows.Count)].Date + random.Next(-1, 2)),
        To = random.Next(2) == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(rows[random.Next(rows.Count)].Date + random.Next(-1, 2)),
    };

    private static bool Passes(SearchFilter filter, ChunkAttributes row) =>
        filter.Matches(row.Collection, row.Kind, row.Tags.Split(ChunkAttributes.Separator), DateTimeOffset.FromUnixTimeMilliseconds(row.Date));
}
