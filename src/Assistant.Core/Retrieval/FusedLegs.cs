namespace Assistant.Core.Retrieval;

/// <summary>
/// The legs fused. Where pictures are told, everything that was found of a picture (its look, captions, text in it) adds up under
/// the key of its first chunk, and is shown by the passage that the words found best.
/// </summary>
internal sealed class FusedLegs
{
    private readonly Dictionary<long, long> shown = [];
    private readonly Dictionary<long, Dictionary<string, int>> ranks = [];

    private FusedLegs()
    {
    }

    /// <summary>Keys with their scores, best first.</summary>
    public IReadOnlyList<(long Key, double Score)> Ranked { get; private set; } = [];

    /// <summary>Fuses legs.</summary>
    /// <param name="legs">The legs; those of words come first.</param>
    /// <param name="weights">Their weights.</param>
    /// <param name="constant">The constant of the fusion.</param>
    /// <param name="pictures">First chunk of the picture for each chunk that belongs to one; null to keep chunks apart.</param>
    public static FusedLegs Of(IReadOnlyList<LegResult> legs, LegWeights weights, int constant, IReadOnlyDictionary<long, long>? pictures)
    {
        var fused = new FusedLegs();
        var lists = new List<(double Weight, IReadOnlyList<long> Keys)>(legs.Count);
        foreach (var leg in legs)
        {
            var keys = new List<long>(leg.Hits.Count);
            var seen = new HashSet<long>(leg.Hits.Count);
            foreach (var hit in leg.Hits)
            {
                var key = pictures is not null && pictures.TryGetValue(hit.ChunkKey, out var first) ? first : hit.ChunkKey;
                if (!seen.Add(key)) continue;
                keys.Add(key);
                fused.shown.TryAdd(key, hit.ChunkKey);
                if (!fused.ranks.TryGetValue(key, out var found)) fused.ranks[key] = found = new Dictionary<string, int>(2);
                if (!found.TryGetValue(leg.Leg, out var rank) || rank > keys.Count) found[leg.Leg] = keys.Count;
            }

            lists.Add((weights.Of(leg.Leg), keys));
        }

        fused.Ranked = ReciprocalRankFusion.Fuse(lists, constant);
        return fused;
    }

    /// <summary>The chunk that shows a key.</summary>
    public long Shown(long key) => shown[key];

    /// <summary>Rank of a key in each leg that found it.</summary>
    public IReadOnlyDictionary<string, int> Ranks(long key) => ranks[key];
}
