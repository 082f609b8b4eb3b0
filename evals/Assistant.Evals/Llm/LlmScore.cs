using System.Globalization;
using System.Text.RegularExpressions;
using Assistant.Core.Answering;
using Assistant.Core.Pal;

namespace Assistant.Evals.Llm;

/// <summary>Counts how well steps match what was expected. Not thread-safe.</summary>
public sealed partial class LlmScore
{
    private static readonly PalInterpreter Pal = new();
    private readonly SortedDictionary<string, Ratio> kinds = new(StringComparer.Ordinal);
    private Ratio valid, known, choice, arguments, query, exact, overlap, citationPrecision, citationRecall, program, result, refusalPrecision, refusalRecall;

    /// <summary>Counts one step.</summary>
    /// <param name="item">The case.</param>
    /// <param name="written">What was written.</param>
    public void Add(LlmCase item, string written)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(written);
        var (wanted, got) = item.IsAction ? (LlmAction.Parse(item.Expected)!, LlmAction.Parse(written)) : (new LlmAction([], item.Expected), new LlmAction([], written));
        if (item.IsAction)
        {
            var names = item.Tools.Select(StepSchema.Name).ToHashSet(StringComparer.Ordinal);
            valid = valid.And(got is not null);
            known = known.And(got is not null && got.Calls.All(call => names.Contains(call.Tool)));
            choice = choice.And(got is not null && wanted.Calls.Select(call => call.Tool).SequenceEqual(got.Calls.Select(call => call.Tool)));
        }

        var isRight = wanted.Answer is null ? AddCalls(item, wanted, got) : AddAnswer(item, wanted.Answer, got?.Answer);
        kinds[item.Kind] = kinds.GetValueOrDefault(item.Kind).And(isRight);
    }

    /// <summary>The figures so far.</summary>
    public LlmReport Report(string model, int? seed) => new(
        model, seed, kinds.Values.Sum(kind => kind.Count), valid.Mean, known.Mean, choice.Mean, arguments.Mean, query.Mean, exact.Count, exact.Mean, overlap.Mean, citationPrecision.Mean, citationRecall.Mean,
        refusalPrecision.Mean, refusalRecall.Mean, program.Count, program.Mean, result.Mean, kinds.ToDictionary(kind => kind.Key, kind => kind.Value.Mean));

    /// <summary>Whether a program prints what it should; numbers may be spelled otherwise.</summary>
    internal static bool Prints(string program, string printed)
    {
        var run = Pal.Run(program, PalLimits.Default);
        return run.Error is null && IsSame(run.Output.Trim(), printed.Trim());
    }

    /// <summary>Overlap of the words of two texts, 0 to 1: the harmonic mean of precision and recall.</summary>
    internal static double F1(string expected, string got)
    {
        var (wanted, had) = (Words(expected), Words(got));
        if (wanted.Count == 0 || had.Count == 0) return wanted.Count == had.Count ? 1 : 0;
        var left = wanted.GroupBy(word => word).ToDictionary(group => group.Key, group => group.Count());
        var common = had.Count(word => left.TryGetValue(word, out var count) && (left[word] = count - 1) >= 0);
        return 2.0 * common / (wanted.Count + had.Count);
    }

    private bool AddCalls(LlmCase item, LlmAction wanted, LlmAction? got)
    {
        var isSame = got is not null && wanted.Calls.Count == got.Calls.Count && wanted.Calls.Zip(got.Calls).All(pair => pair.First.IsSame(pair.Second));
        if (wanted.Calls[0].Tool == "compute")
        {
            var runs = got?.Calls is [{ Tool: "compute" } call, ..] && Prints(call.Text("program"), item.Gold.Printed ?? "");
            program = program.And(runs);
            return runs;
        }

        arguments = arguments.And(isSame);
        if (wanted.Calls[0].Text("query") is { Length: > 0 } words) query = query.And(F1(words, got?.Calls is [var first, ..] ? first.Text("query") : ""));
        return isSame;
    }

    private bool AddAnswer(LlmCase item, string wanted, string? got)
    {
        var refused = got?.Contains(ExtractiveAnswerer.NothingFound, StringComparison.Ordinal) == true;
        if (refused) refusalPrecision = refusalPrecision.And(item.Gold.Nothing);
        if (item.Gold.Nothing)
        {
            refusalRecall = refusalRecall.And(refused);
            return refused;
        }

        if (item.Gold.Printed is { } printed)
        {
            var states = got is not null && Number().Matches(got.Replace(",", "", StringComparison.Ordinal)).Any(match => IsSame(match.Value, printed)) || got?.Contains(printed, StringComparison.Ordinal) == true;
            result = result.And(states);
            return states;
        }

        var isExact = got is not null && Words(wanted).SequenceEqual(Words(got));
        if (item.Gold.Cited is not { Count: > 0 } cited) return isExact;
        var marks = LlmAction.Marks(got ?? "");
        exact = exact.And(isExact);
        overlap = overlap.And(F1(wanted, got ?? ""));
        if (marks.Count > 0) citationPrecision = citationPrecision.And(marks.Count(cited.Contains) / (double)marks.Count);
        citationRecall = citationRecall.And(cited.Count(marks.Contains) / (double)cited.Count);
        return isExact;
    }

    private static List<string> Words(string text) => [.. Word().Matches(LlmAction.WithoutMarks(text)).Select(match => match.Value.ToLowerInvariant())];

    private static bool IsSame(string a, string b) =>
        a == b || double.TryParse(a, NumberStyles.Float, CultureInfo.InvariantCulture, out var x) && double.TryParse(b, NumberStyles.Float, CultureInfo.InvariantCulture, out var y) && Math.Abs(x - y) <= 1e-6 * Math.Max(1, Math.Abs(y));

    [GeneratedRegex(@"[\p{L}\p{M}]+|\d+")]
    private static partial Regex Word();

    [GeneratedRegex(@"-?\d+(\.\d+)?")]
    private static partial Regex Number();
}
