using System.Numerics.Tensors;
using Assistant.Core.Answering;
using Assistant.Core.Retrieval;
using Assistant.Core.Text;

namespace Assistant.Core.Memory;

/// <summary>Ranks facts for a query: BM25 over their words and cosines of their vectors, fused by reciprocal ranks, times how fresh they are.</summary>
internal static class FactSearch
{
    // Robertson and Zaragoza 2009; facts are short, so that length says little.
    private const double K1 = 1.2;
    private const double B = 0.4;
    private const int FusionConstant = 60;

    // Below it two texts of the bundled encoder have as good as nothing to do with each other.
    private const double LeastCosine = 0.5;

    /// <summary>Facts that have something to do with the query, best first.</summary>
    public static IEnumerable<Fact> Rank(IReadOnlyList<Fact> facts, string query, string? encoder, ReadOnlyMemory<float> vector, Func<Fact, double> freshness)
    {
        var words = ByWords(facts, query).OrderByDescending(hit => hit.Score).Select(hit => ((long)hit.At, 1.0)).ToList();
        var vectors = encoder is null ? [] : Enumerable.Range(0, facts.Count)
            .Where(at => facts[at].EncoderId == encoder && facts[at].Vector.Length == vector.Length)
            .Select(at => (At: at, Score: TensorPrimitives.Dot(facts[at].Vector.Span, vector.Span)))
            .Where(hit => hit.Score >= LeastCosine)
            .OrderByDescending(hit => hit.Score)
            .Select(hit => ((long)hit.At, 1.0)).ToList();
        return ReciprocalRankFusion.Fuse([words, vectors], FusionConstant)
            .OrderByDescending(hit => hit.Score * freshness(facts[(int)hit.Key]))
            .Select(hit => facts[(int)hit.Key]);
    }

    private static IEnumerable<(int At, double Score)> ByWords(IReadOnlyList<Fact> facts, string query)
    {
        var terms = facts.Select(fact => Term.ListOf(fact.Text).Select(term => term.Value).ToList()).ToList();
        var mean = terms.Average(list => (double)list.Count);
        var asked = Term.ListOf(query).Select(term => term.Value).Where(term => !StopWords.Stems.Contains(term)).Distinct().Select(term => IrregularForms.Of(term)).ToList();
        for (var at = 0; at < facts.Count; at++)
        {
            double score = 0;
            foreach (var forms in asked)
            {
                var frequency = terms[at].Count(forms.Contains);
                if (frequency == 0)
                    continue;
                var holding = terms.Count(list => list.Exists(forms.Contains));
                var idf = Math.Log(1 + ((facts.Count - holding + 0.5) / (holding + 0.5)));
                score += idf * frequency * (K1 + 1) / (frequency + (K1 * (1 - B + (B * terms[at].Count / mean))));
            }

            if (score > 0)
                yield return (at, score);
        }
    }
}
