using System.Text.RegularExpressions;
using Assistant.Core.Text;

namespace Assistant.Core.Agent.Arithmetic;

/// <summary>A sentence, a row of a table or a record: the stretch of a passage within which words say what a number counts.</summary>
/// <param name="Start">First character in the passage's text.</param>
/// <param name="End">After its last character.</param>
/// <param name="Fields">Name, and start and end of the value, of each field; empty for running text.</param>
internal sealed partial record TextRow(int Start, int End, IReadOnlyList<(string Name, int Start, int End)> Fields)
{
    /// <summary>Cuts a text into rows, in order.</summary>
    public static List<TextRow> Split(string text)
    {
        var rows = new List<TextRow>();
        var prose = -1;
        string[]? head = null;
        foreach (Match line in Lines().Matches(text))
        {
            var (start, end) = (line.Index, line.Index + line.Length);
            var fields = FieldsOf(text, start, end, ref head);
            if (fields.Count == 0 && head is null && !string.IsNullOrWhiteSpace(line.Value))
            {
                prose = prose < 0 ? start : prose;
                continue;
            }

            Flush(text, ref prose, start, rows);
            if (fields.Count == 0)
                continue;
            // people[3].name, people[3].extension: lines of one record; so are fields in lines of their own right below each other.
            var record = Record().Match(line.Value).Value;
            if (rows is [.., var before] && before.Fields.Count > 0 && fields.Count == 1 && text[before.End..start] == "\n" && Record().Match(text[before.Start..before.End]).Value == record)
                rows[^1] = new TextRow(before.Start, end, [.. before.Fields, .. fields]);
            else
                rows.Add(new TextRow(start, end, fields));
        }

        Flush(text, ref prose, text.Length, rows);
        return rows;
    }

    private static List<(string Name, int Start, int End)> FieldsOf(string text, int start, int end, ref string[]? head)
    {
        var line = text[start..end];
        var fields = new List<(string Name, int Start, int End)>();
        if (line.Contains(" | ", StringComparison.Ordinal))
        {
            var cells = line.Split(" | ");
            head = head is null || head.Length != cells.Length ? cells : head;
            var at = start;
            for (var i = 0; i < cells.Length; at += cells[i].Length + 3, i++)
                fields.Add((ReferenceEquals(head, cells) ? "" : head[i].Trim(), at, at + cells[i].Length));
            return fields;
        }

        head = null;
        if (!Field().IsMatch(line))
            return fields;
        foreach (Match field in Parts().Matches(line))
            fields.Add((Path().Replace(field.Groups[1].Value, ""), start + field.Groups[2].Index, start + field.Groups[2].Index + field.Groups[2].Length));
        return fields;
    }

    private static void Flush(string text, ref int prose, int end, List<TextRow> rows)
    {
        if (prose < 0)
            return;
        foreach (var unit in TextUnitSplitter.Split(text.AsSpan(prose, end - prose)))
        {
            // Lines of a picture are put together by the splitter; each says something of its own.
            var from = prose + unit.Start;
            foreach (Match line in Lines().Matches(text[from..(prose + unit.End)]))
            {
                if (unit.Kind is TextUnitKind.Code or TextUnitKind.TableRow || text[from..(prose + unit.End)].Split('\n').All(part => part.Length < ShortLine))
                {
                    if (!string.IsNullOrWhiteSpace(line.Value))
                        rows.Add(new TextRow(from + line.Index, from + line.Index + line.Length, []));
                }
                else
                {
                    rows.Add(new TextRow(from, prose + unit.End, []));
                    break;
                }
            }
        }

        prose = -1;
    }

    // Lines of wrapped text are longer.
    private const int ShortLine = 48;

    [GeneratedRegex(@"[^\n]+", RegexOptions.CultureInvariant)]
    private static partial Regex Lines();

    [GeneratedRegex(@"^\W*(?!\d[\d.,]*\s+\p{L})[\p{L}\d][\p{L}\d_.\[\] -]{0,40}:\s+\S[^\n]{0,200}$|^(?:[\w.\[\]-]+:\s[^;\n]*;\s)+[\w.\[\]-]+:\s", RegexOptions.CultureInvariant)]
    private static partial Regex Field();

    [GeneratedRegex(@"([\p{L}\d][\p{L}\d_.\[\] -]{0,40}):\s+((?:(?!;\s+[\w.\[\]-]+:\s).)+)", RegexOptions.CultureInvariant)]
    private static partial Regex Parts();

    [GeneratedRegex(@"^[\w.]*\[\d+\](?=\.)", RegexOptions.CultureInvariant)]
    private static partial Regex Record();

    [GeneratedRegex(@"^[\w.]*\[\d+\]\.", RegexOptions.CultureInvariant)]
    private static partial Regex Path();
}
