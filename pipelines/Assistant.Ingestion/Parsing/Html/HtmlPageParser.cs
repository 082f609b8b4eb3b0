using Assistant.Core.Content;
using AngleParser = AngleSharp.Html.Parser.HtmlParser;

namespace Assistant.Ingestion.Parsing.Html;

/// <summary>Reads the main content of an HTML page: headings, paragraphs, lists, tables, preformatted text, pictures. Runs no script and fetches nothing.</summary>
internal static class HtmlPageParser
{
    /// <summary>Longest page; the tree takes some twenty times its text in memory.</summary>
    private const int MaxCharacters = 32 << 20;

    internal static ParsedDocument Parse(string pageUri, string html, ParsingOptions options)
    {
        if (html.Length > MaxCharacters) throw new ContentRefusedException($"The HTML has {html.Length} characters; {MaxCharacters} are allowed.");
        HtmlNesting.Check(html);
        using var page = new AngleParser().ParseDocument(html);
        var builder = new ParsedTextBuilder(options.MaxTextCharacters);
        var weights = HtmlWeights.Measure(page);
        var main = MainContent.Find(page, weights);
        new HtmlWalk(builder, pageUri, weights).Write(main, keepAll: false);
        // Everything was left out as decoration: a page of nothing but a form or a menu is shown whole.
        if (builder.BlockCount == 0 && page.Body is { } body) new HtmlWalk(builder, pageUri, weights).Write(body, keepAll: true);
        var title = page.QuerySelector("title")?.TextContent;
        return builder.Build(ContentKind.Text, "text/html", string.IsNullOrWhiteSpace(title) ? builder.HeadingTitle : Collapse(title));
    }

    private static string Collapse(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
