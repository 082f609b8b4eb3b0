using System.Text.RegularExpressions;
using Assistant.Core.Content;
using Assistant.Core.Text;

namespace Assistant.Core.Agent.Arithmetic;

/// <summary>Reads the quantities of a passage: from sentences, fields, rows of tables, and numbers that stand under or above labels.</summary>
internal static partial class QuantityReader
{
    private const int WordsAfter = 4;

    /// <summary>Reads a passage.</summary>
    /// <returns>In the order of the text.</returns>
    public static List<Quantity> Read(Passage passage)
    {
        var text = passage.Text;
        var rows = TextRow.Split(text);
        var terms = rows.Select(row => MeasureUnits.TermsOf(text[row.Start..row.End])).ToList();
        var far = MeasureUnits.TermsOf(string.Join(' ', [passage.Title, passage.Uri, .. passage.Chunk.Headings]));
        if (passage.DocumentKind == ContentKind.Image)
            far.UnionWith(MeasureUnits.TermsOf(text));
        var quantities = new List<Quantity>();
        for (var r = 0; r < rows.Count; r++)
        {
            var row = rows[r];
            var isProse = row.Fields.Count == 0;
            var around = new HashSet<string>(far, StringComparer.Ordinal);
            if (isProse)
            {
                around.UnionWith(r > 0 ? terms[r - 1] : []);
                around.UnionWith(r + 1 < rows.Count ? terms[r + 1] : []);
            }

            if (isProse && Label(text, rows, r) is { Length: > 0 } label)
                quantities.AddRange(Of(passage, row with { Start = rows[r - 1].Start }, row.Start, row.End, label, terms[r], around));
            else if (isProse)
                quantities.AddRange(Of(passage, row, row.Start, row.End, "", terms[r], around));
            foreach (var (name, start, end) in row.Fields)
                quantities.AddRange(Of(passage, row, start, end, name, terms[r], around));
        }

        return quantities;
    }

    private static IEnumerable<Quantity> Of(Passage passage, TextRow row, int start, int end, string key, HashSet<string> near, HashSet<string> around)
    {
        var text = passage.Text[start..end];
        var numbers = NumberReader.Read(text);
        for (var i = 0; i < numbers.Count; i++)
        {
            var number = numbers[i];
            var after = text[number.End..(i + 1 < numbers.Count ? numbers[i + 1].Start : text.Length)];
            var words = Words().Matches(Clause().Match(after).Value).Select(match => match.Value).ToList();
            var unit = words.Count > 0 && Adjacent().IsMatch(after) ? MeasureUnits.Of(words[0]) : after.StartsWith('%') || after.StartsWith(" %", StringComparison.Ordinal) ? "percent" : "";
            if (unit.Length > 0 && Ratio().Match(after) is { Success: true } ratio)
                unit += ratio.Groups[1].Value;
            var before = BeforeUnit().Match(text[..number.Start]);
            if (unit.Length == 0 && before.Success)
                unit = MeasureUnits.Of(before.Value.Trim());
            var local = MeasureUnits.TermsOf($"{key} {string.Join(' ', words.Take(WordsAfter))} {unit}");
            if (row.Fields.Count == 0 && unit.Length == 0 && key.Length > 0 && MeasureUnits.Of(key) is { Length: > 0 } named)
                unit = named;
            yield return new Quantity(number.Value, number.Literal, number.Kind, unit, row.Fields.Count > 0 ? key : "", passage, row.Start, row.End, start + number.Start) 
            {
                Local = local,
                Near = near,
                Around = around,
                CountsNoun = row.Fields.Count == 0 && unit.Length == 0 && Adjacent().IsMatch(after) && words.Count > 0 && !StopWords.English.Contains(words[0].ToLowerInvariant()),
            };
        }
    }

    /// <summary>The line above, where a line is a number and little else: "Solar panels", "12 kW".</summary>
    private static string Label(string text, List<TextRow> rows, int r)
    {
        if (r == 0 || rows[r - 1].Fields.Count > 0 || !BareNumber().IsMatch(text[rows[r].Start..rows[r].End]))
            return "";
        var above = text[rows[r - 1].Start..rows[r - 1].End];
        return above.Length <= 40 && text[rows[r - 1].End..rows[r].Start].Count(c => c == '\n') <= 1 && !above.Any(char.IsDigit) ? above : "";
    }

    [GeneratedRegex(@"^[^.,;:()|\n]*", RegexOptions.CultureInvariant)]
    private static partial Regex Clause();

    [GeneratedRegex(@"^\s?[\p{L}%°€$£]", RegexOptions.CultureInvariant)]
    private static partial Regex Adjacent();

    [GeneratedRegex(@"[\p{L}%°²\d]+", RegexOptions.CultureInvariant)]
    private static partial Regex Words();

    [GeneratedRegex(@"^\s?\p{L}+(/\p{L}+)", RegexOptions.CultureInvariant)]
    private static partial Regex Ratio();

    [GeneratedRegex(@"[€$£]\s?$", RegexOptions.CultureInvariant)]
    private static partial Regex BeforeUnit();

    [GeneratedRegex(@"^\W*\d[\d.,]*\s?\p{L}{0,10}$", RegexOptions.CultureInvariant)]
    private static partial Regex BareNumber();
}
