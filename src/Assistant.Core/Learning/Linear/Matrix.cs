using System.Numerics.Tensors;

namespace Assistant.Core.Learning.Linear;

/// <summary>Rows of floats, row-major. Not thread-safe while it is written.</summary>
public sealed class Matrix
{
    private readonly float[] values;

    /// <summary>A matrix of zeros.</summary>
    /// <param name="rows">Rows, from 0.</param>
    /// <param name="columns">Columns, from 1.</param>
    public Matrix(int rows, int columns)
        : this(rows, columns, new float[checked(rows * columns)])
    {
    }

    /// <summary>A matrix over values that are there; they are not copied.</summary>
    /// <exception cref="ArgumentException">There are not rows × columns values.</exception>
    public Matrix(int rows, int columns, float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (values.Length != (long)rows * columns) throw new ArgumentException($"{rows} x {columns} values are needed, not {values.Length}.", nameof(values));
        (Rows, Columns, this.values) = (rows, columns, values);
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Width of a row.</summary>
    public int Columns { get; }

    /// <summary>All values, row after row.</summary>
    public Span<float> Values => values;

    /// <summary>Row <paramref name="i"/>, [columns].</summary>
    public Span<float> this[int i] => values.AsSpan(i * Columns, Columns);

    /// <summary>Gathers rows by number, in the order given.</summary>
    public Matrix Gather(ReadOnlySpan<int> rows)
    {
        var gathered = new Matrix(rows.Length, Columns);
        for (var i = 0; i < rows.Length; i++) this[rows[i]].CopyTo(gathered[i]);
        return gathered;
    }

    /// <summary>A copy.</summary>
    public Matrix Copy() => new(Rows, Columns, (float[])values.Clone());

    /// <summary>Sets every value to 0.</summary>
    public void Clear() => Array.Clear(values);

    /// <summary>Puts matrices of one width below each other.</summary>
    public static Matrix Stack(params ReadOnlySpan<Matrix> parts)
    {
        var rows = 0;
        foreach (var part in parts) rows += part.Rows;
        var stacked = new Matrix(rows, parts[0].Columns);
        var at = 0;
        foreach (var part in parts)
        {
            part.Values.CopyTo(stacked.Values[at..]);
            at += part.Values.Length;
        }

        return stacked;
    }

    /// <summary>Inner products of rows: [n, d] x [m, d]ᵀ -> [n, m].</summary>
    public static Matrix TimesTransposed(Matrix left, Matrix right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var product = new Matrix(left.Rows, right.Rows);
        for (var i = 0; i < left.Rows; i++)
        {
            ReadOnlySpan<float> row = left[i];
            var result = product[i];
            for (var j = 0; j < right.Rows; j++) result[j] = TensorPrimitives.Dot(row, right[j]);
        }

        return product;
    }

    /// <summary>Adds a product: target += factor · [n, m] x [m, d].</summary>
    public static void AddProduct(Matrix left, Matrix right, float factor, Matrix target)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        ArgumentNullException.ThrowIfNull(target);
        for (var i = 0; i < left.Rows; i++)
        {
            var row = left[i];
            var result = target[i];
            for (var j = 0; j < row.Length; j++)
            {
                if (row[j] != 0) TensorPrimitives.MultiplyAdd(right[j], factor * row[j], result, result);
            }
        }
    }

    /// <summary>Adds a product with the left side transposed: target += factor · [n, m]ᵀ x [n, d] -> [m, d].</summary>
    public static void AddTransposedProduct(Matrix left, Matrix right, float factor, Matrix target)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        ArgumentNullException.ThrowIfNull(target);
        for (var i = 0; i < left.Rows; i++)
        {
            var row = left[i];
            ReadOnlySpan<float> other = right[i];
            for (var j = 0; j < row.Length; j++)
            {
                if (row[j] != 0) TensorPrimitives.MultiplyAdd(other, factor * row[j], target[j], target[j]);
            }
        }
    }

    /// <summary>Brings each row to length 1; rows of zeros stay.</summary>
    public void NormalizeRows()
    {
        for (var i = 0; i < Rows; i++)
        {
            var length = TensorPrimitives.Norm<float>(this[i]);
            if (length > 0) TensorPrimitives.Divide(this[i], length, this[i]);
        }
    }
}
