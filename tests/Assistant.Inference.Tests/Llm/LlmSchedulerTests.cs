using Assistant.Inference.Llm;
using Assistant.Inference.Llm.Memory;
using Assistant.Inference.Llm.Scheduling;
using Assistant.Native.LlamaCpp;
using Microsoft.Extensions.Logging.Abstractions;

namespace Assistant.Inference.Tests.Llm;

/// <summary>With all texts in the same cells.</summary>
public sealed class LlmSchedulerUnifiedTests(TinyModel tiny) : LlmSchedulerTests(tiny)
{
    private protected override int Others => 1;

    private protected override LlamaWorker Worker(int sequences = 8, int room = 2048, IReadOnlyDictionary<string, LlamaAdapter>? adapters = null) =>
        TinyModel.Worker(Tiny.Model, Math.Max(4096, 2 * room), sequences + 16, adapters: adapters);
}

/// <summary>With cells of its own for each text.</summary>
public sealed class LlmSchedulerOwnCellsTests(TinyModel tiny) : LlmSchedulerTests(tiny)
{
    private protected override int Others => 8;

    private protected override LlamaWorker Worker(int sequences = 8, int room = 2048, IReadOnlyDictionary<string, LlamaAdapter>? adapters = null) =>
        TinyModel.Worker(Tiny.Model, sequences * room, sequences, adapters: adapters, isUnified: false);

    [RequiresLlamaFact]
    public async Task Texts_come_and_go_and_each_is_that_of_a_plain_loop()
    {
        using var scheduler = Scheduler();
        var texts = Enumerable.Range(0, 12).Select(i => $"{i} of many. {Story}").ToArray();
        // Of other lengths, so that gaps come about and are closed while others write.
        var expected = texts.Select((text, i) => Tiny.Reference(Tiny.Prompt(text), 10 + (7 * i % 60))).ToArray();

        var written = await Task.WhenAll(texts.Select((text, i) => Written.OfAsync(scheduler, Tiny.Generation(Tiny.Request(text, 10 + (7 * i % 60), logProbabilities: 0)))));

        Assert.Equal(expected.Select(text => string.Join(' ', text)), written.Select(text => string.Join(' ', text.Ids)));
    }
}

/// <summary>What the scheduler gives in either layout of the engine's memory.</summary>
public abstract class LlmSchedulerTests(TinyModel tiny) : IClassFixture<TinyModel>
{
    protected const string Story = "The server keeps a model in memory and answers a question about the old river while the children look for the paper and the letter.";

    private protected TinyModel Tiny => tiny;

    [RequiresLlamaFact]
    public async Task Greedy_text_is_that_of_a_plain_loop()
    {
        using var scheduler = Scheduler();
        var expected = tiny.Reference(tiny.Prompt(Story), 60);

        var written = await Written.OfAsync(scheduler, tiny.Generation(tiny.Request(Story, 60, logProbabilities: 0)));

        Assert.Equal(expected, written.Ids);
        Assert.Equal(tiny.Model.Vocabulary.Detokenize([.. expected]), written.Text);
        Assert.True(written.End.IsCut);
    }

    [RequiresLlamaFact]
    public async Task A_prompt_that_begins_as_an_earlier_one_is_computed_from_where_they_part_and_goes_on_the_same()
    {
        using var scheduler = Scheduler();
        var first = await Written.OfAsync(scheduler, tiny.Generation(tiny.Request(Story, 40, logProbabilities: 0)));

        var again = await Written.OfAsync(scheduler, tiny.Generation(tiny.Request(Story, 40, logProbabilities: 0)));

        Assert.Equal(0, first.End.CachedTokens);
        Assert.Equal(tiny.Prompt(Story).Length - 1, again.End.CachedTokens);
        Assert.Equal(first.Ids, again.Ids);
    }

    [RequiresLlamaFact]
    public async Task Requests_with_other_adapters_are_served_beside_each_other_and_share_no_prefix()
    {
        using var one = tiny.Adapter(seed: 1);
        using var two = tiny.Adapter(seed: 2);
        using var scheduler = Scheduler(context: Worker(adapters: new Dictionary<string, LlamaAdapter> { ["one"] = one, ["two"] = two }));
        var prompt = tiny.Prompt(Story);
        List<int>[] expected = [tiny.Reference(prompt, 30), tiny.Reference(prompt, 30, one), tiny.Reference(prompt, 30, two)];
        string?[] adapters = [null, "one", "two"];
        Assert.True(expected.Select(text => string.Join(' ', text)).Distinct().Count() == 3, "each adapter writes something else");

        // All at once, twice: the second time what each has in memory is its own.
        for (var round = 0; round < 2; round++)
        {
            var written = await Task.WhenAll(adapters.Select(adapter => Written.OfAsync(scheduler, tiny.Generation(tiny.Request(Story, 30, logProbabilities: 0) with
            {
                Adapters = adapter is null ? new Dictionary<string, float>() : new Dictionary<string, float> { [adapter] = 1 },
            }))));

            for (var i = 0; i < 3; i++) Assert.Equal(expected[i], written[i].Ids);
            Assert.All(written, text => Assert.Equal(round == 0 ? 0 : prompt.Length - 1, text.End.CachedTokens));
        }
    }

    [RequiresLlamaFact]
    public async Task A_text_that_gave_way_to_others_comes_back_from_outside_the_engine()
    {
        using var scheduler = Scheduler();
        var request = tiny.Request(string.Concat(Enumerable.Repeat(Story, 12)), 40, logProbabilities: 0);
        var first = await Written.OfAsync(scheduler, tiny.Generation(request));
        foreach (var i in Enumerable.Range(0, Others)) await Written.OfAsync(scheduler, tiny.Generation(tiny.Request($"{i} other things: {Story}", 4)));
        var rested = scheduler.Load;

        var again = await Written.OfAsync(scheduler, tiny.Generation(request));

        Assert.True(rested.StoredBytes > 0);
        Assert.InRange(rested.UsedTokens, 1, request.Prompt.Length - 1);
        Assert.Equal(request.Prompt.Length - 1, again.End.CachedTokens);
        AssertAlike(first, again, 5e-3f);
    }

    [RequiresLlamaFact]
    public async Task Requests_at_once_share_the_prompt_that_they_begin_with()
    {
        using var scheduler = Scheduler();
        var shared = string.Concat(Enumerable.Repeat(Story + " ", 8));
        var length = tiny.Prompt(shared).Length;

        var written = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Written.OfAsync(scheduler, tiny.Generation(tiny.Request($"{shared}Question {i}", 8)))));

        Assert.Single(written, one => one.End.CachedTokens == 0);
        Assert.Equal(7, written.Count(one => one.End.CachedTokens >= length - 1));
    }

    [RequiresLlamaFact]
    public async Task Among_others_the_text_is_the_same_or_the_probabilities_are_to_the_first_difference()
    {
        using var scheduler = Scheduler();
        var alone = await Written.OfAsync(scheduler, tiny.Generation(tiny.Request(Story, 60, logProbabilities: 0)));

        var others = Enumerable.Range(0, 7).Select(i => Written.OfAsync(scheduler, tiny.Generation(tiny.Request($"{i} other things, said at length: {Story}", 80)))).ToList();
        var among = await Written.OfAsync(scheduler, tiny.Generation(tiny.Request(Story, 60, logProbabilities: 0)));
        await Task.WhenAll(others);

        AssertAlike(alone, among, 1e-3f);
    }

    [RequiresLlamaFact]
    public async Task Drafts_change_nothing_but_the_number_of_steps()
    {
        using var plain = Scheduler();
        using var good = Scheduler(drafting: new Drafting(TinyModel.Worker(tiny.Model), 4, 64, NullLogger.Instance, leastProbability: 0));
        using var poor = Scheduler(drafting: tiny.Drafting());
        foreach (var sampling in new[] { new LlamaSamplerSettings(), new LlamaSamplerSettings { Temperature = 0.3f, TopK = 5, Seed = 11 } })
        {
            var request = tiny.Request(Story, 80, logProbabilities: 0) with { Sampling = sampling };
            var expected = await Written.OfAsync(plain, tiny.Generation(request));
            var first = await Written.OfAsync(good, tiny.Generation(request));
            var second = await Written.OfAsync(poor, tiny.Generation(request));

            Assert.Equal(expected.Ids, first.Ids);
            Assert.Equal(expected.Ids, second.Ids);
            Assert.Equal(0, expected.End.DraftedTokens);
            // The model as its own draft guesses the best token, which greedy takes each time, up to the text's end.
            if (sampling.Temperature == 0) Assert.InRange(first.End.AcceptedTokens, first.End.DraftedTokens - 4, first.End.DraftedTokens);
            Assert.InRange(first.End.DraftedTokens, 40, 400);
            Assert.InRange(second.End.AcceptedTokens, 0, second.End.DraftedTokens - 1);
        }
    }

    [RequiresLlamaFact]
    public async Task A_beam_search_finds_what_looking_at_everything_finds()
    {
        using var scheduler = Scheduler(new SchedulerSettings { Slots = 64 }, Worker(sequences: 80, room: 256));
        var greedy = await Written.OfAsync(scheduler, tiny.Generation(tiny.Request(Story, 5, logProbabilities: 0)));

        var narrow = await Written.OfAsync(scheduler, tiny.Generation(tiny.Request(Story, 5, logProbabilities: 0) with { Beams = 4 }));
        var wide = await Written.OfAsync(scheduler, tiny.Generation(tiny.Request(Story, 5, logProbabilities: 0) with { Beams = 64 }));

        Assert.Equal(5, narrow.Ids.Length);
        Assert.True(Sum(narrow) >= Sum(greedy) - 1e-4);
        Assert.True(Sum(wide) >= Sum(narrow) - 1e-4);
        // What is reported is what the model says of that very text.
        Assert.Equal(Sum(wide), LogProbability(tiny.Prompt(Story), wide.Ids), 1e-2);
        Assert.Equal(0, scheduler.Load.Running);
    }

    [RequiresLlamaFact]
    public async Task A_text_that_outgrows_the_window_goes_on_with_its_first_tokens_and_its_last()
    {
        using var scheduler = Scheduler(context: Worker(room: 256));
        var written = await Written.OfAsync(scheduler, tiny.Generation(tiny.Request(Story, 300, logProbabilities: 0), window: 128, sinks: 4));
        var ended = await Written.OfAsync(scheduler, tiny.Generation(tiny.Request(Story, 300, logProbabilities: 0), window: 128));

        Assert.Equal(300, written.Ids.Length);
        Assert.Equal(128, ended.Ids.Length + tiny.Prompt(Story).Length);
        Assert.Equal(ended.Ids[..^1], written.Ids[..(ended.Ids.Length - 1)]);
    }

    [RequiresLlamaFact]
    public async Task Stops_end_the_text_and_are_not_part_of_it()
    {
        using var scheduler = Scheduler();
        var free = await Written.OfAsync(scheduler, tiny.Generation(tiny.Request(Story, 60)));
        var stop = free.Text.Substring(free.Text.Length / 2, 3);

        var stopped = await Written.OfAsync(scheduler, tiny.Generation(tiny.Request(Story, 60) with { Stops = [stop] }));

        Assert.Equal(free.Text[..free.Text.IndexOf(stop, StringComparison.Ordinal)], stopped.Text);
        Assert.False(stopped.End.IsCut);
    }

    [RequiresLlamaFact]
    public async Task A_seed_repeats_a_sampled_text()
    {
        using var scheduler = Scheduler();
        var request = tiny.Request(Story, 40) with { Sampling = new LlamaSamplerSettings { Temperature = 1, Seed = 5 } };

        var texts = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Written.OfAsync(scheduler, tiny.Generation(request))));
        var other = await Written.OfAsync(scheduler, tiny.Generation(request with { Sampling = request.Sampling with { Seed = 6 } }));

        Assert.Equal(texts[0].Text, texts[1].Text);
        Assert.NotEqual(texts[0].Text, other.Text);
    }

    /// <summary>Other texts after which an earlier one has left the engine.</summary>
    private protected abstract int Others { get; }

    /// <summary>An engine.</summary>
    /// <param name="sequences">Texts that it can have.</param>
    /// <param name="room">Tokens that each can have.</param>
    /// <param name="adapters">Its adapters.</param>
    private protected abstract LlamaWorker Worker(int sequences = 8, int room = 2048, IReadOnlyDictionary<string, LlamaAdapter>? adapters = null);

    private protected LlmScheduler Scheduler(SchedulerSettings? settings = null, ILlmContext? context = null, Drafting? drafting = null) => tiny.Scheduler(settings, context ?? Worker(), drafting);

    /// <summary>The engine rounds by what it computes together: where two tokens are as good as equally probable another one may win.</summary>
    private static void AssertAlike(Written expected, Written actual, float tolerance)
    {
        foreach (var (one, other) in expected.Tokens.Zip(actual.Tokens).TakeWhile(pair => pair.First.Id == pair.Second.Id)) Assert.Equal(one.LogProbability, other.LogProbability, tolerance);
        Assert.Equal(expected.Ids[0], actual.Ids[0]);
    }

    private static double Sum(Written written) => written.Tokens.Sum(token => (double)token.LogProbability);

    private double LogProbability(int[] prompt, int[] written)
    {
        using var context = LlamaContext.Create(tiny.Model, new LlamaContextSettings { ContextTokens = 512, BatchTokens = 512, Threads = 1, BatchThreads = 1 });
        var batch = new LlamaBatch(512);
        int[] all = [.. prompt, .. written];
        for (var i = 0; i < all.Length; i++) batch.Add(all[i], i, 0, output: true);
        context.Decode(batch);
        return written.Select((token, i) => (double)context.Logits(prompt.Length - 1 + i)[token] - ModelTokens.Normalizer(context.Logits(prompt.Length - 1 + i))).Sum();
    }
}
