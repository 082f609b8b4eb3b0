namespace Assistant.Core.Content;

/// <summary>A passage of a document: the unit of retrieval. Its text is <c>Text[Start..End]</c> of the parsed text.</summary>
/// <param name="Start">First character in the parsed text, UTF-16.</param>
/// <param name="End">After the last character.</param>
/// <param name="Headings">Heading path, outermost first.</param>
/// <param name="Page">Page of its first character, from 1, where the format has pages.</param>
/// <param name="Kind">Role: Paragraph for running text (mixed blocks too), Caption and Ocr for pictures.</param>
public sealed record Chunk(int Start, int End, IReadOnlyList<string> Headings, int? Page, BlockKind Kind);
