using System.Text.RegularExpressions;
using Assistant.Core.Content;
using Assistant.Core.Text;

namespace Assistant.Evals.Support;

/// <summary>
/// Makes labelled cases from passages by rules. Supported: a sentence of the passage, one with a few of its small words left out, one
/// with a third of its plain words (no names, no numbers) said otherwise, one whose clauses changed places. Not supported: the sentence with another number or name of the collection, with a denial put in or
/// taken out, a sentence from elsewhere in the document, and one of another document; and what the passage says without telling
/// anything: half a sentence that leads on, a heading, and a sentence that the question says already.
/// </summary>
internal static partial class SupportCases
{
    private const int FewestWords = 6;
    private const int MostWords = 32;

    /// <summary>Makes the cases of some passages; the same ones for the same seed.</summary>
    public static List<SupportCase> Of(IReadOnlyList<Passage> passages, int seed)
    {
        var random = new Random(seed);
        var said = passages.SelectMany(passage => Sentences(passage.Text).Select(sentence => (Passage: passage, Sentence: sentence))).ToList();
        var numbers = said.SelectMany(one => Numbers().Matches(one.Sentence).Select(match => match.Value)).Distinct().ToList();
        var names = said.SelectMany(one => Names().Matches(one.Sentence).Select(match => match.Value)).Distinct().ToList();
        var cases = new List<SupportCase>();
        foreach (var (passage, sentence) in said)
        {
            cases.Add(new SupportCase(sentence, passage, "verbatim", true));
            if (Shortened(sentence, random) is { } shorter)
                cases.Add(new SupportCase(shorter, passage, "shortened", true));
            if (Reworded(sentence, random) is { } reworded)
                cases.Add(new SupportCase(reworded, passage, "reworded", true));
            if (Clauses().Match(sentence) is { Success: true } clauses)
                cases.Add(new SupportCase($"{clauses.Groups[2].Value.TrimEnd('.')}, {clauses.Groups[1].Value}.", passage, "reordered", true));
            // The swapped one must not stand in the passage by chance, except for numbers: those of the same passage are the hard ones.
            Swap("number", Numbers(), numbers.Where(number => passage.Text.Contains(number, StringComparison.Ordinal)).ToList() is { Count: > 2 } own && random.Next(2) == 0 ? own : numbers, whole: sentence);
            Swap("name", Names(), names, whole: passage.Text);
            cases.Add(new SupportCase(Denied(sentence), passage, "denial", false));
            AddOther("elsewhere", other => other.Passage.DocumentId == passage.DocumentId);
            AddOther("other document", other => other.Passage.DocumentId != passage.DocumentId);
            cases.Add(new SupportCase($"{string.Join(' ', sentence.Split(' ').Take((sentence.Count(c => c == ' ') + 2) / 2))}:", passage, "lead-in", false));
            cases.Add(new SupportCase(sentence, passage, "repeats", false, $"What does it mean that {sentence.TrimEnd('.')}?"));
            if ((passage.Chunk.Headings is [.., var last] ? last : passage.Title) is { } heading)
                cases.Add(new SupportCase(heading, passage, "heading", false, "How does it work?"));

            void Swap(string kind, Regex pattern, List<string> pool, string whole)
            {
                var match = pattern.Match(sentence);
                var others = pool.Where(other => !whole.Contains(other, StringComparison.OrdinalIgnoreCase)).ToList();
                if (match.Success && others.Count > 0)
                    cases.Add(new SupportCase(sentence[..match.Index] + others[random.Next(others.Count)] + sentence[(match.Index + match.Length)..], passage, kind, false));
            }

            void AddOther(string kind, Func<(Passage Passage, string Sentence), bool> fits)
            {
                for (var tries = 0; tries < 20; tries++)
                {
                    var other = said[random.Next(said.Count)];
                    if (!fits(other) || passage.Text.Contains(other.Sentence, StringComparison.Ordinal))
                        continue;
                    cases.Add(new SupportCase(other.Sentence, passage, kind, false));
                    return;
                }
            }
        }

        return cases;
    }

    private static IEnumerable<string> Sentences(string text) => TextUnitSplitter.Split(text)
        .Where(unit => unit.Kind == TextUnitKind.Sentence)
        .Select(unit => text[unit.Start..unit.End].ReplaceLineEndings(" "))
        .Where(sentence => sentence[^1] == '.' && sentence.Count(c => c == ' ') + 1 is >= FewestWords and <= MostWords);

    private static string? Shortened(string sentence, Random random)
    {
        var words = sentence.Split(' ');
        var small = Enumerable.Range(1, words.Length - 2).Where(i => words[i].Length < 10 && words[i].All(char.IsLower) && !Denials().IsMatch(words[i])).OrderBy(_ => random.Next()).Take(words.Length / 6).ToHashSet();
        return small.Count == 0 ? null : string.Join(' ', words.Where((_, i) => !small.Contains(i)));
    }

    /// <summary>With other words in place of some: what a model writes that says the same. They are of any meaning; only that they do not stand in the passage counts.</summary>
    private static string? Reworded(string sentence, Random random)
    {
        var words = sentence.Split(' ');
        var plain = Enumerable.Range(1, words.Length - 2).Where(i => words[i].Length > 3 && words[i].All(char.IsLower) && !Denials().IsMatch(words[i]) && !StopWords.English.Contains(words[i])).OrderBy(_ => random.Next()).ToList();
        foreach (var i in plain.Take(plain.Count / 3))
            words[i] = OtherWords[random.Next(OtherWords.Length)];
        return plain.Count < 3 ? null : string.Join(' ', words);
    }

    private static readonly string[] OtherWords = "merely chiefly roughly routinely conducted overseen supplied portion aspect manner vicinity readily furnished remarkable observers undertaken".Split(' ');

    private static string Denied(string sentence) => Denials().Match(sentence) is { Success: true } denial && denial.Value.Trim() is "not" or "never"
        ? sentence.Remove(denial.Index, denial.Length)
        : Verbs().Match(sentence) is { Success: true } verb ? sentence.Insert(verb.Index + verb.Length, " not") : $"It is not the case that {sentence}";

    [GeneratedRegex(@"(?<![\p{L}\d.-])\d+(?:[.,]\d+)*(?![\p{L}\d-])", RegexOptions.CultureInvariant)]
    private static partial Regex Numbers();

    [GeneratedRegex(@"(?<=[a-z,]\s)\p{Lu}[\p{L}-]{3,}(?:\s\p{Lu}[\p{L}-]+)*", RegexOptions.CultureInvariant)]
    private static partial Regex Names();

    [GeneratedRegex(@"^(.{12,}?),\s(.{12,})$", RegexOptions.CultureInvariant)]
    private static partial Regex Clauses();

    [GeneratedRegex(@"\s?\b(?:not|never|no|none|nobody|nothing|neither|nor|cannot|without)\b|n['’]t\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Denials();

    [GeneratedRegex(@"\b(?:is|are|was|were|can|must|should|will|may|has|have|does|do)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Verbs();
}
