using System.Text;
using Assistant.Core.Content;

namespace Assistant.Ingestion.Parsing.Plain;

/// <summary>
/// Reads CSV (RFC 4180) and TSV. Each record becomes one line <c>column: value; column: value</c>, so that a passage of a few
/// records is readable and findable without the header; records without a header are joined by <c>; </c>.
/// </summary>
internal static class DelimitedTextParser
{
    private const int MaxColumns = 2_000;

    /// <summary>Longest cell: a quote that is never closed would swallow the rest of the file.</summary>
    private const int MaxCell = 1_000_000;

    internal static ParsedDocument Parse(string text, char? delimiter, ParsingOptions options)
    {
        var builder = new ParsedTextBuilder(options.MaxTextCharacters);
        var separator = delimiter ?? Sniff(text);
        string[]? header = null;
        var first = true;
        builder.Open(BlockKind.Table);
        var line = new StringBuilder();
        foreach (var record in Records(text, separator))
        {
            if (record.All(string.IsNullOrWhiteSpace)) continue;
            if (first)
            {
                first = false;
                if (IsHeader(record))
                {
                    header = [.. record];
                    continue;
                }
            }

            line.Clear();
            for (var i = 0; i < record.Count; i++)
            {
                if (string.IsNullOrWhiteSpace(record[i])) continue;
                if (line.Length > 0) line.Append("; ");
                if (header is not null && i < header.Length && header[i].Length > 0) line.Append(header[i]).Append(": ");
                line.Append(record[i]);
            }

            builder.Append(line.Append('\n').ToString());
        }

        // A file of one record is not all header.
        if (header is not null && !builder.HasText) builder.Append(string.Join("; ", header));
        return builder.Build(ContentKind.Text, separator == '\t' ? "text/tab-separated-values" : "text/csv", null);
    }

    /// <summary>The delimiter that the first line has most of.</summary>
    private static char Sniff(ReadOnlySpan<char> text)
    {
        var end = text.IndexOf('\n');
        var line = end < 0 ? text : text[..end];
        var best = ',';
        foreach (var candidate in ";\t|")
        {
            if (line.Count(candidate) > line.Count(best)) best = candidate;
        }

        return best;
    }

    /// <summary>A header names every column once and has no numbers.</summary>
    private static bool IsHeader(List<string> record) =>
        record.All(cell => cell.Length is > 0 and < 100 && !double.TryParse(cell, out _)) && record.Distinct(StringComparer.OrdinalIgnoreCase).Count() == record.Count;

    private static IEnumerable<List<string>> Records(string text, char delimiter)
    {
        var record = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i <= text.Length; i++)
        {
            var c = i < text.Length ? text[i] : '\n';
            if (quoted && i < text.Length)
            {
                if (c != '"') cell.Append(c is '\n' ? ' ' : c);
                else if (i + 1 < text.Length && text[i + 1] == '"') cell.Append(text[++i]);
                else quoted = false;
                if (cell.Length > MaxCell) throw new ContentRefusedException($"A table cell has more than {MaxCell} characters; a quote may be unclosed.");
                continue;
            }

            if (c == '"' && cell.Length == 0)
            {
                quoted = true;
            }
            else if (c == delimiter || c == '\n')
            {
                record.Add(cell.ToString().Trim());
                cell.Clear();
                if (record.Count > MaxColumns) throw new ContentRefusedException($"The table has more than {MaxColumns} columns.");
                if (c != '\n') continue;
                yield return record;
                record.Clear();
            }
            else
            {
                cell.Append(c);
            }
        }
    }
}
