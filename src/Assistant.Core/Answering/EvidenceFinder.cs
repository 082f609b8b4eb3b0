using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Core.Text;

namespace Assistant.Core.Answering;

/// <summary>
/// Scores every unit of the retrieved passages as an answer: how much of the question it covers, each term weighted by how rare it
/// is among those passages (a term that all of them share tells none apart), then signs of the kind of answer that is asked for.
/// </summary>
internal static class EvidenceFinder
{
    // What a term counts for when it stands not in the unit itself but around it.
    private const double InJoined = 0.9; // in the sentence that "It …" leans on, and that is quoted with it
    private const double InHeading = 0.8; // the heading right above it
    private const double InTitle = 0.5; // the title, or a heading further up
    private const double InNeighbour = 0.4;
    private const double InPassage = 0.2;

    // What a picture is called and all that is written in it belong together.
    private const double InPictureTitle = 0.8;
    private const double InPicture = 0.6;
    private const double MostForTold = 0.15;
    private const double WordsOfWholeDefinition = 20;
    private const int ShortestAcronym = 3;
    private const int LongestQuote = 700;
    private const int LongestExample = 500;

    /// <summary>Finds candidates, best first. None when the question has no content words.</summary>
    public static List<Evidence> Find(Question question, IReadOnlyList<SearchHit> hits)
    {
        if (question.Terms.Count == 0 || hits.Count == 0) return [];
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var t = 0; t < question.Terms.Count; t++)
        {
            foreach (var form in IrregularForms.Of(question.Terms[t].Term)) numbers.TryAdd(form, t);
        }

        var lookup = numbers.GetAlternateLookup<ReadOnlySpan<char>>();
        var acronyms = Acronyms(question, numbers).GetAlternateLookup<ReadOnlySpan<char>>();
        var passages = new List<Sections>(hits.Count);
        foreach (var hit in hits) passages.Add(Sections.Of(hit, lookup, acronyms, question.Terms.Count));
        var weights = Weigh(question, passages);
        var best = new Dictionary<(DocumentId, int, int), Evidence>();
        foreach (var passage in passages)
        {
            for (var unit = 0; unit < passage.Units.Count; unit++)
            {
                var evidence = Score(question, passage, unit, weights);
                if (evidence is null) continue;
                // Overlapping chunks hold the same sentence twice.
                var place = (evidence.Hit.Passage.DocumentId, evidence.Span.Start, evidence.Span.End);
                if (!best.TryGetValue(place, out var other) || other.Score < evidence.Score) best[place] = evidence;
            }
        }

        return [.. best.Values.OrderByDescending(e => e.Score).ThenBy(e => e.Hit.Rank).ThenBy(e => e.Start)];
    }

    /// <summary>Initials of neighbouring words of the question, with the terms that they stand for: "LTS" says "long-term support".</summary>
    private static Dictionary<string, int[]> Acronyms(Question question, Dictionary<string, int> numbers)
    {
        var acronyms = new Dictionary<string, int[]>(StringComparer.Ordinal);
        var words = Term.ListOf(question.Search);
        for (var start = 0; start < words.Count; start++)
        {
            for (var end = start; end < words.Count && numbers.ContainsKey(words[end].Value) && (end == start || words[end].Start - words[end - 1].End == 1); end++)
            {
                var run = words[start..(end + 1)];
                if (run.Count >= ShortestAcronym)
                    acronyms.TryAdd(string.Concat(run.Select(word => char.ToUpperInvariant(question.Search[word.Start]))), [.. run.Select(word => numbers[word.Value])]);
            }
        }

        return acronyms;
    }

    /// <summary>Weight of each term, adding up to 1.</summary>
    private static double[] Weigh(Question question, List<Sections> passages)
    {
        var n = passages.Count;
        var most = Math.Log(1 + ((n + 0.5) / 0.5));
        var weights = new double[question.Terms.Count];
        for (var t = 0; t < weights.Length; t++)
        {
            var df = passages.Count(passage => passage.Whole[t]);
            var idf = Math.Log(1 + ((n - df + 0.5) / (df + 0.5)));
            // The floor keeps the subject of the question in play when every passage speaks of it.
            weights[t] = question.Terms[t].Share * (0.5 + (idf / most));
        }

        var sum = weights.Sum();
        for (var t = 0; t < weights.Length; t++) weights[t] /= sum;
        return weights;
    }

    private static Evidence? Score(Question question, Sections passage, int number, double[] weights)
    {
        var unit = passage.Units[number];
        var own = passage.Found[number];
        var before = number > 0 ? passage.Found[number - 1] : null;
        var after = number + 1 < passage.Units.Count ? passage.Found[number + 1] : null;
        var joined = JoinsPrevious(passage, number);
        var isPicture = passage.Hit.Passage.DocumentKind == ContentKind.Image;
        var inTitle = isPicture ? InPictureTitle : InTitle;
        double covered = 0;
        double inside = 0;
        double inHeading = 0;
        var heading = passage.HeadingOf[number];
        for (var t = 0; t < weights.Length; t++)
        {
            if (own[t]) inside += weights[t];
            if (heading.Found[t]) inHeading += weights[t];
            covered += weights[t] * (own[t] ? 1 : joined && before![t] ? InJoined : heading.Found[t] ? InHeading : passage.Title[t] ? inTitle : passage.Whole[t] && isPicture ? InPicture : before?[t] == true || after?[t] == true ? InNeighbour : passage.Whole[t] ? InPassage : 0);
        }

        // A sentence that defines what is asked for counts nearly as much far down the list: glossaries seldom rank first.
        var definition = question.Kind == QuestionKind.Definition ? DefinitionFactor(question, passage, number) : 1;
        var decay = definition > 1.5 ? 0.01 : 0.03;

        // A unit must speak of the subject itself, or stand under a heading that is the question.
        if (inside < 0.12 && inHeading < 0.75) return null;
        var text = passage.Hit.Passage.Text.AsSpan(unit.Start, unit.Length);
        var score = covered
            * AnswerCues.Factor(question.Kind, text, unit.Kind)
            * (1 / (1 + (decay * (passage.Hit.Rank - 1))))
            * LengthFactor(passage.Counts[number] + (joined ? passage.Counts[number - 1] : 0), unit.Kind)
            * (1 + Math.Min(0.2, 0.07 * passage.Neighbourings[number]))
            * (question.Kind == QuestionKind.Definition ? definition : HeadingFactor(heading, inHeading, number));
        if (text[^1] is '?' or '？') score *= 0.3;
        var (start, end) = Complete(passage, number);
        if (question.Kind == QuestionKind.HowTo && inHeading > 0.6) end = WithExample(passage, number, start, end);
        return new Evidence(passage.Hit, start, end, unit.Kind, covered, score, own, TermsOf(passage.Hit.Passage.Text.AsSpan(start, end - start)));
    }

    private static double LengthFactor(int terms, TextUnitKind kind) => (kind, terms) switch
    {
        (TextUnitKind.Label, _) => 0.4,
        (TextUnitKind.Code or TextUnitKind.TableRow, _) => terms < 2 ? 0.6 : 1,
        (_, < 4) => 0.6,
        (_, < 6) => 0.85,
        (_, > 60) => 0.8,
        (_, > 40) => 0.92,
        _ => 1,
    };

    /// <summary>Raises what stands under a heading that is the question itself, most of all the first sentence there.</summary>
    private static double HeadingFactor(Heading heading, double inHeading, int number)
    {
        if (heading.Terms == 0) return 1;
        var match = inHeading * heading.Matched / heading.Terms;
        return 1 + (0.6 * match * match * Math.Pow(0.85, number - heading.At - 1));
    }

    /// <summary>Raises "X is …", where X are the terms asked for and stand at the start, and the first words under a heading X.</summary>
    private static double DefinitionFactor(Question question, Sections passage, int number)
    {
        var heading = passage.HeadingOf[number];
        var headed = heading.Terms > 0 && heading.Terms == heading.Matched && heading.Matched == question.Terms.Count && number == heading.At + 1;
        var terms = passage.Sequences[number];
        var at = 0;
        while (at < terms.Count && terms[at] is "a" or "an" or "the" or "on" or "in" or "each" or "everi") at++;
        var subject = question.Terms.Select(entry => entry.Term).ToHashSet(StringComparer.Ordinal);
        var count = subject.Count;
        while (at < terms.Count && subject.Remove(terms[at])) at++;
        if (subject.Count > 0) return headed ? 1.2 : subject.Count == count ? 0.7 : 0.8;
        if (at < terms.Count && terms[at] is "usual" or "gener" or "typic" or "also" or "basic" or "simpli") at++;
        var defines = at < terms.Count && terms[at] is "is" or "ar" or "wa" or "were" or "refer" or "mean" or "stand" or "describ" or "repres" or "denot";
        // Of two definitions the one that tells more: "a counter is a metric that only goes up" before "a counter counts".
        var told = 1 + (MostForTold * Math.Min(1, passage.Counts[number] / WordsOfWholeDefinition));
        return (defines, headed) switch
        {
            (true, true) => 1.9 * told,
            (true, false) => 1.6 * told,
            (false, true) => 1.4,
            _ => 0.95,
        };
    }

    /// <summary>Adds what a unit cannot be understood without: the sentence before "It …", and what follows a colon.</summary>
    private static (int Start, int End) Complete(Sections passage, int number)
    {
        var units = passage.Units;
        var text = passage.Hit.Passage.Text;
        var (start, end) = (units[number].Start, units[number].End);
        if (JoinsPrevious(passage, number)) start = units[number - 1].Start;
        if (text[end - 1] is not (':' or '：')) return (start, end);
        for (var next = number + 1; next < units.Count; next++)
        {
            var follows = units[next].Kind is TextUnitKind.Code or TextUnitKind.ListItem or TextUnitKind.TableRow || next == number + 1;
            if (!follows || units[next].End - start > LongestQuote) break;
            end = units[next].End;
            if (units[next].Kind is TextUnitKind.Sentence or TextUnitKind.Label) break;
        }

        return (start, end);
    }

    /// <summary>Under a heading that is what is asked for, the instructions go on to the first example within reach.</summary>
    private static int WithExample(Sections passage, int number, int start, int end)
    {
        for (var next = number; next < passage.Units.Count && passage.Units[next].End - start <= LongestExample && passage.HeadingOf[next] == passage.HeadingOf[number]; next++)
        {
            if (passage.Units[next].Kind == TextUnitKind.Code) return Math.Max(end, passage.Units[next].End);
        }

        return end;
    }

    private static bool JoinsPrevious(Sections passage, int number)
    {
        var units = passage.Units;
        return number > 0 && units[number].Kind == TextUnitKind.Sentence && units[number - 1].Kind == TextUnitKind.Sentence
            && LeansBack(passage.Hit.Passage.Text.AsSpan(units[number].Start, units[number].Length));
    }

    private static bool LeansBack(ReadOnlySpan<char> sentence)
    {
        var word = sentence[..Math.Max(0, sentence.IndexOf(' '))].TrimEnd(',');
        return word is "It" or "Its" or "This" or "These" or "Those" or "They" or "Their" or "That" or "Such" or "He" or "She" or "Both" or "However" or "Therefore" or "Instead" or "Otherwise";
    }

    private static HashSet<string> TermsOf(ReadOnlySpan<char> text)
    {
        var terms = new HashSet<string>(StringComparer.Ordinal);
        var reader = new TermReader(text);
        while (reader.Read())
        {
            var term = reader.Term.ToString();
            if (!StopWords.Stems.Contains(term)) terms.Add(term);
        }

        return terms;
    }

    /// <summary>A heading and what it shares with the question.</summary>
    /// <param name="At">Number of the unit that it is; −1 when it stands above the passage.</param>
    /// <param name="Found">Which terms of the question it holds.</param>
    /// <param name="Matched">How many.</param>
    /// <param name="Terms">How many different terms it has, without stop words.</param>
    private sealed record Heading(int At, bool[] Found, int Matched, int Terms)
    {
        public static Heading Of(ReadOnlySpan<char> text, int at, Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup, int terms)
        {
            var found = new bool[terms];
            var own = TermsOf(text);
            foreach (var term in own)
            {
                if (lookup.TryGetValue(term, out var number)) found[number] = true;
            }

            return new Heading(at, found, found.Count(hit => hit), own.Count);
        }
    }

    /// <summary>A passage cut into units, and which terms of the question each holds.</summary>
    private sealed class Sections
    {
        public required SearchHit Hit { get; init; }

        public required List<TextUnit> Units { get; init; }

        /// <summary>[unit][term].</summary>
        public required List<bool[]> Found { get; init; }

        /// <summary>Words of each unit.</summary>
        public required List<int> Counts { get; init; }

        /// <summary>First terms of each unit, stop words too.</summary>
        public required List<List<string>> Sequences { get; init; }

        /// <summary>How often two terms of the question stand side by side in each unit as they do in the question.</summary>
        public required List<int> Neighbourings { get; init; }

        /// <summary>The nearest heading above each unit.</summary>
        public required List<Heading> HeadingOf { get; init; }

        /// <summary>Terms of the title and of the headings further up.</summary>
        public required bool[] Title { get; init; }

        public required bool[] Whole { get; init; }

        public static Sections Of(SearchHit hit, Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup, Dictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> acronyms, int terms)
        {
            var text = hit.Passage.Text;
            var units = TextUnitSplitter.Split(text, hit.Passage.Chunk.Kind == BlockKind.Code);
            var title = new bool[terms];
            Mark(hit.Passage.Title, lookup, title);
            foreach (var part in hit.Passage.Chunk.Headings) Mark(part, lookup, title);
            var heading = Heading.Of(hit.Passage.Chunk.Headings.Count > 0 ? hit.Passage.Chunk.Headings[^1] : hit.Passage.Title, -1, lookup, terms);
            var sections = new Sections { Hit = hit, Units = units, Found = [], Counts = [], Sequences = [], Neighbourings = [], HeadingOf = [], Title = title, Whole = (bool[])title.Clone() };
            for (var i = 0; i < units.Count; i++)
            {
                var unit = text.AsSpan(units[i].Start, units[i].Length);
                sections.ReadUnit(unit, lookup, acronyms, terms);
                sections.HeadingOf.Add(heading);
                if (IsHeading(text, units, i)) heading = Heading.Of(unit, i, lookup, terms);
            }

            return sections;
        }

        /// <summary>Whether a unit is a line alone between blank lines that heads what follows: a label, or a question.</summary>
        private static bool IsHeading(string text, List<TextUnit> units, int number)
        {
            var unit = units[number];
            if (unit.Length > 120 || number + 1 == units.Count || (unit.Kind != TextUnitKind.Label && text[unit.End - 1] is not ('?' or '？'))) return false;
            return (unit.Start == 0 || text[unit.Start - 1] == '\n') && text[unit.End] == '\n' && (number == 0 || !text.AsSpan(units[number - 1].End, unit.Start - units[number - 1].End).IsWhiteSpace() || unit.Start - units[number - 1].End > 1);
        }

        private void ReadUnit(ReadOnlySpan<char> text, Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup, Dictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> acronyms, int terms)
        {
            var found = new bool[terms];
            var first = new List<string>();
            var count = 0;
            var neighbourings = 0;
            var (previous, previousAt) = (-1, -9);
            var reader = new TermReader(text);
            while (reader.Read())
            {
                if (count < 16) first.Add(reader.Term.ToString());
                count++;
                if (acronyms.TryGetValue(text[reader.Start..reader.End], out var meant))
                {
                    foreach (var one in meant) found[one] = Whole[one] = true;
                }

                if (!lookup.TryGetValue(reader.Term, out var term)) continue;
                found[term] = true;
                Whole[term] = true;
                if (term == previous + 1 && previous >= 0 && count - previousAt <= 2) neighbourings++;
                (previous, previousAt) = (term, count);
            }

            Found.Add(found);
            Counts.Add(count);
            Sequences.Add(first);
            Neighbourings.Add(neighbourings);
        }

        private static void Mark(string? text, Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup, bool[] found)
        {
            var reader = new TermReader(text);
            while (reader.Read())
            {
                if (lookup.TryGetValue(reader.Term, out var term)) found[term] = true;
            }
        }
    }
}
