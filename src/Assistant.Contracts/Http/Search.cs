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

    /// <summary>Tags in any case, each of which a document must have; at most 32.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Only documents of this date or later: <c>2024-05-31</c> (midnight in UTC), or a moment such as <c>2024-05-31T12:00:00Z</c>. A document's date is the one that it names itself, else when it was changed at its source, else when it was first submitted.</summary>
    public string? From { get; init; }

    /// <summary>Only documents of a date before this one, written like <see cref="From"/>.</summary>
    public string? To { get; init; }

    /// <summary>Whether neighbouring hits may now and then change places, so that what is chosen can be told from where it stood: for lists that a person looks through.</summary>
    public bool MayVary { get; init; }

    /// <summary>Wait until the index contains this change.</summary>
    public long? AfterSequence { get; init; }
}

/// <summary>Answer of a search: also what <c>assistant search --json</c> prints.</summary>
public sealed record SearchResult(string Query, IReadOnlyList<SearchResultHit> Hits, long Pending, SearchResultTimings Timings)
{
    /// <summary>Id of the search for judgements of its hits; absent where searches are not logged.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? SearchId { get; init; }

    /// <summary>The adapter versions that moved the query; <c>base</c> for none.</summary>
    public string Adapter { get; init; } = "base";

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
