using Assistant.Core.Content;
using Assistant.Core.Learning;

namespace Assistant.Core.Retrieval;

/// <summary>A search as the API and the CLI ask it.</summary>
/// <param name="Query">The user's words; may be empty when there is an image.</param>
public sealed record SearchRequest(string Query)
{
    /// <summary>A picture to compare with, in any supported format.</summary>
    public ReadOnlyMemory<byte> Image { get; init; }

    /// <summary>The query as encoders gave it before: each of these is used in place of asking its encoder again, so that a picture can be asked with again by its vector alone. Those of other encoders than serve now are not used.</summary>
    public IReadOnlyList<SearchVector> Vectors { get; init; } = [];

    /// <summary>Only documents of this kind; null for any.</summary>
    public ContentKind? Kind { get; init; }

    /// <summary>Collections by name; null for all that the caller may read. Unknown names match nothing.</summary>
    public IReadOnlyCollection<string>? Collections { get; init; }

    /// <summary>Tags in any case, at most 32, each of which a document must have; null or empty for no restriction.</summary>
    public IReadOnlyCollection<string>? Tags { get; init; }

    /// <summary>Only documents whose date is this one or later; null for no restriction.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only documents whose date is before this one; null for no restriction.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Groups of the caller; null when it may read everything.</summary>
    public IReadOnlyCollection<string>? Groups { get; init; }

    /// <summary>Who asks (API key's id, or "local"), so that what is learned from the search is theirs; null for the assistant's own searches, from which nothing is learned.</summary>
    public string? User { get; init; }

    /// <summary>The question that the search is made for: the same for all searches of an answer; null for a search of its own.</summary>
    public Guid? QuestionId { get; init; }

    /// <summary>Whether neighbours may now and then change places, so that judgements can be told from positions: for lists that a person looks through.</summary>
    public bool MayVary { get; init; }

    /// <summary>Hits wanted, 1 to 100.</summary>
    public int Limit { get; init; } = 10;

    /// <summary>Whether a picture is one hit, shown by its best passage, or each of its captions and texts a hit of its own.</summary>
    public bool OnePerPicture { get; init; } = true;

    /// <summary>Wait until the index contains this change, at most 10 seconds (read your writes).</summary>
    public long? AfterSequence { get; init; }

    /// <summary>Whether a picture is asked with.</summary>
    internal bool HasPicture => !Image.IsEmpty || Vectors.Any(vector => vector.Direction is AdapterDirection.ImageToImage or AdapterDirection.ImageToText);
}
