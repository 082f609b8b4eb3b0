using System.Numerics.Tensors;
using Assistant.Core.Learning.Linear;

namespace Assistant.Core.Learning;

/// <summary>Statistics of rows of features.</summary>
public static class FeatureStatistics
{
    /// <summary>Mean of the rows, [n, d] -> [d].</summary>
    public static float[] Mean(Matrix rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var mean = new float[rows.Columns];
        for (var i = 0; i < rows.Rows; i++) TensorPrimitives.Add<float>(mean, rows[i], mean);
        if (rows.Rows > 0) TensorPrimitives.Divide(mean, rows.Rows, mean);
        return mean;
    }

    /// <summary>Covariance of the rows about their mean in double, [n, d] -> [d, d], the lower half.</summary>
    public static double[] Covariance(Matrix rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var (d, mean) = (rows.Columns, Mean(rows));
        var covariance = new double[d * d];
        var apart = new double[d];
        for (var i = 0; i < rows.Rows; i++)
        {
            for (var k = 0; k < d; k++) apart[k] = rows[i][k] - mean[k];
            for (var k = 0; k < d; k++)
            {
                var row = covariance.AsSpan(k * d, k + 1);
                TensorPrimitives.MultiplyAdd(apart.AsSpan(0, k + 1), apart[k] / rows.Rows, row, row);
            }
        }

        return covariance;
    }
}
