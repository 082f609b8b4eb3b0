using System.Text.Json.Serialization;

namespace Assistant.Contracts.Http;

/// <summary>Body of <c>POST /api/search</c>.</summary>
public sealed record SearchBody
{
    /// <summary>The user's words.</summary>
    public string Query { get; init; } = "";

    /// <summary>A picture as a data URL or base64.</summary>
    public string? Image { get; init; }

    /// <summary><c>any</c>, <c>text</c> or <c>image</c>.</summary>
    public string Modality { get; init; } = "any";

    /// <summary>Hits wanted, 1 to 100.</summary>
    public int K { get; init; } = 10;

    /// <summary>One collection; absent for all readable ones.</summary>
    public string? Collection { get; init; }

    /// <summary>Wait until the index contains this change.</summary>
    public long? AfterSequence { get; init; }
}

/// <summary>Answer of a search: also what <c>assistant search --json</c> prints.</summary>
public sealed record SearchResult(string Query, IReadOnlyList<SearchResultHit> Hits, long Pending, SearchResultTimings Timings)
{
    /// <summary>What the search had to do without, in words; absent mostly.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Notes { get; init; }
}

/// <summary>A hit.</summary>
public sealed record SearchResultHit(int Rank, double Score, string Kind, string Collection, string Uri, string? Title, IReadOnlyList<string> Headings, int? Page, string Snippet, Span Span, string DocumentId, int Version, string ChunkId, IReadOnlyDictionary<string, int> Legs);

/// <summary>UTF-16 offsets into the parsed text.</summary>
public sealed record Span(int Start, int End);

/// <summary>Milliseconds.</summary>
public sealed record SearchResultTimings(double TotalMs, double? Bm25Ms, double? DenseMs, double? EncodeMs);
