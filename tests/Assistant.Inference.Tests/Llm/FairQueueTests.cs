using Assistant.Inference.Llm.Scheduling;

namespace Assistant.Inference.Tests.Llm;

public sealed class FairQueueTests
{
    [Fact]
    public void Users_take_turns_and_each_keeps_its_order()
    {
        var queue = Filled(("a", "a1"), ("a", "a2"), ("a", "a3"), ("b", "b1"), ("c", "c1"), ("b", "b2"));

        Assert.Equal(["a1", "b1", "c1", "a2", "b2", "a3"], TakeAll(queue));
    }

    [Fact]
    public void One_that_does_not_fit_lets_others_pass_but_not_for_ever()
    {
        var queue = new FairQueue<string>(100, 100);
        queue.Add("large", "large");
        for (var i = 0; i < 40; i++) queue.Add("small", $"s{i}");

        var taken = 0;
        while (queue.Take(item => item != "large") is not null) taken++;

        Assert.Equal(FairQueue<string>.Passes, taken);
        Assert.Equal("large", queue.Take(_ => true));
        Assert.Equal("s16", queue.Take(_ => true));
    }

    [Fact]
    public void Limits_hold_for_all_and_for_each_user()
    {
        var queue = new FairQueue<string>(3, 2);

        Assert.Equal(Entry.Accepted, queue.Add("a", "1"));
        Assert.Equal(Entry.Accepted, queue.Add("a", "2"));
        Assert.Equal(Entry.UserFull, queue.Add("a", "3"));
        Assert.Equal(Entry.Accepted, queue.Add("b", "4"));
        Assert.Equal(Entry.QueueFull, queue.Add("c", "5"));
        Assert.True(queue.Remove("a", "1"));
        Assert.False(queue.Remove("a", "1"));
        Assert.Equal(Entry.Accepted, queue.Add("c", "5"));
        Assert.Equal(["2", "4", "5"], TakeAll(queue).Order());
    }

    [Fact]
    public void Those_that_waited_too_long_are_taken_out()
    {
        var queue = Filled(("a", "old1"), ("a", "new"), ("b", "old2"));

        Assert.Equal(["old1", "old2"], queue.RemoveAll(item => item.StartsWith("old", StringComparison.Ordinal)));
        Assert.Equal(1, queue.Count);
        Assert.Equal(["new"], TakeAll(queue));
    }

    private static FairQueue<string> Filled(params (string User, string Item)[] items)
    {
        var queue = new FairQueue<string>(100, 100);
        foreach (var (user, item) in items) queue.Add(user, item);
        return queue;
    }

    private static List<string> TakeAll(FairQueue<string> queue)
    {
        var taken = new List<string>();
        while (queue.Take(_ => true) is { } item) taken.Add(item);
        return taken;
    }
}
