using Assistant.Core.Learning.Linear;
using Assistant.Core.Learning.Training;

namespace Assistant.Core.Learning.Strategies;

/// <summary>Brings scores of labels that were learned together with those of the frozen encoder for all others.</summary>
internal static class LabelScores
{
    /// <summary>
    /// log p(c) = log P₀(learned) + log softmax over learned labels for a learned c, log P₀(c) for others: the encoder says how likely a
    /// query is of a learned label at all, the statistics which. So labels never seen keep their zero-shot probability (as RAIL, Xu et al. 2024).
    /// </summary>
    /// <param name="queries">[n, d].</param>
    /// <param name="candidates">What may be found, m.</param>
    /// <param name="learned">Column in <paramref name="logits"/> by label.</param>
    /// <param name="logits">Logits of learned labels, [n, learned].</param>
    /// <param name="temperature">τ of the encoder.</param>
    public static Matrix Combine(Matrix queries, CandidateSet candidates, IReadOnlyDictionary<int, int> learned, Matrix logits, float temperature)
    {
        var zeroShot = Softmax.Rows(Matrix.TimesTransposed(queries, candidates.Targets), temperature);
        int[] columns = [.. candidates.Labels.Select(label => learned.TryGetValue(label, out var column) ? column : -1)];
        for (var i = 0; i < queries.Rows; i++)
        {
            var row = zeroShot[i];
            var (mass, top) = (0f, float.NegativeInfinity);
            for (var j = 0; j < row.Length; j++)
            {
                if (columns[j] < 0) continue;
                mass += row[j];
                top = Math.Max(top, logits[i][columns[j]]);
            }

            var sum = 0f;
            for (var j = 0; j < row.Length; j++)
            {
                if (columns[j] >= 0) sum += MathF.Exp(logits[i][columns[j]] - top);
            }

            for (var j = 0; j < row.Length; j++)
            {
                row[j] = columns[j] < 0 ? MathF.Log(Math.Max(row[j], 1e-30f)) : MathF.Log(Math.Max(mass, 1e-30f)) + logits[i][columns[j]] - top - MathF.Log(sum);
            }
        }

        return zeroShot;
    }
}
