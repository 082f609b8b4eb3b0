namespace Assistant.Core.Memory;

/// <summary>What is to be done with a user's facts so that the memory stays small and true. Pure: the same facts give the same plan, and a memory that follows its plan needs no other.</summary>
public sealed class MemoryReview
{
    private MemoryReview()
    {
    }

    /// <summary>Facts that say what another says: the newest wording stays, with the uses of all.</summary>
    public IReadOnlyList<FactReplacement> Duplicates { get; private init; } = [];

    /// <summary>Facts that a newer one contradicts.</summary>
    public IReadOnlyList<FactReplacement> Contradictions { get; private init; } = [];

    /// <summary>Facts that nobody asked to be kept and that have faded, or that say nothing.</summary>
    public IReadOnlyList<Fact> Junk { get; private init; } = [];

    /// <summary>Reviews the facts of one user that hold (superseded ones are history, and are left out).</summary>
    /// <param name="facts">In any order.</param>
    /// <param name="now">The present.</param>
    /// <param name="options">Half-life, and the strength below which a fact is junk.</param>
    public static MemoryReview Of(IReadOnlyCollection<Fact> facts, DateTimeOffset now, MemoryOptions options)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(options);
        var (duplicates, contradictions, junk) = (new List<FactReplacement>(), new List<FactReplacement>(), new List<Fact>());
        var kept = new List<(Fact Fact, FactWords Words)>();
        // Newest first: what was said last holds.
        foreach (var fact in facts.Where(fact => fact.SupersededBy is null).OrderByDescending(fact => fact.Created).ThenByDescending(fact => fact.Id))
        {
            var words = new FactWords(fact.Text);
            if (words.Terms.Count == 0 || (!fact.Requested && FactStrength.Of(fact, now, options.HalfLifeDays) < options.FadeBelow))
            {
                junk.Add(fact);
                continue;
            }

            var about = kept.Where(newer => newer.Fact.Collection == fact.Collection).ToList();
            if (about.Find(newer => Same(newer, (fact, words))).Fact is { } same)
                duplicates.Add(new FactReplacement(fact, same));
            else if (about.Find(newer => newer.Words.Contradicts(words)).Fact is { } contrary)
                contradictions.Add(new FactReplacement(fact, contrary));
            else
                kept.Add((fact, words));
        }

        return new MemoryReview { Duplicates = duplicates, Contradictions = contradictions, Junk = junk };
    }

    private static bool Same((Fact Fact, FactWords Words) newer, (Fact Fact, FactWords Words) older) =>
        newer.Words.Repeats(older.Words)
        || (LongTermMemory.SaysTheSame(newer.Fact, older.Fact.EncoderId, older.Fact.Vector) && !newer.Words.Contradicts(older.Words));
}

/// <summary>A fact and the one that takes its place.</summary>
/// <param name="Old">It becomes history.</param>
/// <param name="New">It holds.</param>
public sealed record FactReplacement(Fact Old, Fact New);
