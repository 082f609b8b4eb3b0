using Assistant.Inference.Llm.Scheduling;

namespace Assistant.Inference.Tests.Llm;

public sealed class LlmSchedulerTests(TinyModel tiny) : IClassFixture<TinyModel>
{
    private const string Story = "The server keeps a model in memory and answers a question about the old river while the children look for the paper and the letter.";

    [RequiresLlamaFact]
    public async Task Greedy_text_is_that_of_a_plain_loop()
    {
        using var scheduler = tiny.Scheduler();
        var expected = tiny.Reference(tiny.Prompt(Story), 60);

        var written = await Written.OfAsync(scheduler, tiny.Generation(tiny.Request(Story, 60, logProbabilities: 0)));

        Assert.Equal(expected, written.Ids);
        Assert.Equal(tiny.Model.Vocabulary.Detokenize([.. expected]), written.Text);
        Assert.True(written.End.IsCut);
    }

    [RequiresLlamaFact]
    public async Task A_prompt_that_begins_as_an_earlier_one_is_computed_from_where_they_part_and_goes_on_the_same()
    {
        using var scheduler = tiny.Scheduler();
        var first = await Written.OfAsync(scheduler, tiny.Generation(tiny.Request(Story, 40, logProbabilities: 0)));

        var again = await Written.OfAsync(scheduler, tiny.Generation(tiny.Request(Story, 40, logProbabilities: 0)));

        Assert.Equal(0, first.End.CachedTokens);
        Assert.Equal(tiny.Prompt(Story).Length - 1, again.End.CachedTokens);
        Assert.Equal(first.Ids, again.Ids);
    }

    [RequiresLlamaFact]
    public async Task Requests_at_once_share_the_prompt_that_they_begin_with()
    {
        using var scheduler = tiny.Scheduler();
        var shared = string.Concat(Enumerable.Repeat(Story + " ", 8));
        var length = tiny.Prompt(shared).Length;

        var written = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Written.OfAsync(scheduler, tiny.Generation(tiny.Request($"{shared}Question {i}", 8)))));

        Assert.Single(written, one => one.End.CachedTokens == 0);
        Assert.Equal(7, written.Count(one => one.End.CachedTokens >= length - 1));
    }
}
