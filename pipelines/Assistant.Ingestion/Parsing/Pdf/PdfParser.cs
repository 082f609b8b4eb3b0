using System.Globalization;
using System.Text;
using Assistant.Core.Content;
using Assistant.Ingestion.Parsing.Tools;

namespace Assistant.Ingestion.Parsing.Pdf;

/// <summary>
/// Reads PDF with pdftotext in a limited child process. Its reading order (without <c>-layout</c>) gives paragraphs with an
/// empty line between them, also for columns; pages end at form feeds. Lines of a paragraph are joined.
/// </summary>
internal sealed class PdfParser(ParsingOptions options, ParsingEnvironment environment, ChildSlots slots)
{
    internal async Task<ParsedDocument> ParseAsync(ParseInput input, CancellationToken cancellationToken)
    {
        if (environment.PdfToText is not { } program)
            throw new MissingToolException($"pdftotext is not installed; install it with: {ParsingEnvironment.PopplerCommand}");

        // Four bytes for a character of UTF-8.
        var maxOutput = (int)Math.Min(4L * options.MaxTextCharacters, int.MaxValue / 2);
        var child = new ChildProcess(program, TimeSpan.FromSeconds(options.TimeoutSeconds), options.ChildMemoryMegabytes, maxOutput);
        var (exitCode, output, message) = await slots.RunAsync(() => child.RunAsync(["-enc", "UTF-8", "-eol", "unix", "-", "-"], input.Bytes, cancellationToken), cancellationToken);
        if (exitCode != 0) throw new ContentRefusedException(Reason(exitCode, message));

        var pages = PdfPages.Split(Encoding.UTF8.GetString(output));
        var builder = new ParsedTextBuilder(options.MaxTextCharacters);
        for (var i = 0; i < pages.Count; i++) AddPage(builder, pages[i], i + 1);
        if (builder.BlockCount == 0)
            throw new ContentRefusedException($"The PDF holds no text on its {pages.Count} pages; scanned pages are not read.");
        return builder.Build(ContentKind.Text, "application/pdf", Title(pages[0]));
    }

    private static void AddPage(ParsedTextBuilder builder, List<string> lines, int page)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            if (line.Length == 0)
            {
                builder.Close();
                continue;
            }

            // A bullet on a line of its own: its text comes after an empty line.
            if (line is "•" or "▪" or "–") continue;
            var level = PdfPages.HeadingLevel(line, lines.Skip(i + 1).FirstOrDefault(next => next.Length > 0) ?? "");
            if (level > 0)
            {
                builder.Add(BlockKind.Heading, line, level, page);
                continue;
            }

            if (!builder.IsOpen) builder.Open(BlockKind.Paragraph, blockPage: page);
            else builder.Append(IsListItem(line) ? "\n" : " ");
            // A word divided at the end of a line keeps its soft hyphen; the hard one is part of many words, so it stays.
            builder.Append(line.TrimEnd('\u00AD'));
        }

        builder.Close();
    }

    private static bool IsListItem(string line) => line.Length > 2 && line[0] is '•' or '▪' or '–' or '-' && line[1] == ' ';

    /// <summary>The first line of the first page, when it can be a title.</summary>
    private static string? Title(List<string> page) => page.Find(line => line.Length > 0) is { Length: > 2 and < 150 } line ? line : null;

    private static string Reason(int? exitCode, string message)
    {
        if (exitCode is null) return $"Reading the PDF took {message}.";
        if (message.Contains("password", StringComparison.OrdinalIgnoreCase)) return "The PDF is encrypted with a password.";
        return message.Length > 0
            ? $"The PDF cannot be read: {message}"
            : string.Create(CultureInfo.InvariantCulture, $"The PDF cannot be read: pdftotext ended with code {exitCode}, over its memory or time limit or at damage.");
    }
}
