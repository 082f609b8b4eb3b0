namespace Assistant.Evals.Replay;

/// <summary>What a candidate changes in the searches that were logged.</summary>
/// <param name="Candidate">What was tried, in words.</param>
/// <param name="Queries">Searches that were made again, those of the same words once.</param>
/// <param name="NotAsked">Searches with pictures that cannot be made again: the picture is not kept, and its vector is of another encoder.</param>
/// <param name="Top1Changed">Share of the queries whose first document is another one.</param>
/// <param name="Top3Changed">Share whose first three are others, or in another order.</param>
/// <param name="Top10Changed">The same of the first ten.</param>
/// <param name="Overlap">Mean share of the first ten documents that both find.</param>
/// <param name="RankBiasedOverlap">Mean rank-biased overlap, p = 0.9.</param>
/// <param name="Judged">Queries with a document that users liked.</param>
/// <param name="Measures">Quality by what users liked, weighed by inverse propensity; empty when nothing was judged.</param>
/// <param name="Movers">Documents that moved most, those that rose and those that fell.</param>
/// <param name="Before">Milliseconds of a search at present.</param>
/// <param name="After">Milliseconds of a search with the candidate.</param>
/// <param name="Changed">The queries that changed most, with their words; null unless they were asked for.</param>
public sealed record ReplayReport(
    string Candidate, int Queries, int NotAsked, double Top1Changed, double Top3Changed, double Top10Changed, double Overlap, double RankBiasedOverlap, int Judged,
    IReadOnlyList<ReplayMeasure> Measures, IReadOnlyList<ReplayMover> Movers, ReplayLatency Before, ReplayLatency After, IReadOnlyList<ReplayedQuery>? Changed);

/// <summary>A measure of quality.</summary>
/// <param name="Name">R@10, MRR@10 or nDCG@10.</param>
/// <param name="Before">At present, 0 to 1.</param>
/// <param name="After">With the candidate.</param>
/// <param name="Low">Lower end of the 95 % interval of the difference.</param>
/// <param name="High">Upper end.</param>
public sealed record ReplayMeasure(string Name, double Before, double After, double Low, double High);

/// <summary>A document that moved.</summary>
/// <param name="Title">Its title, or its uri where it has none.</param>
/// <param name="Rose">Queries in which it stands higher with the candidate.</param>
/// <param name="Fell">Queries in which it stands lower.</param>
/// <param name="Moved">Sum over the queries of 1 / rank with the candidate less that at present.</param>
public sealed record ReplayMover(string Title, int Rose, int Fell, double Moved);

/// <summary>Milliseconds of searches; encoding is left out where the log has the vector.</summary>
/// <param name="P50">Median.</param>
/// <param name="P95">95 % quantile.</param>
public sealed record ReplayLatency(double P50, double P95);

/// <summary>A query that changed.</summary>
/// <param name="Words">The user's words.</param>
/// <param name="RankBiasedOverlap">How much its two rankings have in common.</param>
/// <param name="Before">Titles of its first three documents at present.</param>
/// <param name="After">The same with the candidate.</param>
public sealed record ReplayedQuery(string Words, double RankBiasedOverlap, IReadOnlyList<string> Before, IReadOnlyList<string> After);
