using System.Globalization;
using Assistant.Core.Answering;
using Assistant.Core.Content;
using Assistant.Core.Encoders;
using Assistant.Core.Retrieval;
using Assistant.Evals.Agent;
using Assistant.Evals.Corpus;
using Assistant.Evals.Encoders;

namespace Assistant.Evals.Support;

/// <summary>The suite <c>support</c>: thresholds of the sentence check chosen on one half of the documents or questions, precision and recall on the other.</summary>
public static class SupportSuite
{
    private const double WantedPrecision = 0.95;
    private const int MostDocuments = 120;
    private static readonly double[] Shares = [0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1];
    private static readonly double[] Cosines = [0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.01];

    /// <summary>Runs the suite and prints its result.</summary>
    /// <param name="folders">Folders with documents.</param>
    /// <param name="questions">Files with questions (JSONL, as for <c>eval agent</c>) whose documents are in those folders; none of the acceptance set is used.</param>
    /// <param name="encoder">The encoder: bundled, none or a folder.</param>
    /// <param name="seed">Seed of the cases.</param>
    /// <param name="output">Takes the figures.</param>
    /// <param name="error">Takes what went wrong.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>0, or 1 when folders or encoder cannot be used.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> folders, IReadOnlyList<string> questions, string encoder, int seed, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folders);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        if (folders.FirstOrDefault(folder => !Directory.Exists(folder)) is { } missing)
        {
            await error.WriteLineAsync($"There is no folder {missing}.").ConfigureAwait(false);
            return 1;
        }

        try
        {
            using var model = string.Equals(encoder, EncoderOptions.None, StringComparison.OrdinalIgnoreCase) ? null : EvalEncoder.Load(encoder);
            var asked = new List<AgentCase>();
            foreach (var file in questions)
                asked.AddRange((await AgentCase.ReadAsync(file, cancellationToken).ConfigureAwait(false)).Where(item => !item.Acceptance));
            var cases = new List<Measured>();
            var bearing = new List<BearingCase>();
            foreach (var folder in folders)
            {
                var database = EvalDatabase.Open();
                await using var _ = database.ConfigureAwait(false);
                await database.AddFolderAsync(folder, cancellationToken).ConfigureAwait(false);
                cases.AddRange(await MeasureAsync(database, model?.Encoder, seed, cancellationToken).ConfigureAwait(false));
                bearing.AddRange(await BearingCase.OfAsync(database, asked, cancellationToken).ConfigureAwait(false));
            }

            await ReportAsync(cases, output).ConfigureAwait(false);
            if (bearing.Count > 0)
                await BearingCase.ReportAsync(bearing, output).ConfigureAwait(false);
            return 0;
        }
        catch (Exception failure) when (failure is EncoderLoadException or InvalidDataException or IOException)
        {
            await error.WriteLineAsync(failure.Message).ConfigureAwait(false);
            return 1;
        }
    }

    private static async Task<List<Measured>> MeasureAsync(EvalDatabase database, Encoder? encoder, int seed, CancellationToken cancellationToken)
    {
        var passages = new List<Passage>();
        foreach (var document in (await database.Store.ListAsync(new DocumentFilter { Limit = 1_000 }, cancellationToken).ConfigureAwait(false)).Where(document => document.Kind == ContentKind.Text).OrderBy(document => document.Uri, StringComparer.Ordinal).Take(MostDocuments))
        {
            if (await database.Store.ReadTextAsync(document.Id, cancellationToken).ConfigureAwait(false) is { } text)
                passages.AddRange(text.Chunks.Select((chunk, i) => new Passage(i, document.Id, text.Version, document.Collection, document.Uri, text.Title, ContentKind.Text, chunk, text.Text[chunk.Start..chunk.End])));
        }

        var measured = new List<Measured>();
        foreach (var item in SupportCases.Of(passages, seed))
        {
            var claim = new Claim(item.Sentence);
            var support = SentenceSupport.Measure(claim, item.Passage, new ClaimGround());
            var worth = new SentenceWorth(item.Question);
            // Made-up questions are not about what the sentence is about, so that bearing is measured on real ones.
            var passes = support.IsPossible && !claim.IsEmpty && !SentenceWorth.LeadsOn(item.Sentence) && !worth.IsHeading(item.Sentence, item.Passage) && !worth.Repeats(claim);
            var cosine = passes && encoder is { Text: not null } && support.PlaceShare >= Shares[0] ? await support.CosineAsync(claim, encoder, cancellationToken).ConfigureAwait(false) : 0;
            // Whole documents fall into one half, by a hash that is the same on every machine.
            measured.Add(new Measured(item, passes ? support.PlaceShare : 0, cosine, item.Passage.Uri.Sum(c => c) % 2 == 0));
        }

        return measured;
    }

    private static async Task ReportAsync(List<Measured> cases, TextWriter output)
    {
        var (chosenOn, heldOut) = (cases.Where(item => item.IsFirstHalf).ToList(), cases.Where(item => !item.IsFirstHalf).ToList());
        var best = (from enough in Shares
                    from least in Shares.Where(share => share <= enough)
                    from near in Cosines
                    let score = Score(chosenOn, enough, least, near)
                    orderby score.Precision >= WantedPrecision descending, score.Precision >= WantedPrecision ? score.Recall : score.Precision descending, enough descending, near descending
                    select (enough, least, near)).First();
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{chosenOn.Count} cases to choose on, {heldOut.Count} held out")).ConfigureAwait(false);
        await WriteAsync("chosen", best).ConfigureAwait(false);
        await WriteAsync("in use", (SupportRule.EnoughShared, SupportRule.LeastShared, SupportRule.NearMeaning)).ConfigureAwait(false);
        foreach (var kind in heldOut.GroupBy(item => item.Case.Kind))
        {
            var accepted = kind.Count(item => item.Accepts(best.enough, best.least, best.near));
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  {kind.Key} ({(kind.First().Case.IsSupported ? "supported" : "not supported")}): {accepted} of {kind.Count()} accepted")).ConfigureAwait(false);
        }

        async Task WriteAsync(string name, (double Enough, double Least, double Near) rule)
        {
            var (first, second) = (Score(chosenOn, rule.Enough, rule.Least, rule.Near), Score(heldOut, rule.Enough, rule.Least, rule.Near));
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: shared {rule.Enough:0.00}, or {rule.Least:0.00} with cosine {rule.Near:0.00}: precision {first.Precision:0.000}, recall {first.Recall:0.000}; held out: precision {second.Precision:0.000}, recall {second.Recall:0.000}")).ConfigureAwait(false);
        }
    }

    private static (double Precision, double Recall) Score(List<Measured> cases, double enough, double least, double near)
    {
        var accepted = cases.Where(item => item.Accepts(enough, least, near)).ToList();
        var right = accepted.Count(item => item.Case.IsSupported);
        return (accepted.Count == 0 ? 0 : right / (double)accepted.Count, right / (double)Math.Max(1, cases.Count(item => item.Case.IsSupported)));
    }

    private sealed record Measured(SupportCase Case, double Share, double Cosine, bool IsFirstHalf)
    {
        public bool Accepts(double enough, double least, double near) => Share >= enough || (Share >= least && Cosine >= near);
    }
}
