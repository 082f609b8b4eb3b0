using Assistant.Core.Content;
using Assistant.Core.Learning;
using Assistant.Core.Learning.Replay;

namespace Assistant.Core.Tests.Learning.Replay;

public class ReplayWeightsTests
{
    private static readonly ReplayOptions Defaults = new();

    [Fact]
    public void One_user_with_two_thousand_votes_has_a_twentieth_of_the_weight_and_its_document_a_fiftieth()
    {
        var planted = DocumentId.New();
        var documents = Enumerable.Range(0, 80).Select(_ => DocumentId.New()).ToArray();
        var honest = Enumerable.Range(0, 400).Select(i => Vote($"user{i % 40}", documents[i % 80]));
        var items = honest.Concat(Enumerable.Range(0, 2_000).Select(_ => Vote("attacker", planted, weight: 10))).ToList();
        var weighed = ReplayWeights.Weigh(items, Defaults);
        var total = weighed.Sum(item => item.Weight);
        foreach (var user in weighed.GroupBy(item => item.User))
            Assert.True(user.Sum(item => item.Weight) <= (0.05 * total) + 1e-6, user.Key);
        foreach (var document in weighed.GroupBy(item => item.Target))
            Assert.True(document.Sum(item => item.Weight) <= (0.02 * total) + 1e-6);
        // Honest votes stay in the proportions that they had.
        Assert.Equal(1, weighed[0].Weight / weighed[1].Weight, 6);
        Assert.True(weighed[0].Weight > weighed[^1].Weight * 100);
    }

    [Fact]
    public void Few_users_share_alike_at_most()
    {
        var items = Enumerable.Range(0, 90).Select(i => Vote(i < 80 ? "loud" : "soft", DocumentId.New())).ToList();
        var weighed = ReplayWeights.Weigh(items, Defaults);
        Assert.Equal(weighed.Where(item => item.User == "soft").Sum(item => item.Weight), weighed.Where(item => item.User == "loud").Sum(item => item.Weight), 6);
    }

    [Fact]
    public void Judgements_are_normalized_to_a_mean_of_one_and_pairs_left_as_they_are()
    {
        var items = new List<ReplayItem>();
        for (var i = 0; i < 100; i++)
            items.Add(Vote($"user{i}", DocumentId.New(), weight: ReplayWeights.Inverse(1.0 / (1 + (i % 20)))));
        items.Add(Vote("nobody", DocumentId.New()) with { User = null, Origin = ReplayOrigin.Pair, Weight = 1 });
        Assert.Equal(10, items.Max(item => item.Weight));
        var weighed = ReplayWeights.Weigh(items, new ReplayOptions { DocumentShare = 1, UserShare = 1 });
        Assert.Equal(1, weighed.Take(100).Average(item => item.Weight), 9);
        Assert.Equal(1, weighed[100].Weight);
        Assert.Equal(items[5].Weight / items[3].Weight, weighed[5].Weight / weighed[3].Weight, 9);
    }

    [Fact]
    public void Bursts_and_new_keys_do_not_count_and_the_owner_does()
    {
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var options = new ReplayOptions { BurstVotes = 3, QuarantineHours = 24 };
        var votes = new[] { 0, 1, 2, 3, 4, 70, 200 }.Select(minute => ("known", start.AddMinutes(minute)))
            .Append(("new", start))
            .Append(("unknown", start))
            .Concat(Enumerable.Repeat((VoteTrust.Owner, start), 5))
            .ToList();
        var trusted = VoteTrust.Of(votes, user => user switch { "known" => start.AddDays(-3), "new" => start.AddHours(-1), _ => null }, start.AddHours(10), options);
        Assert.Equal([true, true, true, false, false, true, true, false, false, true, true, true, true, true], trusted);
        Assert.True(VoteTrust.Of([("new", start)], _ => start, start.AddHours(25), options)[0]);
    }

    private static ReplayItem Vote(string user, DocumentId document, double weight = 1) => new()
    {
        Direction = AdapterDirection.TextToText,
        EncoderId = "e",
        Collection = "docs",
        User = user,
        Origin = ReplayOrigin.Feedback,
        Target = document,
        Sources = [document],
        Query = new float[] { 1, 0 },
        TargetVector = new float[] { 0, 1 },
        Weight = weight,
    };
}
