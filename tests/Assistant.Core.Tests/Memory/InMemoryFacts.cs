using Assistant.Core.Memory;

namespace Assistant.Core.Tests.Memory;

/// <summary>Facts in a list.</summary>
internal sealed class InMemoryFacts : IFactStore
{
    private readonly List<Fact> facts = [];

    public ValueTask<IReadOnlyList<Fact>> ListAsync(string user, bool superseded = false, CancellationToken cancellationToken = default) =>
        new([.. facts.Where(fact => fact.User == user && (superseded || fact.SupersededBy is null)).Reverse()]);

    public ValueTask AddAsync(Fact fact, IReadOnlyCollection<Guid> supersedes, CancellationToken cancellationToken = default)
    {
        Change(fact.User, supersedes, other => other with { SupersededBy = fact.Id });
        facts.Add(fact);
        return default;
    }

    public ValueTask<bool> EditAsync(Fact fact, CancellationToken cancellationToken = default) =>
        new(Change(fact.User, [fact.Id], other => other with { Text = fact.Text, Used = fact.Used, EncoderId = fact.EncoderId, Vector = fact.Vector }) > 0);

    public ValueTask TouchAsync(string user, IReadOnlyCollection<Guid> ids, bool recalled, DateTimeOffset at, CancellationToken cancellationToken = default)
    {
        Change(user, ids, fact => fact with { Used = at, Uses = fact.Uses + (recalled ? 1 : 0) });
        return default;
    }

    public ValueTask<bool> DeleteAsync(string user, Guid id, CancellationToken cancellationToken = default) => new(facts.RemoveAll(fact => fact.User == user && fact.Id == id) > 0);

    public ValueTask<IReadOnlyList<string>> ListUsersAsync(CancellationToken cancellationToken = default) => new([.. facts.Select(fact => fact.User).Distinct()]);

    public ValueTask ConsolidateAsync(string user, MemoryReview review, CancellationToken cancellationToken = default)
    {
        foreach (var (old, kept) in review.Duplicates.Concat(review.Contradictions))
            Change(user, [old.Id], fact => fact with { SupersededBy = kept.Id });
        facts.RemoveAll(fact => fact.User == user && review.Junk.Any(junk => junk.Id == fact.Id));
        return default;
    }

    private int Change(string user, IReadOnlyCollection<Guid> ids, Func<Fact, Fact> change)
    {
        var changed = 0;
        for (var i = 0; i < facts.Count; i++)
        {
            if (facts[i].User != user || !ids.Contains(facts[i].Id))
                continue;
            facts[i] = change(facts[i]);
            changed++;
        }

        return changed;
    }
}
