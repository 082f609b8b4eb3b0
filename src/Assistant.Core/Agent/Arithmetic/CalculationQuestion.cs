using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Assistant.Core.Answering;
using Assistant.Core.Text;

namespace Assistant.Core.Agent.Arithmetic;

/// <summary>
/// A question that asks for a calculation, taken apart: which kinds of calculation its words allow, what it compares or lists, the
/// number that it brings along, and the measure that it asks for.
/// </summary>
internal sealed partial class CalculationQuestion
{
    private const double OfLabel = 1.5;

    // Words that ask for the calculation; passages do not say them of the numbers.
    private static readonly FrozenSet<string> Asking = (
        "many much more less fewer together total altogether sum difference differ combined compare compared average passed between warmer colder hotter cooler longer shorter higher lower deeper taller older younger "
        + "heavier lighter bigger larger smaller faster slower wider thicker further farther left remain remaining until save saved rest each per one two three four five six seven eight nine ten eleven twelve twenty lie").Split(' ')
        .Select(PorterStemmer.Stem).ToFrozenSet(StringComparer.Ordinal);

    private readonly Dictionary<string, double> shares;

    private CalculationQuestion(string text)
    {
        Text = text;
        shares = Question.Read(text).Terms.ToDictionary(term => term.Term, term => term.Share, StringComparer.Ordinal);
        if (Asked().Match(text) is { Success: true } asked)
        {
            var words = asked.Groups["noun"].Captures.Select(capture => capture.Value).ToList();
            Unit = MeasureUnits.Of(words[0]);
            Counted = MeasureUnits.TermsOf(string.Join(' ', words.TakeWhile(word => !StopWords.English.Contains(word))));
        }

        Terms = TermsOf(text);
        IsOfMoney = Money().IsMatch(text);
        if (NumberReader.Read(text).FirstOrDefault(number => number.Kind == QuantityKind.Amount) is { Literal: not null } given && Noun().Match(text[given.End..]) is { Success: true } noun)
            Given = (given.Literal, noun.Groups[1].Value);
    }

    /// <summary>The question.</summary>
    public string Text { get; }

    /// <summary>Its terms with weights, without those that only ask for the calculation.</summary>
    public IReadOnlyDictionary<string, double> Terms { get; }

    /// <summary>The measure that it asks for; empty for none that is known.</summary>
    public string Unit { get; } = "";

    /// <summary>Terms of what is counted.</summary>
    public IReadOnlySet<string> Counted { get; } = new HashSet<string>();

    /// <summary>Whether it asks what something costs.</summary>
    public bool IsOfMoney { get; }

    /// <summary>The number that the question brings along, as a program writes it, and what it counts.</summary>
    public (string Literal, string Noun)? Given { get; }

    /// <summary>Kinds that its words allow; empty for a question that asks for no calculation.</summary>
    public List<CalculationKind> Kinds { get; } = [];

    /// <summary>The two sides of a comparison; null where there is none.</summary>
    public (IReadOnlyDictionary<string, double> Left, IReadOnlyDictionary<string, double> Right)? Sides { get; private set; }

    /// <summary>Lists that the question could mean, each item by the term next to the comma or "and" and the one beside it.</summary>
    public List<List<(string Term, string? Beside)>> Lists { get; } = [];

    /// <summary>What stands between commas and "and", to search with.</summary>
    public List<string> Parts { get; } = [];

    /// <summary>What falls to one of these; null where nothing does.</summary>
    public string? One { get; private set; }

    /// <summary>Takes a question apart; null when no calculation is asked for.</summary>
    public static CalculationQuestion? Read(string text)
    {
        var question = new CalculationQuestion(text);
        question.FindSides();
        question.FindLists();
        if (question.Given is not null && (question.IsOfMoney || Scaled().IsMatch(text)))
            question.Kinds.Add(CalculationKind.Scale);
        if (SumWords().IsMatch(text))
            question.Kinds.Add(CalculationKind.Product);
        if (ForOne().Match(text) is { Success: true } one && question.Counted.Count > 0)
        {
            question.One = one.Groups[1].Value;
            question.Kinds.Add(CalculationKind.Ratio);
        }

        if (ThereAndBack().IsMatch(text))
            question.Kinds.Add(CalculationKind.RoundTrip);
        if (Left().IsMatch(text) && question.Sides is null)
            question.Kinds.Add(CalculationKind.Remainder);
        if (question.Unit is "minute" or "hour" && question.Sides is null)
            question.Kinds.Add(CalculationKind.Duration);
        return question.Kinds.Count == 0 ? null : question;
    }

    /// <summary>Terms of a part of the question, with weights.</summary>
    public Dictionary<string, double> TermsOf(string part) => MeasureUnits.TermsOf(part)
        .Where(term => !Asking.Contains(term) && (Unit.Length == 0 || term != PorterStemmer.Stem(Unit)))
        .ToDictionary(term => term, term => term[0] == '\u00a7' ? OfLabel : shares.GetValueOrDefault(term, 1), StringComparer.Ordinal);

    private void FindSides()
    {
        if (Between().Match(Text) is { Success: true } between)
            Sides = (TermsOf(between.Groups[1].Value), TermsOf(between.Groups[2].Value));
        else if (Comparative().IsMatch(Text) && Than().Match(Text) is { Success: true } than)
            Sides = (TermsOf(than.Groups[1].Value), TermsOf(than.Groups[2].Value));
        if (Sides is null)
            return;
        Parts.AddRange((Between().Match(Text) is { Success: true } found ? found : Than().Match(Text)).Groups.Values.Skip(1).Select(group => group.Value));
        Kinds.Add(CalculationKind.Difference);
    }

    private void FindLists()
    {
        if (!SumWords().IsMatch(Text) || ThereAndBack().IsMatch(Text))
            return;
        var parts = Separators().Split(Text.TrimEnd('?', ' ')).Where(part => part.Trim().Length > 0).ToList();
        for (var from = 0; from < parts.Count - 1; from++)
        {
            var items = new List<(string Term, string? Beside)>();
            for (var i = from; i < parts.Count; i++)
            {
                var terms = Ordered(parts[i]);
                // The first item ends at the separator, the others begin at it.
                var (term, beside) = i == from ? (terms.LastOrDefault(), terms.SkipLast(1).LastOrDefault()) : (terms.FirstOrDefault(), terms.Skip(1).FirstOrDefault());
                if (term is not null)
                    items.Add((term, i > from && i < parts.Count - 1 && terms.Count > 3 ? null : beside));
            }

            if (items.Count > 1 && items.Select(item => item.Term).Distinct().Count() == items.Count)
                Lists.Add(items);
        }

        if (Lists.Count == 0)
            return;
        Parts.AddRange(parts);
        Kinds.Add(CalculationKind.Sum);
    }

    private List<string> Ordered(string part) =>
        [.. Words().Matches(part).SelectMany(word => TermsOf(word.Value).Keys)];

    [GeneratedRegex(@"\bhow\s+(?:many|much)\s+(?:more\s+|fewer\s+|less\s+|other\s+)?(?<noun>\p{L}+)(?:\s+(?<noun>\p{L}+)){0,2}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Asked();

    [GeneratedRegex(@"\b(?:costs?|pay|paid|pays|price|spen[dt]|charged?|fee)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Money();

    [GeneratedRegex(@"^\s+(?:more\s+)?(\p{L}+)", RegexOptions.CultureInvariant)]
    private static partial Regex Noun();

    [GeneratedRegex(@"\b(?:for|in|during|over|of|with|do|does|would|will|did)\s+(?:\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Scaled();

    [GeneratedRegex(@"\b(?:together|total|altogether|combined|in\s+all|sum|all\s+told)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SumWords();

    [GeneratedRegex(@"\b(?:one|per|each|a\s+single|every)\s+(?:of\s+the\s+)?(?!way\b)(\p{L}+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ForOne();

    [GeneratedRegex(@"\b(?:(?:there|out)\s+and\s+back|and\s+back|both\s+ways|round\s+trip|return\s+trip)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ThereAndBack();

    [GeneratedRegex(@"\b(?:not|never|left|remain(?:s|ing|ed)?|until|still\s+missing|rest\s+of)\b|n't\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Left();

    [GeneratedRegex(@"\bbetween\s+(.+?)\s+and\s+(.+)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Between();

    [GeneratedRegex(@"\b(?:how\s+(?:many|much)|difference)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Comparative();

    [GeneratedRegex(@"^(.+?)\s+(?:than|compared\s+(?:with|to)|(?<=\bby\s+how\s+much\b.+)(?:above|below|over|exceed))\s+(.+)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Than();

    [GeneratedRegex(@"\s*,\s*(?:and\s+)?|\s+(?:and|plus|as\s+well\s+as)\s+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Separators();

    [GeneratedRegex(@"[\p{L}\d_'’]+", RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
