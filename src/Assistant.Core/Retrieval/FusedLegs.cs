namespace Assistant.Core.Retrieval;

/// <summary>
/// The legs fused. Where pictures are told, everything that was found of a picture (its look, captions, text in it) adds up under
/// the key of its first chunk, and is shown by the passage that the words found best. What words found by a look counts the less
/// the nearer it is to chance.
/// </summary>
internal sealed class FusedLegs
{
    // From here on a look counts like a match of words; at the noise it counts nothing.
    private const double DeviationsOfCertainty = 4;

    private readonly Dictionary<long, long> shown = [];
    private readonly Dictionary<long, double> deviations = [];
    private readonly Dictionary<long, Dictionary<string, int>> ranks = [];

    private FusedLegs()
    {
    }

    /// <summary>Keys with their scores, best first.</summary>
    public IReadOnlyList<(long Key, double Score)> Ranked { get; private set; } = [];

    /// <summary>Fuses legs.</summary>
    /// <param name="run">What the legs found; those of words come first.</param>
    /// <param name="weights">Their weights.</param>
    /// <param name="constant">The constant of the fusion.</param>
    /// <param name="pictures">First chunk of the picture for each chunk that belongs to one; null to keep chunks apart.</param>
    public static FusedLegs Of(LegRun run, LegWeights weights, int constant, IReadOnlyDictionary<long, long>? pictures)
    {
        var fused = new FusedLegs();
        var lists = new List<IReadOnlyList<(long Key, double Weight)>>(run.Legs.Count);
        foreach (var leg in run.Legs)
        {
            var weight = weights.Of(leg.Leg);
            var noise = ReferenceEquals(leg, run.Looked?.Leg) ? run.Looked?.Noise : null;
            var keys = new List<(long Key, double Weight)>(leg.Hits.Count);
            var seen = new HashSet<long>(leg.Hits.Count);
            foreach (var hit in leg.Hits)
            {
                var key = pictures is not null && pictures.TryGetValue(hit.ChunkKey, out var first) ? first : hit.ChunkKey;
                if (!seen.Add(key)) continue;
                var above = noise?.Deviations(hit.Score);
                keys.Add((key, above is { } certainty ? weight * Math.Clamp(certainty / DeviationsOfCertainty, 0, 1) : weight));
                if (above is not null) fused.deviations[key] = above.Value;
                fused.shown.TryAdd(key, hit.ChunkKey);
                if (!fused.ranks.TryGetValue(key, out var found)) fused.ranks[key] = found = new Dictionary<string, int>(2);
                if (!found.TryGetValue(leg.Leg, out var rank) || rank > keys.Count) found[leg.Leg] = keys.Count;
            }

            lists.Add(keys);
        }

        fused.Ranked = ReciprocalRankFusion.Fuse(lists, constant);
        return fused;
    }

    /// <summary>The chunk that shows a key.</summary>
    public long Shown(long key) => shown[key];

    /// <summary>How far above the noise words found the look of a picture; null when they did not, or the noise is not known.</summary>
    public double? Deviations(long key) => deviations.TryGetValue(key, out var found) ? found : null;

    /// <summary>Rank of a key in each leg that found it.</summary>
    public IReadOnlyDictionary<string, int> Ranks(long key) => ranks[key];
}
