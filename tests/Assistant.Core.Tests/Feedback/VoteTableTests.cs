using Assistant.Core.Content;
using Assistant.Core.Feedback;
using Assistant.Core.Learning;
using Assistant.Core.Retrieval;

namespace Assistant.Core.Tests.Feedback;

public class VoteTableTests
{
    private const double Sharpness = 20;
    private static readonly QueryHash Query = QueryHash.Of("a query");

    [Fact]
    public void Without_votes_nothing_is_said()
    {
        Assert.True(new VoteTable([], Sharpness).IsEmpty);
        Assert.Empty(new VoteTable([], Sharpness).Find("me", Query, [Vector(1, 0)]));
    }

    [Fact]
    public void Own_votes_follow_the_kernel_of_the_distance()
    {
        var document = DocumentId.New();
        var table = new VoteTable([(Cast("me", document, 1, Vector(1, 0)), true)], Sharpness);
        Assert.Equal(1, Assert.Single(table.Find("me", Query, [])).Value);
        foreach (var cosine in new[] { 0.99, 0.95, 0.9 })
        {
            var found = Assert.Single(table.Find("me", QueryHash.Of("other words"), [Vector((float)cosine, (float)Math.Sqrt(1 - (cosine * cosine)))]));
            Assert.Equal(Math.Exp(-Sharpness * (1 - cosine)), found.Value, 4);
        }

        Assert.Empty(table.Find("me", QueryHash.Of("other words"), [Vector(0.8f, 0.6f)]));
        Assert.Empty(table.Find("me", QueryHash.Of("other words"), [new SearchVector(AdapterDirection.TextToText, "another encoder", new float[] { 1, 0 })]));
    }

    [Fact]
    public void One_user_alone_moves_nobody_else_however_often_it_votes()
    {
        var planted = DocumentId.New();
        var random = new Random(1);
        var votes = Enumerable.Range(0, 2_000).Select(i => (Cast("attacker", planted, 1, Around(random), $"query {i}"), true)).Append((Cast("attacker", planted, 1, Vector(1, 0)), true)).ToList();
        var table = new VoteTable(votes, Sharpness);
        Assert.Empty(table.Find("victim", Query, [Vector(1, 0)]));
        Assert.Equal(1, Assert.Single(table.Find("attacker", Query, [Vector(1, 0)])).Value);
    }

    [Fact]
    public void Votes_on_queries_that_are_only_alike_do_not_add_up_and_do_not_reach_others()
    {
        var document = DocumentId.New();
        SearchVector Alike(int i) => Vector(0.95f, i % 2 == 0 ? 0.3122f : -0.3122f);
        var table = new VoteTable([.. from user in new[] { "one", "two", "three" } from i in Enumerable.Range(0, 50) select (Cast(user, document, 1, Alike(i), $"{user} {i}"), true)], Sharpness);
        Assert.Empty(table.Find("me", Query, [Vector(1, 0)]));
        Assert.Equal(Math.Exp(-Sharpness * 0.05), Assert.Single(table.Find("one", Query, [Vector(1, 0)])).Value, 3);
        Assert.NotEmpty(table.Find("me", QueryHash.Of("one 0"), [Alike(0)]));
    }

    [Fact]
    public void Several_users_move_others_a_little_and_noise_cancels()
    {
        var (liked, mixed) = (DocumentId.New(), DocumentId.New());
        double Of(int voters, Func<int, double> value, DocumentId document) =>
            new VoteTable([.. Enumerable.Range(0, voters).Select(i => (Cast($"user{i}", document, value(i), Vector(1, 0)), true))], Sharpness).Find("me", Query, []).Select(boost => boost.Value).FirstOrDefault();
        Assert.Equal(0, Of(1, _ => 1, liked));
        Assert.Equal(0.5 * 2 / 6, Of(2, _ => 1, liked), 9);
        Assert.InRange(Of(50, _ => 1, liked), 0.4, 0.5);
        Assert.Equal(-Of(5, _ => 1, liked), Of(5, _ => -1, liked), 9);
        Assert.Equal(0, Of(10, i => i % 2 == 0 ? 1 : -1, mixed), 9);
    }

    [Fact]
    public void Votes_without_trust_and_on_own_uploads_count_for_their_user_only()
    {
        var document = DocumentId.New();
        var votes = Enumerable.Range(0, 6).Select(i => (Cast($"user{i}", document, 1, Vector(1, 0)) with { Own = i % 2 == 0 }, Trusted: i % 2 == 0)).ToList();
        var table = new VoteTable(votes, Sharpness);
        Assert.Empty(table.Find("me", Query, []));
        Assert.All(Enumerable.Range(0, 6), i => Assert.Equal(1, Assert.Single(table.Find($"user{i}", Query, [])).Value));
    }

    [Fact]
    public void Queries_are_the_same_whatever_their_case_and_spaces_and_not_without_their_picture()
    {
        Assert.Equal(QueryHash.Of("Red  car "), QueryHash.Of("red car"));
        Assert.NotEqual(QueryHash.Of("red car"), QueryHash.Of("red cars"));
        Assert.NotEqual(QueryHash.Of("", new byte[] { 1 }), QueryHash.Of("", new byte[] { 2 }));
        Assert.Equal(Query, QueryHash.OfBytes(Query.ToBytes()));
    }

    private static Vote Cast(string user, DocumentId document, double value, SearchVector vector, string query = "a query") => new()
    {
        User = user,
        Hash = QueryHash.Of(query),
        Document = document,
        Signal = "up",
        Value = value,
        At = DateTimeOffset.UnixEpoch,
        Vectors = [vector],
    };

    private static SearchVector Vector(float x, float y) => new(AdapterDirection.TextToText, "e", new[] { x, y });

    private static SearchVector Around(Random random)
    {
        var angle = random.NextDouble() * 2 * Math.PI;
        return Vector((float)Math.Cos(angle), (float)Math.Sin(angle));
    }
}
