using Assistant.Core.Learning.Adapters;
using Assistant.Core.Learning.Linear;

namespace Assistant.Core.Learning.Training;

/// <summary>Keeps what the teacher answers on these queries among the candidates of earlier tasks: LwF (Li and Hoiem 2016), w·τ²·KL(p_teacher ‖ p).</summary>
/// <param name="teacher">The adapter before the task.</param>
/// <param name="candidates">Candidates of earlier tasks.</param>
/// <param name="temperature">τ.</param>
/// <param name="weight">w.</param>
public sealed class AnswerDistillation(IQueryAdapter teacher, CandidateSet candidates, float temperature, float weight) : ILossTerm
{
    /// <inheritdoc/>
    public double Add(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var wanted = Softmax.Rows(Matrix.TimesTransposed(teacher.Apply(batch.Pairs.Queries), candidates.Targets), temperature);
        var shares = Softmax.Rows(Matrix.TimesTransposed(batch.Outputs, candidates.Targets), temperature);
        double divergence = 0;
        for (var i = 0; i < shares.Rows; i++)
        {
            for (var j = 0; j < shares.Columns; j++)
            {
                if (wanted[i][j] > 0) divergence += wanted[i][j] * Math.Log(wanted[i][j] / Math.Max(shares[i][j], 1e-30f));
                shares[i][j] -= wanted[i][j];
            }
        }

        Matrix.AddProduct(shares, candidates.Targets, weight * temperature / shares.Rows, batch.Gradient);
        return weight * temperature * temperature * divergence / shares.Rows;
    }
}
