using Assistant.Core.Content;

namespace Assistant.Ingestion.Parsing.Plain;

/// <summary>Reads text without markup: paragraphs between empty lines; program source as one block of code.</summary>
internal static class PlainTextParser
{
    internal static ParsedDocument Parse(string text, ParsingOptions options)
    {
        var builder = new ParsedTextBuilder(options.MaxTextCharacters);
        AddParagraphs(builder, text, page: null);
        return builder.Build(ContentKind.Text, "text/plain", null);
    }

    internal static ParsedDocument ParseSource(string text, ParsingOptions options)
    {
        var builder = new ParsedTextBuilder(options.MaxTextCharacters);
        builder.Add(BlockKind.Code, text);
        return builder.Build(ContentKind.Text, "text/plain", null);
    }

    /// <summary>Adds a block for each paragraph; a line with an indent of four or more after an empty line is code only in Markdown, so not here.</summary>
    internal static void AddParagraphs(ParsedTextBuilder builder, ReadOnlySpan<char> text, int? page)
    {
        while (!text.IsEmpty)
        {
            var line = text.IndexOf('\n');
            var current = line < 0 ? text : text[..line];
            text = line < 0 ? [] : text[(line + 1)..];
            if (current.IsWhiteSpace())
            {
                builder.Close();
                continue;
            }

            if (!builder.IsOpen) builder.Open(BlockKind.Paragraph, blockPage: page);
            else builder.Append("\n");
            builder.Append(current.TrimEnd());
        }

        builder.Close();
    }
}
