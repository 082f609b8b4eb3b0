using Assistant.Core.Learning.Calibration;

namespace Assistant.Core.Tests.Learning.Calibration;

public sealed class PlattScalingTests
{
    [Fact]
    public void It_finds_what_plain_gradient_descent_finds()
    {
        var (scores, right, weights) = Judged(300, 1);

        var fast = PlattScaling.Fit(scores, right, weights);
        var plain = GradientDescent(scores, right, weights);

        Assert.Equal(plain.Slope, fast.Slope, 1e-3);
        Assert.Equal(plain.Offset, fast.Offset, 1e-3);
    }

    [Fact]
    public void Overconfident_scores_are_set_right_and_the_error_on_kept_back_ones_falls()
    {
        var (scores, right, weights) = Judged(2_000, 2);
        var (keptScores, keptRight, keptWeights) = Judged(2_000, 3);

        var fit = PlattScaling.Fit(scores, right, weights);

        // The truth is 1 / (1 + exp(−(0.8·score − 4))).
        Assert.Equal(0.8, fit.Slope, 0.1);
        Assert.Equal(-4, fit.Offset, 0.5);
        double[] raw = [.. keptScores.Select(score => Math.Clamp(score / 4, 0, 1))], calibrated = [.. keptScores.Select(fit.Probability)];
        var (before, after) = (CalibrationMeasures.ExpectedError(raw, keptRight, keptWeights), CalibrationMeasures.ExpectedError(calibrated, keptRight, keptWeights));
        Assert.True(before > 0.3 && after < 0.05, $"{before} to {after}");
        Assert.True(CalibrationMeasures.Brier(calibrated, keptRight).Average() > CalibrationMeasures.Brier(raw, keptRight).Average());
        // The order is what it was.
        Assert.Equal(Order(keptScores), Order(calibrated));
    }

    [Fact]
    public void Scores_that_say_nothing_give_no_slope_and_those_that_mislead_a_falling_one()
    {
        var (scores, right, weights) = Judged(2_000, 4);
        var random = new Random(9);

        Assert.InRange(PlattScaling.Fit(scores, [.. right.Select(_ => random.Next(2) == 0)], weights).Slope, -0.1, 0.1);
        Assert.False(PlattScaling.Fit([.. scores.Select(score => -score)], right, weights).IsSound);
    }

    [Fact]
    public void Judgements_of_one_kind_and_far_scores_stay_finite()
    {
        var one = PlattScaling.Fit([1, 2, 3], [true, true, true], [1, 1, 1]);
        var apart = PlattScaling.Fit([-1e4, -1e4, 1e4, 1e4], [false, false, true, true], [1, 1, 1, 1]);

        Assert.True(double.IsFinite(one.Slope) && double.IsFinite(one.Offset) && one.Probability(2) < 1);
        Assert.True(apart.IsSound && apart.Probability(1e4) is > 0.7 and <= 1);
    }

    [Fact]
    public void The_error_is_the_distance_of_what_is_said_to_what_happens()
    {
        Assert.Equal(0, CalibrationMeasures.ExpectedError([1, 0], [true, false], [1, 1]), 1e-12);
        // Nine of ten are said to be right and half of them are.
        Assert.Equal(0.4, CalibrationMeasures.ExpectedError([0.9, 0.9], [true, false], [1, 1]), 1e-12);
        Assert.Equal(0.65, CalibrationMeasures.ExpectedError([0.9, 0.9], [true, false], [1, 3]), 1e-12);
    }

    private static (double[] Scores, bool[] Right, double[] Weights) Judged(int count, int seed)
    {
        var random = new Random(seed);
        double[] scores = [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() * 8)];
        return (scores, [.. scores.Select(score => random.NextDouble() < 1 / (1 + Math.Exp(-((0.8 * score) - 4))))], [.. scores.Select(_ => 1.0)]);
    }

    private static int[] Order(double[] scores) => [.. Enumerable.Range(0, scores.Length).OrderByDescending(i => scores[i]).ThenBy(i => i)];

    private static ScoreCalibration GradientDescent(double[] scores, bool[] right, double[] weights)
    {
        var positive = Enumerable.Range(0, scores.Length).Where(i => right[i]).Sum(i => weights[i]);
        var (high, low) = ((positive + 1) / (positive + 2), 1 / (weights.Sum() - positive + 2));
        var (slope, offset) = (0.0, 0.0);
        for (var step = 0; step < 100_000; step++)
        {
            double g1 = 0, g2 = 0;
            for (var i = 0; i < scores.Length; i++)
            {
                var apart = weights[i] * ((1 / (1 + Math.Exp(-((slope * scores[i]) + offset)))) - (right[i] ? high : low)) / scores.Length;
                (g1, g2) = (g1 + (scores[i] * apart), g2 + apart);
            }

            (slope, offset) = (slope - (0.1 * g1), offset - (0.1 * g2));
        }

        return new ScoreCalibration(slope, offset);
    }
}
