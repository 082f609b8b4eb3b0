using Assistant.Core.Learning.Linear;

namespace Assistant.Core.Learning.Training;

/// <summary>-log softmax of the own target among fixed candidates.</summary>
/// <param name="candidates">What there is to choose from; every label of a batch is among them.</param>
/// <param name="temperature">τ.</param>
public sealed class CandidateCrossEntropy(CandidateSet candidates, float temperature) : ILossTerm
{
    private readonly Dictionary<int, int> own = candidates.Labels.Select((label, j) => (label, j)).ToDictionary(entry => entry.label, entry => entry.j);

    /// <inheritdoc/>
    public double Add(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var shares = Softmax.Rows(Matrix.TimesTransposed(batch.Outputs, candidates.Targets), temperature);
        double loss = 0;
        for (var i = 0; i < shares.Rows; i++)
        {
            var j = own[batch.Pairs.Labels[i]];
            loss -= Math.Log(Math.Max(shares[i][j], 1e-30f)) / shares.Rows;
            shares[i][j] -= 1;
        }

        Matrix.AddProduct(shares, candidates.Targets, 1 / (shares.Rows * temperature), batch.Gradient);
        return loss;
    }
}
