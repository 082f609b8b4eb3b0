using Assistant.Core.Text;
using Assistant.Evals.Beir;

namespace Assistant.Evals.Ranking;

/// <summary>
/// BM25 in the plainest form: every document is scored. S. Robertson and H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and
/// Beyond", 2009: Σ over query terms of idf · tf (k1 + 1) / (tf + k1 (1 − b + b · length / mean length)), idf = ln(1 + (N − n + ½) / (n + ½)).
/// A title word counts <c>TitleWeight</c> times; the length is that of title and text. The reference for tuning, not the product's index.
/// </summary>
public sealed class ReferenceBm25
{
    private readonly Bm25Settings settings;
    private readonly List<string> ids = [];
    private readonly List<double> lengths = [];
    private readonly Dictionary<string, List<(int Document, double Frequency)>> postings = new(StringComparer.Ordinal);
    private readonly double meanLength;

    /// <summary>Indexes a corpus.</summary>
    public ReferenceBm25(IReadOnlyList<BeirDocument> documents, Bm25Settings settings)
    {
        ArgumentNullException.ThrowIfNull(documents);
        ArgumentNullException.ThrowIfNull(settings);
        this.settings = settings;
        foreach (var document in documents)
        {
            var frequencies = new Dictionary<string, double>(StringComparer.Ordinal);
            var length = Count(document.Title, settings.TitleWeight, frequencies) + Count(document.Text, 1, frequencies);
            foreach (var (term, frequency) in frequencies)
            {
                if (!postings.TryGetValue(term, out var list)) postings.Add(term, list = []);
                list.Add((ids.Count, frequency));
            }

            ids.Add(document.Id);
            lengths.Add(length);
        }

        meanLength = lengths.Count == 0 ? 1 : lengths.Average();
    }

    /// <summary>Ranks the documents that share a term with the query, best first; equal scores in the order of the corpus.</summary>
    public List<string> Search(string query, int limit)
    {
        var scores = new Dictionary<int, double>();
        var terms = Terms(query, settings.RemoveStopWords);
        foreach (var term in settings.CountRepeatedQueryTerms ? terms : terms.Distinct())
        {
            if (!postings.TryGetValue(term, out var list)) continue;
            var idf = Math.Log(1 + ((ids.Count - list.Count + 0.5) / (list.Count + 0.5)));
            foreach (var (document, tf) in list)
            {
                var norm = settings.K1 * (1 - settings.B + (settings.B * lengths[document] / meanLength));
                scores[document] = scores.GetValueOrDefault(document) + (idf * tf * (settings.K1 + 1) / (tf + norm));
            }
        }

        return [.. scores.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key).Take(limit).Select(entry => ids[entry.Key])];
    }

    private int Count(string text, double weight, Dictionary<string, double> frequencies)
    {
        var length = 0;
        foreach (var term in Terms(text, settings.RemoveStopWords && !settings.CountStopWordsInLength))
        {
            frequencies[term] = frequencies.GetValueOrDefault(term) + weight;
            length++;
        }

        return length;
    }

    private IEnumerable<string> Terms(string text, bool removeStopWords)
    {
        foreach (var term in Term.ListOf(text, stem: false))
        {
            if (removeStopWords && StopWords.English.Contains(term.Value)) continue;
            yield return settings.Stem ? PorterStemmer.Stem(term.Value) : term.Value;
        }
    }
}

/// <summary>Settings of BM25.</summary>
/// <param name="K1">Saturation of the term frequency.</param>
/// <param name="B">Weight of the length, 0 to 1.</param>
/// <param name="Stem">Whether words are stemmed (Porter).</param>
/// <param name="RemoveStopWords">Whether English stop words are left out of documents and queries.</param>
/// <param name="TitleWeight">What a word of the title counts for.</param>
/// <param name="CountRepeatedQueryTerms">Whether a term that the query says twice counts twice.</param>
/// <param name="CountStopWordsInLength">Whether stop words still count for the length of a document where they are removed.</param>
public sealed record Bm25Settings(
    double K1 = 1.2, double B = 0.75, bool Stem = true, bool RemoveStopWords = true, double TitleWeight = 1, bool CountRepeatedQueryTerms = true, bool CountStopWordsInLength = false);
