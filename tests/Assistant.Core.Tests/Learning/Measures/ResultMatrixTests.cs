using Assistant.Core.Learning.Measures;

namespace Assistant.Core.Tests.Learning.Measures;

public sealed class ResultMatrixTests
{
    // Three tasks; rows are the scores after the first, second and third.
    private static readonly ResultMatrix Matrix = new([[0.9, 0.4, 0.3], [0.7, 0.8, 0.2], [0.5, 0.6, 1.0]], [0.2, 0.3, 0.1]);

    [Fact]
    public void Measures_are_those_computed_by_hand()
    {
        Assert.Equal((0.5 + 0.6 + 1.0) / 3, Matrix.Last, 12);
        Assert.Equal((0.9 + ((0.7 + 0.8) / 2) + 0.7) / 3, Matrix.AverageIncremental, 12);
        Assert.Equal(5.4 / 9, Matrix.Average, 12);
        Assert.Equal((0.4 + 0.2) / 2, Matrix.Forgetting, 12);
        Assert.Equal((-0.4 - 0.2) / 2, Matrix.BackwardTransfer, 12);
        Assert.Equal((0.1 + 0.1) / 2, Matrix.ForwardTransfer, 12);
        Assert.Equal((0.4 + ((0.3 + 0.2) / 2)) / 2, Matrix.Transfer, 12);
    }

    [Fact]
    public void A_task_that_gains_later_is_not_forgotten_but_counts_below_zero()
    {
        var gains = new ResultMatrix([[0.5, 0], [0.7, 0.9]], [0, 0]);

        Assert.Equal(-0.2, gains.Forgetting, 12);
        Assert.Equal(0.2, gains.BackwardTransfer, 12);
    }

    [Fact]
    public void One_task_has_nothing_to_forget_or_to_carry_over()
    {
        var one = new ResultMatrix([[0.4]], [0.1]);

        Assert.Equal((0.4, 0, 0, 0, 0), (one.Last, one.Forgetting, one.BackwardTransfer, one.ForwardTransfer, one.Transfer));
    }
}
