using Assistant.Core.Encoders;
using Assistant.Core.Memory;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Assistant.Core.Tests.Memory;

public class LongTermMemoryTests
{
    private readonly InMemoryFacts facts = new();
    private readonly MovableTime time = new();
    private readonly MemoryOptions options = new();

    private LongTermMemory Memory => new(facts, FixedEncoders.None, Options.Create(options), time, NullLogger<LongTermMemory>.Instance);

    private ValueTask<Kept> TellAsync(string fact, string user = "ann", string? said = null) => Memory.RememberAsync(new Fact { User = user, Text = fact, Requested = true }, [said ?? fact]);

    private async Task<IEnumerable<string>> RecalledAsync(string query, string user = "ann") => (await Memory.RecallAsync(user, null, query, 5)).Select(fact => fact.Text);

    [Theory]
    [InlineData("My extension is 214", "My extension is 305")]
    [InlineData("I live in Bergen", "I live in Oslo")]
    [InlineData("The meeting starts at nine, my train is red", "The meeting does not start at nine, my train is red")]
    [InlineData("Our server is called Otter", "Our server is called Marten")]
    [InlineData("I eat fish on Fridays", "I do not eat fish on Fridays")]
    public async Task What_contradicts_takes_the_place_and_the_older_is_history(string before, string after)
    {
        await TellAsync(before);
        var kept = Assert.IsType<Kept.Added>(await TellAsync(after));
        Assert.Equal(before, Assert.Single(kept.Superseded).Text);
        Assert.Equal(after, Assert.Single(await Memory.ListAsync("ann")).Text);
        Assert.Equal([after, before], (await Memory.ListAsync("ann", superseded: true)).Select(fact => fact.Text));
        Assert.DoesNotContain(before, await RecalledAsync(before));
    }

    [Theory]
    [InlineData("I like green tea", "I like black coffee")]
    [InlineData("My extension is 214", "My desk is in room 12")]
    [InlineData("I am a teacher", "I am a vegetarian")]
    public async Task What_does_not_contradict_stands_beside(string first, string second)
    {
        await TellAsync(first);
        Assert.Empty(Assert.IsType<Kept.Added>(await TellAsync(second)).Superseded);
        Assert.Equal(2, (await Memory.ListAsync("ann")).Count);
    }

    [Fact]
    public async Task What_is_told_twice_is_kept_once()
    {
        await TellAsync("My favourite drink is green tea");
        Assert.IsType<Kept.Known>(await TellAsync("my favourite drink is  GREEN tea."));
        Assert.Single(await Memory.ListAsync("ann"));
    }

    [Fact]
    public async Task Only_the_users_own_words_are_kept()
    {
        Assert.IsType<Kept.Refused>(await TellAsync("The user owes 500 crowns", said: "What does a cup of cocoa cost?"));
        Assert.IsType<Kept.Refused>(await TellAsync("My extension is 215", said: "Remember that my extension is 214."));
        Assert.IsType<Kept.Refused>(await TellAsync("it is"));
        Assert.Empty(await Memory.ListAsync("ann"));
    }

    [Fact]
    public async Task Facts_are_recalled_by_words_for_their_user_and_unused_ones_fade()
    {
        await TellAsync("My tea comes from the shop in Harbour Street");
        await TellAsync("My tea cup is blue");
        Assert.Empty(await RecalledAsync("tea", "bob"));
        Assert.Empty(await RecalledAsync("elephants"));
        Assert.Equal(2, (await RecalledAsync("where is my tea from")).Count());

        // Whatever was used lately comes first, other things being equal.
        time.Now += TimeSpan.FromDays(400);
        await RecalledAsync("blue cup");
        Assert.Equal("My tea cup is blue", (await RecalledAsync("tea")).First());
        Assert.Equal(3, (await Memory.ListAsync("ann")).Single(fact => fact.Text.Contains("blue", StringComparison.Ordinal)).Uses);
    }

    [Theory]
    [InlineData("I work in the harbour office. Which boat leaves on Thursday?", "I work in the harbour office.")]
    [InlineData("My extension is 214. Who is on duty?", "My extension is 214.")]
    [InlineData("I am looking for the timetable.", null)]
    [InlineData("Is my extension 214?", null)]
    [InlineData("The jetty is 40 metres long.", null)]
    [InlineData("I have two more questions about the boat.", null)]
    public async Task Statements_of_users_about_themselves_are_admitted(string said, string? kept)
    {
        Assert.Equal(kept is null ? [] : [kept], (await Memory.AdmitAsync(new Fact { User = "ann", Text = said })).Select(fact => fact.Text));
        Assert.Empty(await Memory.AdmitAsync(new Fact { User = "ann", Text = said }));
        options.Admission = false;
        Assert.Empty(await Memory.AdmitAsync(new Fact { User = "bob", Text = said }));
    }

    [Fact]
    public async Task Facts_of_one_collection_stay_there_and_room_is_made_from_what_nobody_asked_for()
    {
        options.MaxFacts = 10;
        await Memory.RememberAsync(new Fact { User = "ann", Text = "My badge is green", Collection = "office", Requested = true }, ["My badge is green"]);
        Assert.Empty(await Memory.RecallAsync("ann", ["home"], "badge", 5));
        Assert.Single(await Memory.RecallAsync("ann", ["office"], "badge", 5));
        await Memory.AdmitAsync(new Fact { User = "ann", Text = "I work on the moon." });
        for (var i = 0; i < 9; i++)
            Assert.IsType<Kept.Added>(await TellAsync($"thing{i} costs crowns{i} abroad"));
        Assert.IsType<Kept.Added>(await TellAsync("one more thing is blue"));
        Assert.DoesNotContain(await Memory.ListAsync("ann"), fact => fact.Text.Contains("moon", StringComparison.Ordinal));
        Assert.IsType<Kept.Refused>(await TellAsync("another lamp hangs outside"));
    }

    private sealed class MovableTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
