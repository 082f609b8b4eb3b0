namespace Assistant.Core.Memory;

/// <summary>Keeps facts. Every method is one transaction, durable when it returns.</summary>
public interface IFactStore
{
    /// <summary>Lists a user's facts, newest first.</summary>
    /// <param name="user">The user.</param>
    /// <param name="superseded">Whether to list those too that others took the place of.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    ValueTask<IReadOnlyList<Fact>> ListAsync(string user, bool superseded = false, CancellationToken cancellationToken = default);

    /// <summary>Adds a fact, and marks others of its user as superseded by it.</summary>
    ValueTask AddAsync(Fact fact, IReadOnlyCollection<Guid> supersedes, CancellationToken cancellationToken = default);

    /// <summary>Replaces text and vector of a user's fact; false when there is no such one.</summary>
    ValueTask<bool> EditAsync(Fact fact, CancellationToken cancellationToken = default);

    /// <summary>Says that facts were used.</summary>
    /// <param name="user">The user.</param>
    /// <param name="ids">The facts.</param>
    /// <param name="recalled">Whether they were recalled, and not only told again.</param>
    /// <param name="at">When.</param>
    /// <param name="cancellationToken">Cancels before it begins.</param>
    ValueTask TouchAsync(string user, IReadOnlyCollection<Guid> ids, bool recalled, DateTimeOffset at, CancellationToken cancellationToken = default);

    /// <summary>Lists the users that have facts.</summary>
    ValueTask<IReadOnlyList<string>> ListUsersAsync(CancellationToken cancellationToken = default);

    /// <summary>Carries out a review of a user's facts: replaced ones become history of those that hold, which take over the uses of duplicates; junk is deleted with its history. Facts that changed meanwhile are left alone.</summary>
    ValueTask ConsolidateAsync(string user, MemoryReview review, CancellationToken cancellationToken = default);

    /// <summary>Deletes a user's fact with its history: those that it superseded; false when there is no such one.</summary>
    ValueTask<bool> DeleteAsync(string user, Guid id, CancellationToken cancellationToken = default);
}
