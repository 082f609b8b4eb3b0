using Assistant.Inference.Llm.Loading;

namespace Assistant.Inference.Tests.Llm;

public sealed class ThreadTunerTests
{
    [Fact]
    public void More_threads_that_win_are_kept()
    {
        var tuner = new ThreadTuner(1, 4);

        Serve(tuner, 200, threads => 1.0 / threads);

        Assert.Equal(4, tuner.Threads);
    }

    [Theory]
    [InlineData(0.85, 1)]
    [InlineData(0.75, 2)]
    public void All_processors_have_to_win_by_more_where_the_rest_of_the_program_needs_one(double time, int expected)
    {
        var tuner = new ThreadTuner(1, 2, worthMost: 0.8);

        Serve(tuner, 200, threads => threads == 1 ? 1 : time);

        Assert.Equal(expected, tuner.Threads);
    }

    [Fact]
    public void Threads_are_given_up_when_another_program_takes_the_processors()
    {
        var tuner = new ThreadTuner(2, 2);

        Serve(tuner, 200, threads => threads == 1 ? 1 : 0.6);
        var before = tuner.Threads;
        Serve(tuner, 2000, threads => threads == 1 ? 1 : 5);

        Assert.Equal((2, 1), (before, tuner.Threads));
    }

    [Fact]
    public void A_number_that_loses_is_tried_more_and_more_rarely()
    {
        var tuner = new ThreadTuner(1, 2);

        var early = Serve(tuner, 500, threads => threads == 1 ? 1 : 4);
        var late = Serve(tuner, 5000, threads => threads == 1 ? 1 : 4);

        Assert.InRange(early, 3, 20);
        Assert.InRange(late, 1, 10);
        Assert.Equal(1, tuner.Threads);
    }

    [Fact]
    public void One_disturbed_step_changes_nothing()
    {
        var tuner = new ThreadTuner(1, 2);
        var step = 0;

        Serve(tuner, 3000, threads => ++step % 97 == 0 ? 20 : threads == 1 ? 1 : 1.05);

        Assert.Equal(1, tuner.Threads);
    }

    [Fact]
    public void Steps_of_other_sizes_are_not_compared()
    {
        var tuner = new ThreadTuner(1, 2);

        for (var i = 0; i < 500; i++)
        {
            Assert.Equal(1, tuner.Next(i));
            tuner.Took(i, 1);
        }
    }

    /// <summary>Runs steps of eight tokens and counts those that ran with another number than the one held best.</summary>
    private static int Serve(ThreadTuner tuner, int steps, Func<int, double> seconds)
    {
        var trials = 0;
        for (var i = 0; i < steps; i++)
        {
            var threads = tuner.Next(8);
            if (threads != tuner.Threads) trials++;
            tuner.Took(8, seconds(threads));
        }

        return trials;
    }
}
