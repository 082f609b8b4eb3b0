using System.Text;
using System.Text.RegularExpressions;
using Assistant.Core.Text;

namespace Assistant.Core.Answering;

/// <summary>
/// A summary of turns without a model: what was asked, the most central sentences of the answers, and the names that were spoken of.
/// Centrality is the degree in the graph of shared words (TextRank's similarity; Mihalcea and Tarau, EMNLP 2004).
/// </summary>
internal static partial class SummaryLines
{
    private const string Asked = "Asked: ";
    private const string Answered = "Answered: ";
    private const string Named = "Spoken of: ";
    private const int LongestLine = 200;
    private const int MostNames = 12;
    private const int FewestTerms = 3;

    /// <summary>Puts a summary and the turns after it together.</summary>
    /// <param name="before">The summary of what was said before these turns; empty for nothing. One by a model counts as sentences of answers.</param>
    /// <param name="turns">The turns, oldest first.</param>
    /// <param name="most">Most characters of the result.</param>
    public static string Of(string before, IReadOnlyList<(string Role, string Text)> turns, int most)
    {
        var questions = QuestionsOf(before).Concat(turns.Where(turn => turn.Role == "user").Select(turn => Line(turn.Text))).Where(line => line.Length > 0).Distinct().ToList();
        var statements = Statements(before).Concat(turns.Where(turn => turn.Role != "user").SelectMany(turn => Sentences(AnswerMarks.Without(turn.Text)))).Distinct().ToList();
        var names = Of(before, Named).SelectMany(line => line.Split(", ")).Concat(turns.SelectMany(turn => Names().Matches(turn.Text).Select(match => match.Value)))
            .GroupBy(name => name).OrderByDescending(group => group.Count()).Take(MostNames).Select(group => group.Key).ToList();
        var last = names.Count == 0 ? "" : Cut(Named + string.Join(", ", names));
        // Half of the room is for questions, the newest first: they say what the conversation is about.
        var kept = Newest(questions.Select(line => Asked + line).ToList(), (most - last.Length) / 2);
        var left = most - last.Length - kept.Sum(line => line.Length + 1);
        var said = Central(statements.Select(line => Answered + line).ToList(), left);
        return new StringBuilder().AppendJoin('\n', [.. kept, .. said, .. last.Length > 0 && last.Length < most ? [last] : Array.Empty<string>()]).ToString();
    }

    /// <summary>Questions that a summary holds, oldest first; none for one by a model.</summary>
    public static IEnumerable<string> QuestionsOf(string summary) => Of(summary, Asked);

    private static IEnumerable<string> Of(string summary, string kind) =>
        summary.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.StartsWith(kind, StringComparison.Ordinal)).Select(line => line[kind.Length..]);

    private static IEnumerable<string> Statements(string summary) => summary.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Where(line => !line.StartsWith(Asked, StringComparison.Ordinal) && !line.StartsWith(Named, StringComparison.Ordinal))
        .SelectMany(line => line.StartsWith(Answered, StringComparison.Ordinal) ? [line[Answered.Length..]] : Sentences(line));

    private static IEnumerable<string> Sentences(string text) =>
        from unit in TextUnitSplitter.Split(text)
        where unit.Kind is TextUnitKind.Sentence or TextUnitKind.ListItem or TextUnitKind.TableRow
        let line = Line(text[unit.Start..unit.End])
        where !SentenceWorth.LeadsOn(line) && !line.Contains(ExtractiveAnswerer.NothingFound, StringComparison.Ordinal) && new Claim(line).Terms.Count >= FewestTerms
        select line;

    private static List<string> Newest(List<string> lines, int room)
    {
        var from = lines.Count;
        while (from > 0 && room - lines[from - 1].Length - 1 >= 0)
            room -= lines[--from].Length + 1;
        return lines[from..];
    }

    /// <summary>The most central lines that fit, in their order.</summary>
    private static IEnumerable<string> Central(List<string> lines, int room)
    {
        var terms = lines.Select(line => new Claim(line).Terms.ToHashSet(StringComparer.Ordinal)).ToList();
        var kept = new SortedSet<int>();
        foreach (var i in Enumerable.Range(0, lines.Count).OrderByDescending(Degree))
        {
            if (room < lines[i].Length + 1)
                continue;
            room -= lines[i].Length + 1;
            kept.Add(i);
        }

        return kept.Select(i => lines[i]);

        double Degree(int i) => Enumerable.Range(0, lines.Count).Where(j => j != i)
            .Sum(j => terms[i].Count(terms[j].Contains) / (Math.Log(1 + terms[i].Count) + Math.Log(1 + terms[j].Count)));
    }

    private static string Line(string text) => Cut(text.Trim().ReplaceLineEndings(" "));

    private static string Cut(string line) => line.Length <= LongestLine ? line : string.Concat(line.AsSpan(0, char.IsHighSurrogate(line[LongestLine - 1]) ? LongestLine - 1 : LongestLine), "…");

    // One or more capitalized words within a sentence.
    [GeneratedRegex(@"(?<=[\p{Ll}\p{N},’']\s)\p{Lu}[\p{L}\p{N}'’-]+(?:\s+\p{Lu}[\p{L}\p{N}'’-]+)*", RegexOptions.CultureInvariant)]
    private static partial Regex Names();
}
