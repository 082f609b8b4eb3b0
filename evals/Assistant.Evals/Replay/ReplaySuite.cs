using System.Diagnostics;
using Assistant.Core.Content;
using Assistant.Core.Feedback;
using Assistant.Core.Learning;
using Assistant.Core.Learning.Measures;
using Assistant.Core.Learning.Refresh;
using Assistant.Core.Retrieval;
using Assistant.Evals.Ranking;

namespace Assistant.Evals.Replay;

/// <summary>What <c>eval replay</c> was asked for.</summary>
/// <param name="Candidate">What is tried, in words.</param>
/// <param name="Limit">At most this many of the newest searches, beside all that were judged.</param>
/// <param name="Collection">Only searches of this collection, and made in it alone; null for all as they were made.</param>
/// <param name="ShowQueries">Whether the words of the queries that changed most are part of the report.</param>
/// <param name="Seed">Seed of the bootstrap.</param>
public sealed record ReplaySuiteOptions(string Candidate, int Limit = 1_000, string? Collection = null, bool ShowQueries = false, int Seed = 1);

/// <summary>
/// The suite <c>replay</c>: makes the searches of the log again, as they were restricted, at present and with a candidate, and compares.
/// Nobody's votes act, nothing is logged, and what a caller's groups hid is not hidden: both sides are asked alike.
/// </summary>
/// <param name="signals">The log of searches.</param>
/// <param name="judged">What users liked.</param>
/// <param name="store">Titles of documents.</param>
public sealed class ReplaySuite(ISignalStore signals, JudgedQueries judged, IContentStore store)
{
    private const int Depth = JudgedMeasures.Depth, WarmUp = 3, MostMovers = 10, MostShown = 10;

    /// <summary>Makes the searches again.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="present">The search as it is.</param>
    /// <param name="candidate">The search as it would be.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<ReplayReport> RunAsync(ReplaySuiteOptions options, IRetriever present, IRetriever candidate, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(present);
        ArgumentNullException.ThrowIfNull(candidate);
        var liked = (await judged.ReadAsync(options.Collection, cancellationToken).ConfigureAwait(false)).Queries.ToDictionary(query => query.Search.Hash);
        var newest = await signals.NewestSearchesAsync(options.Limit, cancellationToken).ConfigureAwait(false);
        var searches = newest.Where(search => options.Collection is null || search.Collections?.Contains(options.Collection) == true).Concat(liked.Values.Select(query => query.Search)).DistinctBy(search => search.Hash).ToList();
        List<Pair> pairs = [];
        var notAsked = 0;
        foreach (var search in searches)
        {
            var request = search.Again() with { Limit = Depth };
            if (options.Collection is { } one) request = request with { Collections = [one] };
            try
            {
                // Once where it warms up; then one before the other in turn, so that neither finds everything in memory.
                if (pairs.Count < WarmUp) await AskAsync(present, request, cancellationToken).ConfigureAwait(false);
                var presentFirst = pairs.Count % 2 == 0;
                var first = await AskAsync(presentFirst ? present : candidate, request, cancellationToken).ConfigureAwait(false);
                var second = await AskAsync(presentFirst ? candidate : present, request, cancellationToken).ConfigureAwait(false);
                pairs.Add(presentFirst ? new Pair(search, first, second) : new Pair(search, second, first));
            }
            catch (ArgumentException) when (search.Vectors.Any(vector => vector.Direction == AdapterDirection.ImageToImage))
            {
                notAsked++;
            }
        }

        var measured = pairs.Where(pair => liked.ContainsKey(pair.Search.Hash)).ToList();
        return new ReplayReport(
            options.Candidate,
            pairs.Count,
            notAsked,
            Share(pairs, pair => RankComparison.HasChanged(pair.Before.Documents, pair.After.Documents, 1)),
            Share(pairs, pair => RankComparison.HasChanged(pair.Before.Documents, pair.After.Documents, 3)),
            Share(pairs, pair => RankComparison.HasChanged(pair.Before.Documents, pair.After.Documents, Depth)),
            pairs.Select(pair => RankComparison.Overlap(pair.Before.Documents, pair.After.Documents, Depth)).DefaultIfEmpty(1).Average(),
            pairs.Select(pair => pair.RankBiasedOverlap).DefaultIfEmpty(1).Average(),
            measured.Count,
            Measures(measured, [.. measured.Select(pair => liked[pair.Search.Hash].Liked)], options.Seed),
            await MoversAsync(pairs, cancellationToken).ConfigureAwait(false),
            Latency(pairs.Select(pair => pair.Before)),
            Latency(pairs.Select(pair => pair.After)),
            options.ShowQueries ? await ChangedAsync(pairs, cancellationToken).ConfigureAwait(false) : null);
    }

    private static async Task<Answer> AskAsync(IRetriever retriever, SearchRequest request, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var response = await retriever.SearchAsync(request, cancellationToken).ConfigureAwait(false);
        return new Answer([.. response.Hits.Select(hit => hit.Passage.DocumentId).Distinct()], Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    private static List<ReplayMeasure> Measures(List<Pair> pairs, List<IReadOnlyList<Judgement>> liked, int seed)
    {
        if (pairs.Count == 0) return [];
        List<IReadOnlyList<DocumentId>> before = [.. pairs.Select(pair => pair.Before.Documents)], after = [.. pairs.Select(pair => pair.After.Documents)];
        return
        [
            Measure("R@10", rankings => JudgedMeasures.Score(rankings, liked, JudgedMeasures.Recall)),
            Measure("MRR@10", rankings => JudgedMeasures.Score(rankings, liked, JudgedMeasures.ReciprocalRank)),
            Measure("nDCG@10", rankings => JudgedMeasures.Ndcg(rankings, liked)),
        ];

        ReplayMeasure Measure(string name, Func<IReadOnlyList<IReadOnlyList<DocumentId>>, double[]> score)
        {
            var (one, two) = (score(before), score(after));
            var change = PairedBootstrap.Difference(one, two, seed);
            return new ReplayMeasure(name, one.Average(), two.Average(), change.Low, change.High);
        }
    }

    private async Task<IReadOnlyList<ReplayMover>> MoversAsync(List<Pair> pairs, CancellationToken cancellationToken)
    {
        var moves = new Dictionary<DocumentId, (int Rose, int Fell, double Moved)>();
        foreach (var pair in pairs)
        {
            foreach (var document in pair.Before.Documents.Union(pair.After.Documents))
            {
                var moved = Inverse(pair.After.Documents, document) - Inverse(pair.Before.Documents, document);
                if (moved == 0) continue;
                var (rose, fell, sum) = moves.GetValueOrDefault(document);
                moves[document] = (rose + (moved > 0 ? 1 : 0), fell + (moved < 0 ? 1 : 0), sum + moved);
            }
        }

        var most = moves.Where(entry => entry.Value.Moved != 0).OrderByDescending(entry => Math.Abs(entry.Value.Moved)).ThenBy(entry => entry.Key.Value).Take(MostMovers).ToList();
        var titles = await TitlesAsync([.. most.Select(entry => entry.Key)], cancellationToken).ConfigureAwait(false);
        return [.. most.Select(entry => new ReplayMover(titles[entry.Key], entry.Value.Rose, entry.Value.Fell, entry.Value.Moved))];
    }

    private async Task<IReadOnlyList<ReplayedQuery>> ChangedAsync(List<Pair> pairs, CancellationToken cancellationToken)
    {
        var most = pairs.Where(pair => pair.RankBiasedOverlap < 1).OrderBy(pair => pair.RankBiasedOverlap).ThenBy(pair => pair.Search.Hash.Value, StringComparer.Ordinal).Take(MostShown).ToList();
        var titles = await TitlesAsync([.. most.SelectMany(pair => pair.Before.Documents.Take(3).Concat(pair.After.Documents.Take(3))).Distinct()], cancellationToken).ConfigureAwait(false);
        return [.. most.Select(pair => new ReplayedQuery(pair.Search.Query, pair.RankBiasedOverlap, [.. pair.Before.Documents.Take(3).Select(id => titles[id])], [.. pair.After.Documents.Take(3).Select(id => titles[id])]))];
    }

    private async Task<Dictionary<DocumentId, string>> TitlesAsync(IReadOnlyList<DocumentId> documents, CancellationToken cancellationToken)
    {
        var titles = documents.ToDictionary(id => id, id => id.ToString());
        foreach (var document in await store.FindAsync(documents, cancellationToken).ConfigureAwait(false)) titles[document.Id] = document.Title ?? document.Uri;
        return titles;
    }

    private static double Inverse(IReadOnlyList<DocumentId> documents, DocumentId document)
    {
        for (var i = 0; i < documents.Count; i++)
        {
            if (documents[i] == document) return 1.0 / (i + 1);
        }

        return 0;
    }

    private static double Share(List<Pair> pairs, Func<Pair, bool> has) => pairs.Count == 0 ? 0 : (double)pairs.Count(has) / pairs.Count;

    private static ReplayLatency Latency(IEnumerable<Answer> answers)
    {
        var times = answers.Select(answer => answer.Milliseconds).ToList();
        return times.Count == 0 ? new ReplayLatency(0, 0) : new ReplayLatency(RankingMetrics.Percentile(times, 0.5), RankingMetrics.Percentile(times, 0.95));
    }

    private sealed record Answer(IReadOnlyList<DocumentId> Documents, double Milliseconds);

    private sealed record Pair(LoggedSearch Search, Answer Before, Answer After)
    {
        public double RankBiasedOverlap { get; } = RankComparison.RankBiasedOverlap(Before.Documents, After.Documents);
    }
}
