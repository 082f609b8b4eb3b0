using Assistant.Core.Content;
using Assistant.Core.Learning;
using Assistant.Core.Learning.Linear;
using Assistant.Core.Learning.Replay;

namespace Assistant.Core.Tests.Learning.Refresh;

/// <summary>A buffer whose queries are their targets, turned by a map that the encoder knows nothing of, about a place of their own.</summary>
internal static class RotatedDomain
{
    public const int Dimensions = 32;

    public static List<ReplayItem> Items(int seed, int count, string collection = "shifted", int documents = 40)
    {
        var random = new Random(seed);
        var targets = RandomPairs.Rows(random, documents, Dimensions);
        var map = RandomPairs.Rows(random, Dimensions, Dimensions);
        var pairs = RandomPairs.Turned(random, count, targets, [.. Enumerable.Range(0, documents)], map, 0.1f);
        // Queries of a domain lie together: that is how the router knows them.
        for (var i = 0; i < pairs.Count; i++) pairs.Queries[i][0] += 2;
        pairs.Queries.NormalizeRows();
        return [.. Enumerable.Range(0, count).Select(i => Item(random, collection, DocumentOf(seed, pairs.Labels[i]), pairs.Queries[i].ToArray(), pairs.Targets[i].ToArray()))];
    }

    public static DocumentId DocumentOf(int seed, int label) => new(new Guid(seed, (short)label, 0, [0, 0, 0, 0, 0, 0, 0, 0]));

    public static Matrix Elsewhere(int seed, int count)
    {
        var rows = RandomPairs.Rows(new Random(seed), count, Dimensions);
        for (var i = 0; i < count; i++) rows[i][0] -= 2;
        rows.NormalizeRows();
        return rows;
    }

    private static ReplayItem Item(Random random, string collection, DocumentId target, float[] query, float[] vector)
    {
        var id = new byte[16];
        random.NextBytes(id);
        return new ReplayItem
        {
            Id = new Guid(id),
            Direction = AdapterDirection.TextToText,
            EncoderId = "test",
            Collection = collection,
            Origin = ReplayOrigin.Feedback,
            Target = target,
            Sources = [target],
            Query = query,
            TargetVector = vector,
            At = DateTimeOffset.UnixEpoch,
        };
    }
}
