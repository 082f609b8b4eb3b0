using Assistant.Core.Content;
using Assistant.Core.Learning.Replay;
using Microsoft.Extensions.Options;

namespace Assistant.Core.Feedback;

/// <summary>
/// Reads what users liked, by query: the words from the log of searches, what was right from the votes. Votes count here as in the
/// replay buffer: only trusted ones, none on one's own uploads, by the clipped inverse of their propensity, with caps for each user and
/// document. Safe from many threads.
/// </summary>
public sealed class JudgedQueries(ISignalStore signals, IOptions<ReplayOptions> options)
{
    private const int MostVotes = 20_000;

    /// <summary>Reads them, in the order of their hashes.</summary>
    /// <param name="collection">Only judgements of documents of this collection; null for all.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async ValueTask<JudgedSet> ReadAsync(string? collection, CancellationToken cancellationToken = default)
    {
        var votes = (await signals.ReadVotesAsync(MostVotes, cancellationToken).ConfigureAwait(false))
            .Where(entry => entry.Trusted && !entry.Vote.Own && entry.Vote.Value > 0 && (collection is null || entry.Vote.Collection == collection))
            .Select(entry => entry.Vote).OrderBy(vote => vote.Hash.Value, StringComparer.Ordinal).ThenBy(vote => vote.Document.Value).ThenBy(vote => vote.User, StringComparer.Ordinal).ToList();
        var weights = ReplayWeights.Weigh([.. votes.Select(vote => (vote.User, vote.Document, vote.Value * ReplayWeights.Inverse(vote.Propensity)))], options.Value);
        var judged = votes.Zip(weights).GroupBy(entry => entry.First.Hash).ToList();
        var searches = (await signals.NewestSearchesAsync([.. judged.Select(group => group.Key)], cancellationToken).ConfigureAwait(false)).ToDictionary(search => search.Hash);
        return new JudgedSet(
            [.. judged.Where(group => searches.ContainsKey(group.Key)).Select(group => new JudgedQuery(
                searches[group.Key],
                [.. group.GroupBy(entry => entry.First.Document).Select(one => new Judgement(one.Key, one.Sum(entry => entry.Second)))]))],
            judged.Count(group => !searches.ContainsKey(group.Key)),
            votes.Count == 0 ? DateTimeOffset.MinValue : votes.Max(vote => vote.At));
    }
}

/// <summary>Judged queries.</summary>
/// <param name="Queries">The queries.</param>
/// <param name="Forgotten">How many more there are whose words are no longer logged.</param>
/// <param name="Until">When the newest judgement was made.</param>
public sealed record JudgedSet(IReadOnlyList<JudgedQuery> Queries, int Forgotten, DateTimeOffset Until);

/// <summary>A query and what users liked for it.</summary>
/// <param name="Search">The newest search of its words and picture.</param>
/// <param name="Liked">At least one.</param>
public sealed record JudgedQuery(LoggedSearch Search, IReadOnlyList<Judgement> Liked)
{
    /// <summary>Whether it measures and is never learned from: one of two, by its hash, the same for good.</summary>
    public bool IsKeptBack => (Convert.ToByte(Search.Hash.Value[..2], 16) & 1) == 0;
}

/// <summary>A document that users liked for a query.</summary>
/// <param name="Document">The document.</param>
/// <param name="Weight">What their votes count together, above 0.</param>
public readonly record struct Judgement(DocumentId Document, double Weight);
