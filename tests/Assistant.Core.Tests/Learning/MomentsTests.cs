using Assistant.Core.Learning.Linear;

namespace Assistant.Core.Tests.Learning;

public sealed class MomentsTests
{
    [Fact]
    public void The_ridge_map_solves_its_normal_equations()
    {
        var random = new Random(1);
        var (d, n) = (12, 200);
        var (x, y) = (RandomPairs.Rows(random, n, d), RandomPairs.Rows(random, n, d));
        var moments = new Moments(d, d);
        for (var i = 0; i < n; i++) moments.Add(x[i], y[i], 0.5 + (i % 3));
        var map = moments.Solve(0.2, towardsIdentity: true);

        // (G + λI) of the plain sums, times W, is (C + λI).
        var lambda = 0.2 * moments.MeanDiagonal;
        for (var i = 0; i < d; i++)
        {
            for (var j = 0; j < d; j++)
            {
                double left = lambda * map[i][j], right = i == j ? lambda : 0;
                for (var k = 0; k < n; k++)
                {
                    var weight = 0.5 + (k % 3);
                    right += weight * y[k][i] * x[k][j];
                    for (var l = 0; l < d; l++) left += weight * map[i][l] * x[k][l] * x[k][j];
                }

                Assert.Equal(right, left, 1e-4);
            }
        }
    }

    [Fact]
    public void Taking_pairs_away_gives_the_map_of_the_others()
    {
        var random = new Random(2);
        var d = 16;
        var (x, y) = (RandomPairs.Rows(random, 300, d), RandomPairs.Rows(random, 300, d));
        var (all, others) = (new Moments(d, d), new Moments(d, d));
        for (var i = 0; i < 300; i++) all.Add(x[i], y[i]);
        for (var i = 0; i < 300; i += 2) others.Add(x[i], y[i]);
        for (var i = 1; i < 300; i += 2) all.Add(x[i], y[i], -1);

        var (left, right) = (all.Solve(0.1, true), others.Solve(0.1, true));

        for (var i = 0; i < left.Values.Length; i++) Assert.Equal(right.Values[i], left.Values[i], 1e-6);
    }

    [Fact]
    public void Without_pairs_there_is_nothing_to_solve() => Assert.Throws<InvalidOperationException>(() => new Moments(4, 4).Solve(0.1, true));

    [Fact]
    public void Values_that_are_not_finite_are_refused()
    {
        var moments = new Moments(2, 2);
        moments.Add([float.NaN, 1], [1, 0]);
        Assert.Throws<InvalidOperationException>(() => moments.Solve(0.1, true));
    }
}
