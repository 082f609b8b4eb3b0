using Assistant.Inference.Encoders;

namespace Assistant.Inference.Tests.Encoders;

public sealed class QueryCacheTests
{
    [Fact]
    public void The_text_that_was_not_used_for_longest_goes()
    {
        var cache = new QueryCache(2);
        cache.Add("a", [1]);
        cache.Add("b", [2]);
        Assert.NotNull(cache.Find("a"));
        cache.Add("c", [3]);

        Assert.Null(cache.Find("b"));
        Assert.Equal([1f], cache.Find("a")!);
        Assert.Equal([3f], cache.Find("c")!);
    }

    [Fact]
    public void Capacity_zero_and_very_long_texts_are_not_kept()
    {
        var (none, some) = (new QueryCache(0), new QueryCache(5));
        none.Add("a", [1]);
        some.Add(new string('a', 100_000), [1]);

        Assert.Null(none.Find("a"));
        Assert.Null(some.Find(new string('a', 100_000)));
    }
}
