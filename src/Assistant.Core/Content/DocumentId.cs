using System.Diagnostics.CodeAnalysis;

namespace Assistant.Core.Content;

/// <summary>Identifies a document: stable for a (collection, uri) across its versions, until it is deleted.</summary>
/// <param name="Value">A version 7 UUID, so that ids sort by time of acceptance.</param>
public readonly record struct DocumentId(Guid Value) : IComparable<DocumentId>
{
    /// <summary>Makes a new id.</summary>
    public static DocumentId New() => new(Guid.CreateVersion7());

    /// <summary>Reads the 32 hexadecimal digits that <see cref="ToString"/> writes; hyphens are accepted.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out DocumentId id)
    {
        var ok = Guid.TryParse(text, out var value);
        id = new DocumentId(value);
        return ok;
    }

    /// <inheritdoc/>
    public int CompareTo(DocumentId other) => Value.CompareTo(other.Value);

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("n");

    /// <summary>Whether <paramref name="left"/> was accepted before <paramref name="right"/>.</summary>
    public static bool operator <(DocumentId left, DocumentId right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> was accepted after <paramref name="right"/>.</summary>
    public static bool operator >(DocumentId left, DocumentId right) => left.CompareTo(right) > 0;

    /// <summary>Not after.</summary>
    public static bool operator <=(DocumentId left, DocumentId right) => left.CompareTo(right) <= 0;

    /// <summary>Not before.</summary>
    public static bool operator >=(DocumentId left, DocumentId right) => left.CompareTo(right) >= 0;
}
