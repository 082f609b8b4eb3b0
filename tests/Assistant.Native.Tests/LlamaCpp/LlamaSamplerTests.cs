using Assistant.Native.LlamaCpp;

namespace Assistant.Native.Tests.LlamaCpp;

[Collection(TinyModelCollection.Name)]
public sealed class LlamaSamplerTests(TinyModel tiny)
{
    private const string Json =
        """
        root ::= "{" ws "\"name\"" ws ":" ws string ws "," ws "\"count\"" ws ":" ws number ws "}"
        string ::= "\"" [a-z ]{1,12} "\""
        number ::= [1-9] [0-9]{0,3}
        ws ::= " "?
        """;

    private static readonly int[] Prompt = [5, 80, 300, 7, 12];

    [RequiresLlamaFact]
    public void The_best_token_is_the_first_of_the_largest_logits()
    {
        using var sampler = Make(new LlamaSamplerSettings());
        var logits = new float[tiny.Model.Vocabulary.Count];
        (logits[700], logits[20], logits[21]) = (3, 2, 3);

        Assert.Equal(21, sampler.Sample(logits));
        Assert.Throws<ArgumentOutOfRangeException>(() => sampler.Sample(logits.AsSpan(1)));
    }

    [RequiresLlamaFact]
    public void The_engines_greedy_sampler_chooses_as_the_short_way_does()
    {
        using var context = tiny.Context();
        using var shortWay = Make(new LlamaSamplerSettings());
        // A bias that cannot matter makes the long way.
        using var longWay = Make(new LlamaSamplerSettings { LogitBias = new Dictionary<int, float> { [3] = -1000 } });

        var written = TinyModel.Write(context, shortWay, Prompt, 40);
        context.Clear();
        Assert.Equal(written, TinyModel.Write(context, longWay, Prompt, 40));
        Assert.DoesNotContain(3, written);
    }

    [RequiresLlamaFact]
    public void The_same_seed_gives_the_same_tokens_and_another_gives_others()
    {
        var one = Draw(new LlamaSamplerSettings { Temperature = 1, Seed = 1 });

        Assert.Equal(one, Draw(new LlamaSamplerSettings { Temperature = 1, Seed = 1 }));
        Assert.NotEqual(one, Draw(new LlamaSamplerSettings { Temperature = 1, Seed = 2 }));
        Assert.NotEqual(Draw(new LlamaSamplerSettings { Temperature = 1 }), Draw(new LlamaSamplerSettings { Temperature = 1 }));
    }

    [RequiresLlamaFact]
    public void Each_filter_leaves_only_what_it_should()
    {
        // Probabilities of 0.5, 0.3, 0.15 and 0.05 for tokens 1 to 4.
        Assert.Equal([1, 2], Drawn(new LlamaSamplerSettings { Temperature = 1, TopK = 2 }));
        Assert.Equal([1, 2], Drawn(new LlamaSamplerSettings { Temperature = 1, TopP = 0.7f }));
        Assert.Equal([1, 2, 3], Drawn(new LlamaSamplerSettings { Temperature = 1, MinP = 0.25f }));
        // The surprise of token 2, 1.2, is nearest to the mean surprise, 1.14.
        Assert.Equal([2], Drawn(new LlamaSamplerSettings { Temperature = 1, TypicalP = 0.2f }));
        Assert.Equal([1, 2, 3, 4], Drawn(new LlamaSamplerSettings { Temperature = 1 }));
        Assert.Equal([1], Drawn(new LlamaSamplerSettings { Temperature = 0.01f }));
        Assert.Equal([2], Drawn(new LlamaSamplerSettings { LogitBias = new Dictionary<int, float> { [1] = -5 } }));
    }

    [RequiresLlamaFact]
    public void A_temperature_of_one_draws_by_probability()
    {
        using var sampler = Make(new LlamaSamplerSettings { Temperature = 1, Seed = 4 });
        var drawn = Enumerable.Range(0, 4_000).Select(_ => sampler.Sample(Four())).CountBy(token => token).ToDictionary();

        Assert.InRange(drawn[1] / 4_000.0, 0.47, 0.53);
        Assert.InRange(drawn[4] / 4_000.0, 0.035, 0.065);
    }

    [RequiresLlamaFact]
    public void Penalties_make_repetition_rarer_and_reset_forgets_it()
    {
        using var sampler = Make(new LlamaSamplerSettings { RepeatPenalty = 2, PenaltyWindow = 2 });
        var logits = new float[tiny.Model.Vocabulary.Count];
        (logits[1], logits[2], logits[3]) = (3, 2.9f, 2.8f);

        Assert.Equal([1, 2, 3, 1, 2], Enumerable.Range(0, 5).Select(_ => sampler.Sample(logits)));
        sampler.Reset();
        Assert.Equal(1, sampler.Sample(logits));
        using var frequency = Make(new LlamaSamplerSettings { FrequencyPenalty = 0.06f });
        Assert.Equal([1, 1, 2, 1], Enumerable.Range(0, 4).Select(_ => frequency.Sample(logits)));
    }

    [RequiresLlamaFact]
    public void A_grammar_is_followed_whatever_the_model_wants()
    {
        for (var seed = 0u; seed < 20; seed++)
        {
            using var sampler = Make(new LlamaSamplerSettings { Grammar = Json, Temperature = seed == 0 ? 0 : 1, Seed = seed });
            using var context = tiny.Context();
            TinyModel.Feed(context, Prompt);
            List<int> written = [];
            for (var i = 0; i < 100; i++)
            {
                var token = sampler.Sample(context, -1);
                if (tiny.Model.Vocabulary.IsEndOfGeneration(token)) break;
                written.Add(token);
                TinyModel.Feed(context, [token], start: Prompt.Length + i);
            }

            Assert.Matches("""^\{ ?"name" ?: ?"[a-z ]{1,12}" ?, ?"count" ?: ?[1-9][0-9]{0,3} ?\}$""", tiny.Model.Vocabulary.Detokenize([.. written]));
        }
    }

    [RequiresLlamaFact]
    public void A_grammar_that_does_not_parse_is_an_error_that_says_so()
    {
        Assert.Contains("grammar", Assert.Throws<ArgumentException>(() => Make(new LlamaSamplerSettings { Grammar = "root ::= (" })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Make(new LlamaSamplerSettings { Grammar = "other ::= \"a\"" }));
        Assert.Throws<ArgumentException>(() => Make(new LlamaSamplerSettings { Grammar = "root ::= missing" }));
        Assert.Throws<ArgumentException>(() => Make(new LlamaSamplerSettings { Grammar = "root ::= root \"a\"" }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Make(new LlamaSamplerSettings { Temperature = float.NaN }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Make(new LlamaSamplerSettings { Temperature = 1, TopP = 2 }));
    }

    [RequiresLlamaFact]
    public void A_copy_goes_on_from_the_same_state_and_a_forbidden_token_is_refused()
    {
        using var sampler = Make(new LlamaSamplerSettings { Grammar = "root ::= \"the\" \" the\"", Temperature = 1, Seed = 3 });
        var the = Assert.Single(tiny.Model.Vocabulary.Tokenize("the", addSpecial: false, parseSpecial: false));
        var again = Assert.Single(tiny.Model.Vocabulary.Tokenize(" the", addSpecial: false, parseSpecial: false));
        sampler.Accept(the);
        using var copy = sampler.Clone();

        Assert.False(copy.Allows(the));
        Assert.True(copy.Allows(again));
        Assert.Throws<ArgumentException>(() => copy.Accept(the));
        copy.Accept(again);
        Assert.True(copy.Allows(tiny.Model.Vocabulary.Eos!.Value));
        // The first is where it was.
        Assert.True(sampler.Allows(again));
    }

    private LlamaSampler Make(LlamaSamplerSettings settings) => LlamaSampler.Create(tiny.Model, settings);

    private float[] Four()
    {
        var logits = new float[tiny.Model.Vocabulary.Count];
        logits.AsSpan().Fill(-50);
        (logits[1], logits[2], logits[3], logits[4]) = (MathF.Log(0.5f), MathF.Log(0.3f), MathF.Log(0.15f), MathF.Log(0.05f));
        return logits;
    }

    private List<int> Draw(LlamaSamplerSettings settings)
    {
        using var sampler = Make(settings);
        return [.. Enumerable.Range(0, 30).Select(_ => sampler.Sample(Four()))];
    }

    private int[] Drawn(LlamaSamplerSettings settings)
    {
        using var sampler = Make(settings with { Seed = 7 });
        return [.. Enumerable.Range(0, 400).Select(_ => sampler.Sample(Four())).Distinct().Order()];
    }
}
