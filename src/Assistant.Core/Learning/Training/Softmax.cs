using System.Numerics.Tensors;
using Assistant.Core.Learning.Linear;

namespace Assistant.Core.Learning.Training;

/// <summary>Softmax over rows and columns of similarities.</summary>
internal static class Softmax
{
    /// <summary>softmax(scores / τ) of each row, [n, m]; entries of -∞ get 0.</summary>
    public static Matrix Rows(Matrix scores, float temperature)
    {
        var result = new Matrix(scores.Rows, scores.Columns);
        for (var i = 0; i < scores.Rows; i++)
        {
            var row = result[i];
            TensorPrimitives.Subtract(scores[i], TensorPrimitives.Max<float>(scores[i]), row);
            TensorPrimitives.Divide(row, temperature, row);
            TensorPrimitives.Exp<float>(row, row);
            TensorPrimitives.Divide(row, TensorPrimitives.Sum<float>(row), row);
        }

        return result;
    }

    /// <summary>softmax(scores / τ) of each column, [n, m].</summary>
    public static Matrix Columns(Matrix scores, float temperature) => Transpose(Rows(Transpose(scores), temperature));

    /// <summary>[n, m] -> [m, n].</summary>
    public static Matrix Transpose(Matrix matrix)
    {
        var result = new Matrix(matrix.Columns, Math.Max(matrix.Rows, 1));
        for (var i = 0; i < matrix.Rows; i++)
        {
            for (var j = 0; j < matrix.Columns; j++) result[j][i] = matrix[i][j];
        }

        return result;
    }
}
