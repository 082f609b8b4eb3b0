using Assistant.Core.Content;
using Assistant.Core.Learning;

namespace Assistant.Core.Retrieval;

/// <summary>Hits of a search.</summary>
/// <param name="Query">The query.</param>
/// <param name="Hits">Best first.</param>
/// <param name="Pending">Documents of the searched collections that are still on their way.</param>
/// <param name="Timings">Where the time went.</param>
public sealed record SearchResponse(string Query, IReadOnlyList<SearchHit> Hits, long Pending, SearchTimings Timings)
{
    /// <summary>What the search had to do without, in words for the user; empty mostly.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The adapter versions that moved the query; <c>base</c> for none.</summary>
    public string Adapter { get; init; } = "base";

    /// <summary>Id that judgements of the hits refer to; null when the search is not logged.</summary>
    public Guid? SearchId { get; init; }

    /// <summary>State of the votes that moved the hits, a number that grows with every vote; 0 when votes do not act in the search. With <see cref="Adapter"/> it names what was learned, as a key of caches has to.</summary>
    public long Votes { get; init; }

    /// <summary>The query as encoders gave it, before any adapter; empty where nothing dense was searched.</summary>
    public IReadOnlyList<SearchVector> Vectors { get; init; } = [];
}

/// <summary>A query as an encoder gave it.</summary>
/// <param name="Direction">What it is to find.</param>
/// <param name="EncoderId">Who made it.</param>
/// <param name="Values">L2-normalized, [d].</param>
public sealed record SearchVector(AdapterDirection Direction, string EncoderId, ReadOnlyMemory<float> Values);

/// <summary>A hit.</summary>
/// <param name="Rank">From 1.</param>
/// <param name="Score">Fused score; comparable within one response only.</param>
/// <param name="Passage">What was found.</param>
/// <param name="Snippet">The best part of the passage for the query.</param>
/// <param name="SnippetSpan">Where the snippet stands in the parsed text.</param>
/// <param name="Legs">Rank of the passage in each leg that found it.</param>
public sealed record SearchHit(int Rank, double Score, Passage Passage, string Snippet, TextSpan SnippetSpan, IReadOnlyDictionary<string, int> Legs)
{
    /// <summary>How many standard deviations the look of the picture is nearer to the words than that of unrelated pairs; null when it was not found by words and its look, or the noise is not known.</summary>
    public double? SeenDeviations { get; init; }

    /// <summary>The probability, 0 to 1, that the picture is right by its look, as judgements taught it; null when it was not found by words and its look, or nothing was learned.</summary>
    public double? SeenProbability { get; init; }
}

/// <summary>A span of parsed text, UTF-16 offsets.</summary>
/// <param name="Start">First character.</param>
/// <param name="End">After the last character.</param>
public readonly record struct TextSpan(int Start, int End);

/// <summary>Times of a search in milliseconds; null where a leg did not run. Encoders and legs run beside each other: each figure is that of the slowest.</summary>
public sealed record SearchTimings(double TotalMs, double? Bm25Ms, double? DenseMs, double? EncodeMs);
