using System.Text;

namespace Assistant.Index.Tests.Lexical;

public sealed class TermDictionaryTests
{
    [Fact]
    public void Every_term_is_found_and_no_other()
    {
        var random = new Random(8);
        var words = Enumerable.Range(0, 5000).Select(_ => new string([.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => "abcé日"[random.Next(5)])])).ToHashSet();
        var segment = SegmentFixture.Build([SegmentFixture.Chunk(1, string.Join(' ', words))]);
        var terms = new SortedSet<string>(PlainReference.Terms(string.Join(' ', words)), StringComparer.Ordinal);
        Assert.Equal(terms.Count, segment.Terms.Count);
        foreach (var term in terms)
            Assert.Equal(1, segment.Terms.Find(Encoding.UTF8.GetBytes(term)).Documents);
        for (var i = 0; i < 20_000; i++)
        {
            var probe = new string([.. Enumerable.Range(0, random.Next(0, 10)).Select(_ => "abce日z"[random.Next(6)])]);
            Assert.Equal(terms.Contains(probe) ? 1 : 0, segment.Terms.Find(Encoding.UTF8.GetBytes(probe)).Documents);
        }
    }

    [Fact]
    public void A_cursor_goes_through_the_terms_from_a_prefix_in_order()
    {
        var segment = SegmentFixture.Build([SegmentFixture.Chunk(1, string.Join(' ', Enumerable.Range(0, 400).Select(i => $"k{i}")))]);
        var found = new List<string>();
        for (var cursor = segment.Terms.Seek("k1"u8); cursor.MoveNext() && cursor.Term.StartsWith("k1"u8);)
            found.Add(Encoding.UTF8.GetString(cursor.Term));
        Assert.Equal(Enumerable.Range(0, 400).Select(i => $"k{i}").Where(t => t.StartsWith("k1", StringComparison.Ordinal)).Order(StringComparer.Ordinal), found);
    }
}
