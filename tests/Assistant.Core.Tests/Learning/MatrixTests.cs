using Assistant.Core.Learning.Linear;

namespace Assistant.Core.Tests.Learning;

public sealed class MatrixTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(7, 5, 33)]
    [InlineData(16, 9, 256)]
    public void Products_equal_plain_loops(int n, int m, int d)
    {
        var random = new Random(n + m + d);
        var (left, right, weights) = (RandomPairs.Rows(random, n, d), RandomPairs.Rows(random, m, d), RandomPairs.Rows(random, n, m));
        var start = RandomPairs.Rows(random, n, d);
        var (product, added, transposed) = (Matrix.TimesTransposed(left, right), start.Copy(), RandomPairs.Rows(new Random(1), m, d));
        var before = transposed.Copy();
        Matrix.AddProduct(weights, right, 0.5f, added);
        Matrix.AddTransposedProduct(weights, left, -2, transposed);

        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < m; j++) Assert.Equal(Enumerable.Range(0, d).Sum(k => (double)left[i][k] * right[j][k]), product[i][j], 1e-5);
            for (var k = 0; k < d; k++) Assert.Equal(start[i][k] + (0.5 * Enumerable.Range(0, m).Sum(j => (double)weights[i][j] * right[j][k])), added[i][k], 1e-5);
        }

        for (var j = 0; j < m; j++)
        {
            for (var k = 0; k < d; k++) Assert.Equal(before[j][k] - (2 * Enumerable.Range(0, n).Sum(i => (double)weights[i][j] * left[i][k])), transposed[j][k], 1e-5);
        }
    }
}
