using System.Text.RegularExpressions;

namespace Assistant.Ingestion.Parsing.Pdf;

/// <summary>Takes the running heads, feet and page numbers out of the pages of a PDF, and tells its numbered headings.</summary>
internal static partial class PdfPages
{
    /// <summary>Lines at the top and at the bottom that can be running ones.</summary>
    private const int EdgeLines = 2;

    /// <summary>Splits the output of pdftotext into pages of trimmed lines; empty lines stay, as they part paragraphs.</summary>
    internal static List<List<string>> Split(string output)
    {
        var pages = output.Split('\f').Select(page => page.Split('\n', StringSplitOptions.TrimEntries).ToList()).ToList();
        // Every page ends with a form feed, so nothing follows the last one.
        if (pages[^1].TrueForAll(line => line.Length == 0)) pages.RemoveAt(pages.Count - 1);

        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var key in pages.SelectMany(page => Edges(page).Select(i => Key(page[i])).Distinct())) seen[key] = seen.GetValueOrDefault(key) + 1;
        foreach (var page in pages)
        {
            foreach (var i in Edges(page).ToList())
            {
                // Text of the page itself does not stand at the edge of a third of all pages.
                if (seen[Key(page[i])] is var count && count >= 3 && count * 3 >= pages.Count) page[i] = "";
            }
        }

        return pages;
    }

    /// <summary>Level of a numbered heading: "2.1 Setup" is 2; "2. Use" is 1 when "2.1 …" comes next. 0 for any other line.</summary>
    internal static int HeadingLevel(string line, string next)
    {
        if (line.Length is < 4 or > 90 || line[^1] is '.' or ',' or ';' or ':' || char.IsAsciiDigit(line[^1])) return 0;
        var match = Numbered().Match(line);
        if (!match.Success) return 0;
        var number = match.Groups[1].Value;
        var level = Math.Min(6, number.Count(c => c == '.') + 1);
        return level > 1 || next.StartsWith($"{number}.1", StringComparison.Ordinal) ? level : 0;
    }

    private static IEnumerable<int> Edges(List<string> page)
    {
        var filled = Enumerable.Range(0, page.Count).Where(i => page[i].Length > 0).ToList();
        return filled.Take(EdgeLines).Concat(filled.TakeLast(EdgeLines)).Distinct();
    }

    /// <summary>Page numbers differ from page to page, so digits count as the same.</summary>
    private static string Key(string line) => string.Create(line.Length, line, (key, text) =>
    {
        for (var i = 0; i < text.Length; i++) key[i] = char.IsAsciiDigit(text[i]) ? '#' : text[i];
    });

    [GeneratedRegex(@"^(\d{1,3}(?:\.\d{1,3}){0,5})\.?\s+\p{Lu}", RegexOptions.CultureInvariant)]
    private static partial Regex Numbered();
}
