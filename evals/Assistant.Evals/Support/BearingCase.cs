using System.Globalization;
using Assistant.Core.Answering;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Core.Text;
using Assistant.Evals.Agent;
using Assistant.Evals.Corpus;

namespace Assistant.Evals.Support;

/// <summary>
/// A sentence that a search finds for a real question. It answers where it stands in a listed document and matches one of the
/// patterns; it is of no use in another document where it matches none; the others are left out, for nobody judged them.
/// </summary>
/// <param name="Bearing">How far it bears on the question (<see cref="SentenceWorth.Bearing"/>).</param>
/// <param name="Answers">Whether it answers.</param>
/// <param name="IsFirstHalf">Whether the question belongs to the half that the threshold is chosen on.</param>
internal sealed record BearingCase(double Bearing, bool Answers, bool IsFirstHalf)
{
    private const int Passages = 10;
    private const double WantedRecall = 0.98;
    private static readonly double[] Thresholds = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6];

    /// <summary>The cases of the questions whose documents are there.</summary>
    public static async Task<List<BearingCase>> OfAsync(EvalDatabase database, IEnumerable<AgentCase> questions, CancellationToken cancellationToken)
    {
        var cases = new List<BearingCase>();
        foreach (var item in questions.Where(item => item.Kind is "text" or "multi-hop" && item.Patterns.Count > 0))
        {
            var hits = (await database.Retriever.SearchAsync(new SearchRequest(item.Question) { Kind = ContentKind.Text, Limit = Passages }, cancellationToken).ConfigureAwait(false)).Hits;
            if (!hits.Any(hit => item.IsSource(hit.Passage.Uri)))
                continue;
            var worth = new SentenceWorth(item.Question);
            foreach (var passage in hits.Select(hit => hit.Passage))
            {
                foreach (var unit in TextUnitSplitter.Split(passage.Text).Where(unit => unit.Kind is TextUnitKind.Sentence or TextUnitKind.ListItem or TextUnitKind.TableRow))
                {
                    var sentence = passage.Text[unit.Start..unit.End];
                    var (listed, matches) = (item.IsSource(passage.Uri), item.MatchesAny(sentence));
                    if (listed == matches)
                        cases.Add(new BearingCase(worth.Bearing(new Claim(sentence), passage), matches, item.Question.Sum(c => c) % 2 == 0));
                }
            }
        }

        return cases;
    }

    /// <summary>What each threshold keeps.</summary>
    public static async Task ReportAsync(IReadOnlyList<BearingCase> cases, TextWriter output)
    {
        var chosen = Thresholds.Where(threshold => Kept(cases, threshold, first: true, answers: true) >= WantedRecall).DefaultIfEmpty(0).Max();
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"bearing: {cases.Count(item => item.Answers)} sentences that answer, {cases.Count(item => !item.Answers)} of no use; chosen {chosen:0.00} (the highest that keeps {WantedRecall} of the answers on one half), in use {SupportRule.LeastBearing:0.00}")).ConfigureAwait(false);
        foreach (var threshold in Thresholds)
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"  {threshold:0.00}: keeps {Kept(cases, threshold, true, true):0.000} of the answers and {Kept(cases, threshold, true, false):0.000} of the rest; held out {Kept(cases, threshold, false, true):0.000} and {Kept(cases, threshold, false, false):0.000}")).ConfigureAwait(false);
    }

    private static double Kept(IReadOnlyList<BearingCase> cases, double threshold, bool first, bool answers)
    {
        var all = cases.Where(item => item.IsFirstHalf == first && item.Answers == answers).ToList();
        return all.Count == 0 ? 0 : all.Count(item => item.Bearing >= threshold) / (double)all.Count;
    }
}
