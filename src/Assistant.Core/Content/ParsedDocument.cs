namespace Assistant.Core.Content;

/// <summary>What a parser makes of bytes: one linear text with marked blocks. All spans are UTF-16 offsets into <see cref="Text"/>.</summary>
/// <param name="Kind">Text or image.</param>
/// <param name="MediaType">Detected media type.</param>
/// <param name="Title">Title, or null when the content names none.</param>
/// <param name="Text">The whole readable text, lines separated by \n; no NUL and no unpaired surrogates.</param>
/// <param name="Blocks">Headings, paragraphs, code and so on, ascending and not overlapping.</param>
public sealed record ParsedDocument(ContentKind Kind, string MediaType, string? Title, string Text, IReadOnlyList<Block> Blocks)
{
    /// <summary>Pictures that the document shows by reference, for captions.</summary>
    public IReadOnlyList<ImageReference> Images { get; init; } = [];

    /// <summary>Tags that the content names itself (front matter), each valid by <see cref="Content.Tags.Problem(string?)"/>, at most 32.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The date that the content names itself (front matter).</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>Thumbnail bytes (WebP, at most 512 pixels on a side), for images.</summary>
    public ReadOnlyMemory<byte> Thumbnail { get; init; }

    /// <summary>Pixels after EXIF orientation, for images.</summary>
    public (int Width, int Height)? Pixels { get; init; }
}

/// <summary>A span of the parsed text with a role.</summary>
/// <param name="Kind">Role.</param>
/// <param name="Start">First character.</param>
/// <param name="End">After the last character.</param>
/// <param name="Level">1 to 6 for headings, else 0.</param>
/// <param name="Page">Page, from 1, where the format has pages.</param>
public readonly record struct Block(BlockKind Kind, int Start, int End, int Level = 0, int? Page = null);

/// <summary>Role of a block.</summary>
public enum BlockKind
{
    /// <summary>A heading; opens a section of its level.</summary>
    Heading,

    /// <summary>Running text, list items included.</summary>
    Paragraph,

    /// <summary>Code or preformatted text: not cut in two when it fits a chunk.</summary>
    Code,

    /// <summary>A table, or rows of one.</summary>
    Table,

    /// <summary>What a page says about this picture (alt text and heading).</summary>
    Caption,

    /// <summary>Text read from the picture.</summary>
    Ocr,
}

/// <summary>A picture shown by a document.</summary>
/// <param name="Uri">Uri of the picture's document in the same collection (already resolved against the page's own uri).</param>
/// <param name="Alt">Alternative text or figure caption; may be empty.</param>
/// <param name="Headings">Heading path where it stands, outermost first.</param>
public sealed record ImageReference(string Uri, string Alt, IReadOnlyList<string> Headings);
