using System.Text.RegularExpressions;
using Assistant.Core.Content;
using Assistant.Core.Text;

namespace Assistant.Core.Agent.Arithmetic;

/// <summary>
/// Puts programs together from the numbers of passages (program-aided language models, Gao et al. 2022, arXiv:2211.10435, with the
/// program found by search instead of written): every number of a program stands in the question or in a passage, and each program
/// has a score that says how much of the question the words around its numbers cover.
/// </summary>
internal sealed partial class ProgramSynthesis
{
    private const int MostQuantities = 60;
    private const int MostOfItem = 4;
    private const double OtherDocument = 0.85;
    private const double OfOmitted = 0.95; // for each thing between commas that a sum leaves out
    private readonly CalculationQuestion question;
    private readonly List<Quantity> quantities;

    private ProgramSynthesis(CalculationQuestion question, IReadOnlyList<Passage> passages)
    {
        this.question = question;
        quantities = [.. passages.SelectMany(QuantityReader.Read)
            .DistinctBy(quantity => (quantity.Passage.DocumentId, quantity.Passage.Chunk.Start + quantity.At))
            .Where(quantity => quantity.Kind == (question.Unit == "year" ? QuantityKind.Year : question.Kinds.Contains(CalculationKind.Duration) ? quantity.Kind : QuantityKind.Amount))
            .OrderByDescending(quantity => Cover(question.Terms, quantity)).Take(MostQuantities)];
    }

    /// <summary>Candidates, best first; of equal programs over the same numbers the best.</summary>
    public static IReadOnlyList<CandidateProgram> Candidates(CalculationQuestion question, IReadOnlyList<Passage> passages)
    {
        var synthesis = new ProgramSynthesis(question, passages);
        return [.. question.Kinds.SelectMany(synthesis.Of).OrderByDescending(candidate => candidate.Score).DistinctBy(candidate => candidate.Expression)];
    }

    private IEnumerable<CandidateProgram> Of(CalculationKind kind) => kind switch
    {
        CalculationKind.Sum => question.Lists.SelectMany(Sums),
        CalculationKind.Difference => Differences(),
        CalculationKind.Scale => Scaled(),
        CalculationKind.RoundTrip => quantities.Where(q => q.Unit.Length > 0).Select(q => Make(kind, $"2 * {q.Literal}", [q], Cover(question.Terms, q))),
        CalculationKind.Product => Pairs(SameRow).Where(pair => Each().IsMatch(pair.A.Quote)).Select(pair => Make(kind, $"{pair.A.Literal} * {pair.B.Literal}", [pair.A, pair.B], Math.Max(Cover(question.Terms, pair.A), Cover(question.Terms, pair.B)), pair.A.Unit.Length > 0 ? pair.A : pair.B)),
        CalculationKind.Remainder => Pairs(Near).Where(pair => pair.A.Kind == QuantityKind.Amount && pair.A.Compares(pair.B)).Select(pair => (More: pair.A.Value >= pair.B.Value ? pair.A : pair.B, Less: pair.A.Value >= pair.B.Value ? pair.B : pair.A))
            .Select(pair => Make(kind, $"{pair.More.Literal} - {pair.Less.Literal}", [pair.More, pair.Less], Mean(Cover(question.Terms, pair.More), Cover(question.Terms, pair.Less)))),
        CalculationKind.Ratio => Pairs(SameRow).SelectMany(pair => (IEnumerable<(Quantity, Quantity)>)[pair, (pair.B, pair.A)]).Where(IsRatio)
            .Select(pair => Make(kind, $"{pair.Item1.Literal} / {pair.Item2.Literal}", [pair.Item1, pair.Item2], Cover(question.Terms, pair.Item1))),
        CalculationKind.Duration => Pairs(SameRow).Where(pair => pair.A.Kind == QuantityKind.Clock && pair.B.Kind == QuantityKind.Clock && pair.A.Value < pair.B.Value)
            .Select(pair => new CandidateProgram(kind, question.Unit == "hour" ? $"({pair.B.Literal} - {pair.A.Literal}) / 60" : $"{pair.B.Literal} - {pair.A.Literal}", [pair.A, pair.B], question.Unit, Cover(question.Terms, pair.A))),
        _ => throw new InvalidOperationException($"There is no calculation {kind}."),
    };

    /// <summary>One number for each item: those that hold the items' words and the rest of the question.</summary>
    private IEnumerable<CandidateProgram> Sums(List<(string Term, string? Beside)> items)
    {
        var named = items.SelectMany(item => new[] { item.Term, item.Beside }).ToHashSet();
        var rest = question.Terms.Where(term => !named.Contains(term.Key)).ToDictionary();
        var choices = items.Select(item => quantities
            .Select(quantity => (quantity, Score: Item(item, quantity) * (0.6 + (0.4 * Cover(rest, quantity))) * UnitFactor(quantity)))
            .OrderByDescending(choice => choice.Score).Take(MostOfItem).ToList()).ToList();
        IEnumerable<(IReadOnlyList<Quantity> Chosen, double Score)> sums = [([], 1)];
        foreach (var choice in choices)
            sums = sums.SelectMany(_ => choice, (sum, next) => (Sum: sum, Next: next)).Where(pair => !pair.Sum.Chosen.Contains(pair.Next.quantity))
                .Select(pair => ((IReadOnlyList<Quantity>)[.. pair.Sum.Chosen, pair.Next.quantity], pair.Sum.Score * pair.Next.Score * (pair.Sum.Chosen.Count == 0 ? 1 : Alike(pair.Sum.Chosen[0], pair.Next.quantity)))).ToList();
        return sums.Where(sum => sum.Score > 0).Select(sum => new CandidateProgram(
            CalculationKind.Sum, string.Join(" + ", sum.Chosen.Select(q => q.Literal)), sum.Chosen, sum.Chosen[0].Unit, Math.Pow(sum.Score, 1.0 / items.Count) * Math.Pow(OfOmitted, question.Lists.Max(list => list.Count) - items.Count)));
    }

    private static double Item((string Term, string? Beside) item, Quantity quantity)
    {
        var own = Hold(item.Term, quantity);
        return item.Beside is null ? own : (0.75 * own) + (0.25 * Hold(item.Beside, quantity));
    }

    /// <summary>All pairs of which one holds the first side of the comparison and the other the second, with what both sides share.</summary>
    private IEnumerable<CandidateProgram> Differences()
    {
        var (left, right) = question.Sides!.Value;
        var onlyRight = right.Where(term => !left.ContainsKey(term.Key)).ToDictionary();
        var onlyLeft = left.Where(term => !right.ContainsKey(term.Key)).ToDictionary();
        foreach (var a in quantities)
        {
            foreach (var b in quantities)
            {
                if (a == b || !(a.Compares(b) || (a.Start == b.Start && a.Passage == b.Passage && MeasureUnits.TermsOf(a.Key).Overlaps(MeasureUnits.TermsOf(b.Key)))))
                    continue;
                // What tells the sides apart must tell the numbers apart.
                var contrast = Sharp(onlyRight, b) - Sharp(onlyRight, a) + Sharp(onlyLeft, a) - Sharp(onlyLeft, b);
                if (contrast <= 0)
                    continue;
                // "2025 than in 2023": as many words of the first side as the second has of its own do not hold for it; the others do.
                var shared = onlyLeft.OrderBy(term => Hold(term.Key, a) - Hold(term.Key, b)).Take(Math.Max(0, onlyLeft.Count - Math.Max(1, onlyRight.Count)));
                var sharedRight = onlyRight.OrderBy(term => Hold(term.Key, b) - Hold(term.Key, a)).Take(Math.Max(0, onlyRight.Count - Math.Max(1, onlyLeft.Count)));
                var cover = Mean(Cover(left.Concat(sharedRight).ToDictionary(), a), Cover(right.Concat(shared).ToDictionary(), b));
                yield return Make(CalculationKind.Difference, a.Value >= b.Value ? $"{a.Literal} - {b.Literal}" : $"{b.Literal} - {a.Literal}", [a, b], cover * (0.75 + Math.Min(0.25, contrast)));
            }
        }
    }

    /// <summary>Rates of what the question brings along: "62 crowns a night" for five nights; half of it where the passage halves it for whom the question asks.</summary>
    private IEnumerable<CandidateProgram> Scaled()
    {
        var (given, noun) = question.Given!.Value;
        var stem = PorterStemmer.Stem(noun.ToLowerInvariant());
        foreach (var quantity in quantities)
        {
            if (question.IsOfMoney && !IsMoney(quantity))
                continue;
            var rate = quantity.Near.Contains(stem) || Rate().IsMatch(quantity.Quote) ? 1 : 0.6;
            yield return Make(CalculationKind.Scale, $"{given} * {quantity.Literal}", [quantity], Cover(question.Terms, quantity) * rate);
            var after = quantity.Passage.Text[quantity.End..];
            var next = after[..(TextUnitSplitter.Split(after) is [var unit, ..] ? unit.End : 0)];
            var missing = question.Terms.Where(term => !quantity.Near.Contains(term.Key)).ToDictionary();
            var told = MeasureUnits.TermsOf(next);
            if (Half().IsMatch(next) && missing.Keys.Any(told.Contains))
            {
                var both = quantity with { Near = quantity.Near.Union(told).ToHashSet(), End = quantity.End + next.Length };
                yield return Make(CalculationKind.Scale, $"{given} * {quantity.Literal} / 2", [both], Cover(question.Terms, both) * rate);
            }
        }
    }

    private CandidateProgram Make(CalculationKind kind, string expression, IReadOnlyList<Quantity> used, double score, Quantity? unit = null)
    {
        var counts = kind switch
        {
            CalculationKind.Ratio => 1,
            // 26 birds carried loggers, 22 loggers came back: what is left need not be named twice.
            CalculationKind.Remainder => used.Max(UnitFactor),
            _ => unit is null ? used.Min(UnitFactor) : UnitFactor(unit),
        };
        return new CandidateProgram(kind, expression, used, (unit ?? used[0]).Unit, score * counts * (used.Count > 1 && used[0].Passage.DocumentId != used[1].Passage.DocumentId ? OtherDocument : 1));
    }

    private bool IsRatio((Quantity All, Quantity Parts) pair) =>
        question.Counted.Overlaps(pair.All.Local) && pair.Parts.Value != 0 && pair.Parts.Local.Contains(PorterStemmer.Stem(question.One!.ToLowerInvariant()));

    /// <summary>How surely a number counts what the question asks for, by the measure or the noun after it.</summary>
    private double UnitFactor(Quantity quantity)
    {
        if (question.Unit == "year")
            return 1;
        if (question.Unit.Length > 0)
            return quantity.Unit == question.Unit ? 1 : quantity.Unit.Length > 0 ? 0.2 : quantity.CountsNoun ? 0.4 : 0.9;
        if (question.Counted.Count == 0)
            return 1;
        var share = question.Counted.Count(quantity.Local.Contains) / (double)question.Counted.Count;
        return share > 0 ? 0.8 + (0.2 * share) : quantity.Unit.Length > 0 || quantity.CountsNoun ? 0.4 : question.Counted.Overlaps(quantity.Near) ? 0.9 : 0.75;
    }

    private static bool IsMoney(Quantity quantity) => quantity.Unit is "crown" or "euro" or "dollar" or "pound" || quantity.Near.Overlaps(["cost", "price", "pai", "pay", "fee"]);

    private static double Hold(string term, Quantity quantity) => quantity.Local.Contains(term) || quantity.Local.Overlaps(Answering.IrregularForms.Of(term)) ? 1 : quantity.Holds(term) >= 0.9 ? 0.75 : quantity.Holds(term) > 0 ? 0.15 : 0;

    private static double Cover(IReadOnlyDictionary<string, double> terms, Quantity quantity)
    {
        var all = terms.Values.Sum();
        return all == 0 ? 1 : terms.Sum(term => term.Value * quantity.Holds(term.Key)) / all;
    }

    private static double Sharp(Dictionary<string, double> terms, Quantity quantity)
    {
        var all = terms.Values.Sum();
        return all == 0 ? 0 : terms.Sum(term => term.Value * (Hold(term.Key, quantity) - 0.15)) / all;
    }

    private static double Alike(Quantity a, Quantity b) => (a.Compares(b) ? 1 : 0.5) * (a.Passage.DocumentId == b.Passage.DocumentId ? 1 : OtherDocument);

    private static double Mean(double a, double b) => Math.Sqrt(a * b);

    private IEnumerable<(Quantity A, Quantity B)> Pairs(Func<Quantity, Quantity, bool> fit)
    {
        for (var i = 0; i < quantities.Count; i++)
        {
            for (var j = i + 1; j < quantities.Count; j++)
            {
                var (a, b) = quantities[i].At <= quantities[j].At ? (quantities[i], quantities[j]) : (quantities[j], quantities[i]);
                if (fit(a, b))
                    yield return (a, b);
            }
        }
    }

    private static bool SameRow(Quantity a, Quantity b) => a.Passage == b.Passage && a.Start == b.Start;

    private static bool Near(Quantity a, Quantity b) => a.Passage == b.Passage && (b.Start - a.End < 40 || a.Start == b.Start);

    [GeneratedRegex(@"\b(?:each|apiece|per)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Each();

    [GeneratedRegex(@"\b(?:each|apiece|per|every|an?\s+(?:night|day|week|month|year|hour|minute|person|head|piece))\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Rate();

    [GeneratedRegex(@"\bhalf\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Half();
}
