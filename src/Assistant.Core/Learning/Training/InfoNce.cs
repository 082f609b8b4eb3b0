using Assistant.Core.Learning.Linear;

namespace Assistant.Core.Learning.Training;

/// <summary>
/// Symmetric InfoNCE over the targets of a batch (Radford et al. 2021): each query must find its target among those of the batch, and
/// each target its queries. Pairs of one label are positives of each other.
/// </summary>
/// <param name="temperature">τ.</param>
/// <param name="maskAlike">Whether targets nearer than 0.9 to the own one are no negatives.</param>
public sealed class InfoNce(float temperature, bool maskAlike) : ILossTerm
{
    private const float Alike = 0.9f;

    /// <inheritdoc/>
    public double Add(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var candidates = batch.Pairs.Candidates();
        var own = new Dictionary<int, int>();
        for (var j = 0; j < candidates.Labels.Count; j++) own[candidates.Labels[j]] = j;
        if (own.Count < 2) return 0;
        var (n, m) = (batch.Outputs.Rows, candidates.Targets.Rows);
        var scores = Matrix.TimesTransposed(batch.Outputs, candidates.Targets);
        if (maskAlike) Mask(scores, candidates.Targets, [.. batch.Pairs.Labels.Select(label => own[label])]);

        var rows = Softmax.Rows(scores, temperature);
        var columns = Softmax.Columns(scores, temperature);
        var positives = new int[m];
        foreach (var label in batch.Pairs.Labels) positives[own[label]]++;
        double loss = 0;
        for (var i = 0; i < n; i++)
        {
            var j = own[batch.Pairs.Labels[i]];
            loss -= (Math.Log(Math.Max(rows[i][j], 1e-30f)) / (2 * n)) + (Math.Log(Math.Max(columns[i][j], 1e-30f)) / (2 * m * positives[j]));
            rows[i][j] -= 1;
            columns[i][j] -= 1f / positives[j];
        }

        // dL/dS = (p - 1{own})/2n + (q - 1{own}/|own|)/2m, and S = x'·t/τ.
        Matrix.AddProduct(rows, candidates.Targets, 1 / (2 * n * temperature), batch.Gradient);
        Matrix.AddProduct(columns, candidates.Targets, 1 / (2 * m * temperature), batch.Gradient);
        return loss;
    }

    private static void Mask(Matrix scores, Matrix targets, int[] own)
    {
        var likeness = Matrix.TimesTransposed(targets, targets);
        for (var i = 0; i < own.Length; i++)
        {
            for (var j = 0; j < scores.Columns; j++)
            {
                if (j != own[i] && likeness[own[i]][j] > Alike) scores[i][j] = float.NegativeInfinity;
            }
        }
    }
}
