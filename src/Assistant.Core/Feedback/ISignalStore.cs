using Assistant.Core.Content;
using Assistant.Core.Retrieval;

namespace Assistant.Core.Feedback;

/// <summary>Logged searches and votes. Votes go with their document, and a deleted document leaves its place in logged searches empty. Safe from many threads and processes.</summary>
public interface ISignalStore
{
    /// <summary>Logs searches, and removes those that are too old or too many.</summary>
    ValueTask AddSearchesAsync(IReadOnlyCollection<LoggedSearch> searches, int most, DateTimeOffset oldest, CancellationToken cancellationToken = default);

    /// <summary>Finds a search of a user; null when there is none (any more).</summary>
    ValueTask<LoggedSearch?> FindSearchAsync(string user, Guid id, CancellationToken cancellationToken = default);

    /// <summary>Reads a user's newest searches, newest first.</summary>
    ValueTask<IReadOnlyList<LoggedSearch>> RecentSearchesAsync(string user, DateTimeOffset since, int limit, CancellationToken cancellationToken = default);

    /// <summary>Reads the newest search of each of these hashes, whoever made it; those that are no longer logged are left out.</summary>
    ValueTask<IReadOnlyList<LoggedSearch>> NewestSearchesAsync(IReadOnlyCollection<QueryHash> hashes, CancellationToken cancellationToken = default);

    /// <summary>Reads the newest searches of all users, newest first; of those of the same words and picture the newest only.</summary>
    ValueTask<IReadOnlyList<LoggedSearch>> NewestSearchesAsync(int limit, CancellationToken cancellationToken = default);

    /// <summary>Reads the searches that were made for an answer, in order, with the documents that it cites; null when the user has no such message.</summary>
    ValueTask<AnswerSearches?> FindAnswerAsync(string user, Guid messageId, CancellationToken cancellationToken = default);

    /// <summary>Stores votes, each in the place of an earlier one of the same user on the same query and document; a hint never replaces a judgement. Votes on documents that are gone are dropped.</summary>
    /// <returns>Those stored, with <see cref="Vote.Own"/> and <see cref="Vote.Collection"/> as they are.</returns>
    ValueTask<IReadOnlyList<Vote>> AddVotesAsync(IReadOnlyCollection<Vote> votes, CancellationToken cancellationToken = default);

    /// <summary>Reads the newest votes of each user, users in turn, so that nobody's many votes push out those of others; each with whether it counts for others (see <see cref="Learning.Replay.VoteTrust"/>).</summary>
    ValueTask<IReadOnlyList<(Vote Vote, bool Trusted)>> ReadVotesAsync(int limit, CancellationToken cancellationToken = default);

    /// <summary>A number that grows with every change of the votes. Fast enough to be asked for each query.</summary>
    long VoteVersion();

    /// <summary>Finds where the passages of documents are: the range of their chunk keys. Documents that are gone or not searchable are left out.</summary>
    IReadOnlyList<DocumentPlace> FindPlaces(IReadOnlyCollection<DocumentId> documents);

    /// <summary>Reads the vector that a query of a vector's direction is compared with: of the passage where it has one, else of the document's first that does; null when there is none.</summary>
    ValueTask<ReadOnlyMemory<float>?> FindTargetAsync(DocumentId document, long chunkKey, SearchVector query, CancellationToken cancellationToken = default);

    /// <summary>Counts how often each position was shown and clicked in the newest searches.</summary>
    ValueTask<IReadOnlyList<PositionClicks>> CountPositionsAsync(int searches, CancellationToken cancellationToken = default);

    /// <summary>Deletes everything that a user left to learn from: searches, judgements, votes and replay items.</summary>
    /// <returns>How many rows.</returns>
    ValueTask<int> ForgetUserAsync(string user, CancellationToken cancellationToken = default);
}

/// <summary>The searches behind an answer.</summary>
/// <param name="Searches">In order.</param>
/// <param name="Cited">Documents that the answer cites.</param>
public sealed record AnswerSearches(IReadOnlyList<LoggedSearch> Searches, IReadOnlyList<DocumentId> Cited);

/// <summary>Where the passages of a document are.</summary>
/// <param name="Document">The document.</param>
/// <param name="FirstKey">Key of its first chunk.</param>
/// <param name="LastKey">Key of its last chunk, inclusive.</param>
public readonly record struct DocumentPlace(DocumentId Document, long FirstKey, long LastKey);

/// <summary>How often a position was shown and clicked.</summary>
/// <param name="Rank">From 1.</param>
/// <param name="Moved">See <see cref="ShownHit"/>.</param>
/// <param name="Shown">Times shown.</param>
/// <param name="Clicked">Times clicked or voted for.</param>
public readonly record struct PositionClicks(int Rank, int Moved, long Shown, long Clicked);
