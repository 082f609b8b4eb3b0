using Assistant.Inference.Llm.Scheduling;

namespace Assistant.Inference.Tests.Llm;

public sealed class StepPlanTests
{
    [Fact]
    public void A_long_prompt_gets_a_piece_while_others_write()
    {
        Assert.Equal([1, 64, 1], StepPlan.Share([1, 5000, 1], [false, true, false], batch: 512, promptTokens: 64));
        Assert.Equal([512], StepPlan.Share([5000], [true], batch: 512, promptTokens: 64));
    }

    [Fact]
    public void Prompts_share_equally_and_short_ones_leave_the_rest_to_long_ones()
    {
        Assert.Equal([10, 251, 251], StepPlan.Share([10, 900, 900], [true, true, true], batch: 512, promptTokens: 64));
        Assert.Equal([3, 2], StepPlan.Share([3, 2], [true, true], batch: 512, promptTokens: 64));
    }

    [Fact]
    public void Drafts_stay_with_their_lane_or_wait_for_the_next_step()
    {
        Assert.Equal([6, 0, 1, 1], StepPlan.Share([6, 6, 1, 10], [false, false, false, true], batch: 8, promptTokens: 64));
    }

    [Fact]
    public void Nothing_is_planned_beyond_the_batch()
    {
        var random = new Random(7);
        for (var round = 0; round < 500; round++)
        {
            var prompts = Enumerable.Range(0, random.Next(1, 20)).Select(_ => random.Next(2) == 0).ToArray();
            var pending = prompts.Select(prompt => prompt ? random.Next(2, 3000) : random.Next(0, 7)).ToArray();
            var shares = StepPlan.Share(pending, prompts, 128, 32);

            Assert.True(shares.Sum() <= 128);
            Assert.All(shares.Zip(pending), pair => Assert.InRange(pair.First, 0, pair.Second));
            Assert.True(shares.Sum() > 0 || pending.All(count => count == 0));
        }
    }
}
