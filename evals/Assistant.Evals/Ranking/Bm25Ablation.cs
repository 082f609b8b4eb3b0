using System.Globalization;
using Assistant.Evals.Beir;

namespace Assistant.Evals.Ranking;

/// <summary>Changes one setting of BM25 at a time and reports what it does to nDCG@10.</summary>
public static class Bm25Ablation
{
    /// <summary>The settings tried: the base first, then one change each, and the best k1 and b by search over a grid.</summary>
    public static IReadOnlyList<(string Name, Bm25Settings Settings)> Variants { get; } =
    [
        ("base: k1 1.2, b 0.75, stemmed, no stop words, title 1", new Bm25Settings()),
        ("k1 0.6", new Bm25Settings(K1: 0.6)),
        ("k1 0.9", new Bm25Settings(K1: 0.9)),
        ("k1 1.6", new Bm25Settings(K1: 1.6)),
        ("k1 2.0", new Bm25Settings(K1: 2.0)),
        ("k1 3.0", new Bm25Settings(K1: 3.0)),
        ("b 0", new Bm25Settings(B: 0)),
        ("b 0.3", new Bm25Settings(B: 0.3)),
        ("b 0.5", new Bm25Settings(B: 0.5)),
        ("b 0.9", new Bm25Settings(B: 0.9)),
        ("b 1", new Bm25Settings(B: 1)),
        ("no stemming", new Bm25Settings(Stem: false)),
        ("stop words kept", new Bm25Settings(RemoveStopWords: false)),
        ("stop words removed from queries only", new Bm25Settings(CountStopWordsInLength: true)),
        ("repeated query terms count once", new Bm25Settings(CountRepeatedQueryTerms: false)),
        ("both of the last two", new Bm25Settings(CountRepeatedQueryTerms: false, CountStopWordsInLength: true)),
        ("no title", new Bm25Settings(TitleWeight: 0)),
        ("title 2", new Bm25Settings(TitleWeight: 2)),
        ("title 5", new Bm25Settings(TitleWeight: 5)),
    ];

    /// <summary>Mean nDCG@10 of a setting on a collection.</summary>
    public static double Measure(BeirData collection, Bm25Settings settings)
    {
        ArgumentNullException.ThrowIfNull(collection);
        var index = new ReferenceBm25(collection.Documents, settings);
        return collection.Queries.Average(query => RankingMetrics.Ndcg(index.Search(query.Text, 10), query.Relevant, 10));
    }

    /// <summary>Prints the table, one column for each collection, then the best k1 and b of each by grid search.</summary>
    public static async Task RunAsync(IReadOnlyList<BeirData> collections, TextWriter output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(collections);
        ArgumentNullException.ThrowIfNull(output);
        await output.WriteLineAsync($"| nDCG@10 | {string.Join(" | ", collections.Select(c => $"{c.Name} ({c.Queries.Count} queries)"))} |").ConfigureAwait(false);
        await output.WriteLineAsync($"|---|{string.Concat(collections.Select(_ => "---|"))}").ConfigureAwait(false);
        foreach (var (name, settings) in Variants)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var cells = collections.Select(c => Measure(c, settings).ToString("0.0000", CultureInfo.InvariantCulture));
            await output.WriteLineAsync($"| {name} | {string.Join(" | ", cells)} |").ConfigureAwait(false);
        }

        foreach (var collection in collections)
        {
            var best = (Score: 0.0, K1: 0.0, B: 0.0);
            foreach (var k1 in new[] { 0.6, 0.9, 1.2, 1.6, 2.0, 2.5, 3.0 })
            {
                foreach (var b in new[] { 0.0, 0.3, 0.5, 0.75, 0.9, 1.0 })
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var score = Measure(collection, new Bm25Settings(k1, b));
                    if (score > best.Score) best = (score, k1, b);
                }
            }

            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{collection.Name}: best of the grid k1 {best.K1}, b {best.B}: {best.Score:0.0000} (tuned on the test queries themselves: an upper bound)")).ConfigureAwait(false);
        }
    }
}
