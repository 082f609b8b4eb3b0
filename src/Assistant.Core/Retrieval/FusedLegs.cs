namespace Assistant.Core.Retrieval;

/// <summary>
/// The legs fused. Where pictures are told, everything that was found of a picture (its look, captions, text in it) adds up under
/// the key of its first chunk, and is shown by the passage that the words found best. What words found by a look counts the less
/// the nearer it is to chance; where pictures are searched for, a match of words then counts by its share of the best one's score,
/// for one common word must not outweigh a sure look.
/// </summary>
internal sealed class FusedLegs
{
    // From here on a look counts like a match of words; at the noise it counts nothing.
    private const double DeviationsOfCertainty = 4;

    // Half a vote of one's own: near the very query that it was given for.
    private const double BringsIn = 0.5;

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
    /// <param name="forPictures">Whether only pictures are searched for.</param>
    /// <param name="pictures">First chunk of the picture for each chunk that belongs to one; null to keep chunks apart.</param>
    public static FusedLegs Of(LegRun run, LegWeights weights, int constant, bool forPictures, IReadOnlyDictionary<long, long>? pictures)
    {
        var fused = new FusedLegs();
        var lists = new List<IReadOnlyList<(long Key, double Weight)>>(run.Legs.Count);
        foreach (var leg in run.Legs)
        {
            var weight = weights.Of(leg.Leg);
            var noise = ReferenceEquals(leg, run.Looked?.Leg) ? run.Looked?.Noise : null;
            var best = forPictures && run.Looked is not null && leg is { Leg: Legs.Bm25, Hits.Count: > 0 } ? leg.Hits[0].Score : 0;
            var keys = new List<(long Key, double Weight)>(leg.Hits.Count);
            var seen = new HashSet<long>(leg.Hits.Count);
            foreach (var hit in leg.Hits)
            {
                var key = pictures is not null && pictures.TryGetValue(hit.ChunkKey, out var first) ? first : hit.ChunkKey;
                if (!seen.Add(key)) continue;
                var above = noise?.Deviations(hit.Score);
                var share = above is { } certainty ? Math.Clamp(certainty / DeviationsOfCertainty, 0, 1) : best > 0 ? hit.Score / best : 1;
                keys.Add((key, weight * share));
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

    /// <summary>
    /// Adds what votes say: to the best passage of a document that is liked, to all of one that is not. A document that is liked enough
    /// comes in though no leg found it.
    /// </summary>
    /// <param name="boosts">Ranges that do not overlap; none leaves everything as it is.</param>
    /// <param name="best">The best possible fused score.</param>
    public void Boost(IReadOnlyList<RangeBoost> boosts, double best)
    {
        if (boosts.Count == 0) return;
        var scores = Ranked.ToList();
        // Whatever no leg found is worth no more than the last that one did.
        var least = scores.Count == 0 ? 0 : scores[^1].Score;
        foreach (var boost in boosts)
        {
            var found = false;
            for (var i = 0; i < scores.Count && !(found && boost.Value > 0); i++)
            {
                if (scores[i].Key < boost.FirstKey || scores[i].Key > boost.LastKey) continue;
                scores[i] = (scores[i].Key, scores[i].Score + (boost.Value * best));
                found = true;
            }

            if (found || boost.Value < BringsIn) continue;
            var key = boost.ChunkKey >= boost.FirstKey && boost.ChunkKey <= boost.LastKey ? boost.ChunkKey : boost.FirstKey;
            shown[key] = key;
            ranks[key] = [];
            scores.Add((key, least + (boost.Value * best)));
        }

        scores.Sort(static (a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Key.CompareTo(b.Key));
        Ranked = scores;
    }

    /// <summary>The chunk that shows a key.</summary>
    public long Shown(long key) => shown[key];

    /// <summary>How far above the noise words found the look of a picture; null when they did not, or the noise is not known.</summary>
    public double? Deviations(long key) => deviations.TryGetValue(key, out var found) ? found : null;

    /// <summary>Rank of a key in each leg that found it.</summary>
    public IReadOnlyDictionary<string, int> Ranks(long key) => ranks[key];
}
