using Assistant.Evals.Encoders;

namespace Assistant.Evals.Tests.Encoders;

public sealed class ClipMetricsTests
{
    private static readonly float[] East = [1, 0], North = [0, 1], Between = [0.7071f, 0.7071f];

    [Fact]
    public void Recall_counts_the_best_picture_of_the_same_label()
    {
        var recall = ClipMetrics.RecallAt([East, North], ["e", "n"], [Between, East, North, North], ["n", "e", "x", "n"], 1, 2);
        Assert.Equal([0.5, 1], recall); // north ties with x: an equal cosine counts against it, so it is second
    }

    [Fact]
    public void Recall_of_a_label_that_has_no_target_is_nought() => Assert.Equal([0], ClipMetrics.RecallAt([East], ["e"], [East], ["other"], 5));

    [Fact]
    public void Prompts_are_joined_by_the_direction_of_their_mean()
    {
        var mean = ClipMetrics.Mean([East, North]);
        Assert.Equal(Between[0], mean[0], 3);
        Assert.Equal(1, (mean[0] * mean[0]) + (mean[1] * mean[1]), 5);
    }
}
