using Assistant.Core.Retrieval;
using Microsoft.Extensions.Options;

namespace Assistant.Core.Feedback;

/// <summary>
/// The votes as searches use them: always those that are stored, whichever process stored or deleted them. Safe from many threads.
/// </summary>
public sealed class FeedbackCache(IOptions<FeedbackOptions> options, TimeProvider time, ISignalStore? store = null) : IDisposable
{
    // Votes of new keys come to count as time goes by, without any change of the votes.
    private static readonly TimeSpan LongestTrust = TimeSpan.FromMinutes(10);
    private readonly SemaphoreSlim loading = new(1, 1);
    private volatile Loaded? loaded;

    /// <summary>What a full vote counts, in units of the best possible fused score.</summary>
    public double Strength => options.Value.CacheStrength;

    /// <summary>The votes in force, with the number of their state; null when votes do not act in searches.</summary>
    public async ValueTask<(VoteTable Table, long Version)?> ReadAsync(CancellationToken cancellationToken)
    {
        if (store is null || options.Value is { CacheStrength: 0 } or { CacheVotes: 0 })
            return null;
        var version = store.VoteVersion();
        if (loaded is { } known && known.Version == version && (known.Table.IsEmpty || time.GetElapsedTime(known.At) < LongestTrust))
            return (known.Table, version);
        await loading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (loaded is { } meanwhile && meanwhile.Version >= version && (meanwhile.Table.IsEmpty || time.GetElapsedTime(meanwhile.At) < LongestTrust))
                return (meanwhile.Table, meanwhile.Version);
            var at = time.GetTimestamp();
            // Read first: votes that come in between are in the table, and only lead to another load.
            version = store.VoteVersion();
            var table = new VoteTable(await store.ReadVotesAsync(options.Value.CacheVotes, cancellationToken).ConfigureAwait(false), options.Value.CacheSharpness);
            loaded = new Loaded(table, version, at);
            return (table, version);
        }
        finally
        {
            loading.Release();
        }
    }

    /// <summary>What the votes say for a search, as bonuses for ranges of chunk keys; empty for nobody's search.</summary>
    internal async ValueTask<(IReadOnlyList<RangeBoost> Boosts, long Version)> ForAsync(SearchRequest request, IReadOnlyCollection<SearchVector> vectors, CancellationToken cancellationToken)
    {
        if (request.User is not { } user || await ReadAsync(cancellationToken).ConfigureAwait(false) is not var (table, version))
            return ([], 0);
        if (table.IsEmpty)
            return ([], version);
        var found = table.Find(user, QueryHash.Of(request.Query, request.Image), vectors);
        if (found.Count == 0)
            return ([], version);
        var places = store!.FindPlaces([.. found.Select(boost => boost.Document)]).ToDictionary(place => place.Document);
        return ([.. found.Where(boost => places.ContainsKey(boost.Document)).Select(boost => new RangeBoost(places[boost.Document].FirstKey, places[boost.Document].LastKey, boost.Value * Strength, boost.ChunkKey))], version);
    }

    /// <inheritdoc/>
    public void Dispose() => loading.Dispose();

    private sealed record Loaded(VoteTable Table, long Version, long At);
}
