using Assistant.Core.Content;
using Assistant.Core.Learning;
using Assistant.Core.Retrieval;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Assistant.Core.Feedback;

/// <summary>
/// Takes judgements. What was asked and shown comes from the log of searches and not from the client; a judgement of an answer credits
/// the documents that it cites; nothing is held against a document that was never shown. Safe from many threads.
/// </summary>
public sealed partial class FeedbackRecorder(
    IFeedbackStore feedback, ISignalStore signals, SearchLog log, VoteRecorder votes, IEncoderDirectory encoders, TimeProvider time, ILogger<FeedbackRecorder> logger)
{
    private const int MostLookedAt = 50;
    private const int SearchesCounted = 20_000;
    private static readonly TimeSpan LogReach = TimeSpan.FromDays(1);
    private static readonly TimeSpan BiasAge = TimeSpan.FromHours(1);
    private volatile Measured? measured;

    /// <summary>Stores a judgement; the next search sees what follows from it.</summary>
    /// <param name="row">The judgement. Where its search is known, query, rank and shown documents are taken from there.</param>
    /// <param name="cancellationToken">Cancels before it is stored.</param>
    /// <returns>Its id.</returns>
    /// <exception cref="UnknownSearchException">It names a search that the user has not made, or that is no longer logged.</exception>
    public async ValueTask<Guid> AddAsync(FeedbackRow row, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(row);
        await log.FlushAsync(cancellationToken).ConfigureAwait(false);
        var answer = row is { SearchId: null, MessageId: { } message } ? await signals.FindAnswerAsync(row.User, message, cancellationToken).ConfigureAwait(false) : null;
        var search = row.SearchId is { } id
            ? await signals.FindSearchAsync(row.User, id, cancellationToken).ConfigureAwait(false) ?? throw new UnknownSearchException(id)
            : answer is null ? await FindAsync(row, cancellationToken).ConfigureAwait(false) : null;
        if (search is not null)
        {
            var shown = search.Shown.Select(hit => hit.Document).ToList();
            var at = row.DocumentId is { } one ? shown.IndexOf(one) : -1;
            row = row with { Query = search.Query, SearchId = search.Id, Shown = shown, Rank = at < 0 ? null : at + 1 };
        }

        await feedback.AddAsync(row, cancellationToken).ConfigureAwait(false);
        if (Signals.ValueOf(row.Signal) is not { } value)
            return row.Id;
        IReadOnlyList<DocumentId> judged = row.DocumentId is { } document ? [document] : answer?.Cited ?? [];
        if (judged.Count == 0)
            return row.Id;
        var bias = await BiasAsync(cancellationToken).ConfigureAwait(false);
        var searches = search is not null ? [search] : answer?.Searches ?? [];
        var vectors = searches.Count == 0 ? await EncodeAsync(row.Query, cancellationToken).ConfigureAwait(false) : [];
        var cast = new List<Vote>();
        foreach (var one in judged.Distinct())
        {
            // The search that found it; an answer may have made several.
            var found = searches.FirstOrDefault(made => made.Shown.Any(hit => hit.Document == one));
            if (found is null && value < 0 && search is not null)
                continue;
            found ??= searches.Count > 0 ? searches[0] : null;
            var at = found?.Shown.ToList().FindIndex(hit => hit.Document == one) ?? -1;
            int? rank = search is null || at < 0 ? null : at + 1;
            cast.Add(new Vote
            {
                User = row.User,
                Hash = found?.Hash ?? QueryHash.Of(row.Query),
                Document = one,
                ChunkKey = at < 0 ? 0 : found!.Shown[at].ChunkKey,
                Signal = row.Signal,
                Value = value,
                Rank = rank,
                Propensity = bias.Of(rank),
                Moved = rank is null ? 0 : found!.Shown[at].Moved,
                Adapter = found?.Adapter ?? "base",
                At = row.At,
                Vectors = found?.Vectors ?? vectors,
            });
        }

        await votes.RecordAsync(cast, cancellationToken).ConfigureAwait(false);
        return row.Id;
    }

    /// <summary>The user's newest search with these words.</summary>
    private async ValueTask<LoggedSearch?> FindAsync(FeedbackRow row, CancellationToken cancellationToken)
    {
        var hash = QueryHash.Of(row.Query);
        var recent = await signals.RecentSearchesAsync(row.User, time.GetUtcNow() - LogReach, MostLookedAt, cancellationToken).ConfigureAwait(false);
        return recent.FirstOrDefault(search => search.Hash == hash && (row.DocumentId is not { } judged || search.Shown.Any(hit => hit.Document == judged)));
    }

    private async ValueTask<PositionBias> BiasAsync(CancellationToken cancellationToken)
    {
        if (measured is { } known && time.GetElapsedTime(known.At) < BiasAge)
            return known.Bias;
        var fresh = new Measured(PositionBias.Estimate(await signals.CountPositionsAsync(SearchesCounted, cancellationToken).ConfigureAwait(false)), time.GetTimestamp());
        measured = fresh;
        return fresh.Bias;
    }

    /// <summary>Reads the query anew where no log has it.</summary>
    private async ValueTask<IReadOnlyList<SearchVector>> EncodeAsync(string query, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(query))
            return [];
        var vectors = new List<SearchVector>();
        foreach (var (role, direction) in new[] { (EncoderRole.Text, AdapterDirection.TextToText), (EncoderRole.Image, AdapterDirection.TextToImage) })
        {
            if (encoders.ForQueries(role) is not { Text: { } tower } encoder)
                continue;
            try
            {
                vectors.Add(new SearchVector(direction, encoder.Id, await tower.GenerateVectorAsync(query, EncoderInput.Query, cancellationToken).ConfigureAwait(false)));
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                // The judgement still acts on the same words.
                LogFailed(failure, encoder.Id);
            }
        }

        return vectors;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A judgement is kept without a vector of its query: the encoder {Encoder} failed")]
    private partial void LogFailed(Exception failure, string encoder);

    private sealed record Measured(PositionBias Bias, long At);
}
