using Assistant.Core.Learning.Adapters;
using Assistant.Core.Learning.Linear;

namespace Assistant.Core.Learning.Training;

/// <summary>
/// Keeps how queries and targets of a batch relate: w·τ²·KL(softmax(S⁰/τ) ‖ softmax(S/τ)) over rows and columns of the similarity
/// matrix, S⁰ by the teacher. On a reference set with the frozen encoder as teacher it is that of ZSCL (Zheng et al. 2023), on the
/// new batch without its positives Mod-X (Ni et al. 2023), on replayed pairs KDR.
/// </summary>
/// <param name="teacher">The adapter whose similarities are kept.</param>
/// <param name="temperature">τ.</param>
/// <param name="weight">w.</param>
/// <param name="offDiagonal">Leaves positives out, so that new pairs can still be drawn together.</param>
public sealed class RelationDistillation(IQueryAdapter teacher, float temperature, float weight, bool offDiagonal = false) : ILossTerm
{
    /// <inheritdoc/>
    public double Add(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var candidates = batch.Pairs.Candidates();
        if (candidates.Labels.Count < (offDiagonal ? 3 : 2) || batch.Outputs.Rows < 2) return 0;
        var student = Matrix.TimesTransposed(batch.Outputs, candidates.Targets);
        var taught = Matrix.TimesTransposed(teacher.Apply(batch.Pairs.Queries), candidates.Targets);
        if (offDiagonal)
        {
            for (var i = 0; i < student.Rows; i++)
            {
                for (var j = 0; j < student.Columns; j++)
                {
                    if (candidates.Labels[j] == batch.Pairs.Labels[i]) student[i][j] = taught[i][j] = float.NegativeInfinity;
                }
            }
        }

        return Add(Softmax.Rows(taught, temperature), Softmax.Rows(student, temperature), student.Rows)
            + (offDiagonal ? 0 : Add(Softmax.Columns(taught, temperature), Softmax.Columns(student, temperature), student.Columns));

        double Add(Matrix wanted, Matrix shares, int count)
        {
            double divergence = 0;
            for (var i = 0; i < shares.Rows; i++)
            {
                ReadOnlySpan<float> p = wanted[i];
                var q = shares[i];
                for (var j = 0; j < q.Length; j++)
                {
                    if (p[j] > 0) divergence += p[j] * Math.Log(p[j] / Math.Max(q[j], 1e-30f));
                    q[j] -= p[j];
                }
            }

            // τ²·dKL/dS = τ·(q - p).
            Matrix.AddProduct(shares, candidates.Targets, weight * temperature / count, batch.Gradient);
            return weight * temperature * temperature * divergence / count;
        }
    }
}
