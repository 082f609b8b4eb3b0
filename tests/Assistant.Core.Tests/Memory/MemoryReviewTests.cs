using Assistant.Core.Memory;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Assistant.Core.Tests.Memory;

public class MemoryReviewTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly MemoryOptions Defaults = new();

    [Fact]
    public void Duplicates_merge_contradictions_are_superseded_and_what_faded_goes()
    {
        Fact[] facts =
        [
            Fact("My desk is in room 12", 10),
            Fact("My desk is in room 14", 5),
            Fact("I prefer green tea over coffee", 30, uses: 4),
            Fact("I prefer green tea over coffee.", 2),
            Fact("We use Postgres at work", 800),
            Fact("We use Mercurial at work", 800, requested: true),
            Fact("I own a red bicycle", 600, uses: 50),
        ];
        var review = MemoryReview.Of(facts, Now, Defaults);
        Assert.Equal([(facts[2].Id, facts[3].Id)], review.Duplicates.Select(pair => (pair.Old.Id, pair.New.Id)));
        Assert.Equal([(facts[0].Id, facts[1].Id)], review.Contradictions.Select(pair => (pair.Old.Id, pair.New.Id)));
        // Recalled often, or asked to be kept, a fact stays however old it is.
        Assert.Equal([facts[4].Id], review.Junk.Select(fact => fact.Id));
    }

    [Fact]
    public void Facts_about_other_collections_stand_beside_each_other()
    {
        var review = MemoryReview.Of([Fact("My desk is in room 12", 10) with { Collection = "a" }, Fact("My desk is in room 14", 5)], Now, Defaults);
        Assert.Empty(review.Contradictions);
        Assert.Empty(review.Duplicates);
    }

    [Fact]
    public void Strength_falls_with_time_and_slower_after_each_recall()
    {
        var fact = Fact("I own a red bicycle", 90);
        Assert.Equal(0.5, FactStrength.Of(fact, Now, 90), 9);
        var strengths = Enumerable.Range(0, 20).Select(uses => FactStrength.Of(fact with { Uses = uses }, Now, 90)).ToList();
        Assert.Equal(strengths.Order(), strengths);
        Assert.True(strengths[^1] > 0.8);
        Assert.Equal(1, FactStrength.Of(fact with { Used = Now.AddDays(1) }, Now, 90));
    }

    [Fact]
    public async Task A_second_consolidation_finds_nothing_to_do()
    {
        var store = new InMemoryFacts();
        foreach (var (text, user, days) in new[] { ("My desk is in room 12", "a", 10), ("My desk is in room 14", "a", 5), ("I own a red bicycle", "b", 3), ("I own a red bicycle.", "b", 2), ("We use Postgres at work", "b", 900) })
            await store.AddAsync(Fact(text, days) with { User = user }, []);
        var consolidation = new MemoryConsolidation(store, Options.Create(new MemoryOptions()), new FixedTime(), NullLogger<MemoryConsolidation>.Instance);
        var first = await consolidation.RunAsync();
        Assert.Equal(new MemoryReport(5, 1, 1, 1), first);
        Assert.Equal(0.2, first.JunkRate, 9);
        Assert.Equal(new MemoryReport(2, 0, 0, 0), await consolidation.RunAsync());
        Assert.Equal("My desk is in room 14", Assert.Single(await store.ListAsync("a")).Text);
    }

    private static Fact Fact(string text, int daysAgo, int uses = 0, bool requested = false) =>
        new() { User = "me", Text = text, Created = Now.AddDays(-daysAgo), Used = Now.AddDays(-daysAgo), Uses = uses, Requested = requested };

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
