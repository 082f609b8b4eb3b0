using Assistant.Inference.Llm.Knn;
using Assistant.Native.LlamaCpp;

namespace Assistant.Inference.Tests.Llm;

public sealed class KnnLanguageModelTests(TinyModel tiny) : IClassFixture<TinyModel>
{
    private const string Text = "The boat crossed the sound in two hours and the crew counted the seals on the rocks before the rain came.";

    [Fact]
    public void The_nearest_keys_are_those_of_the_smallest_angle_and_their_weights_add_up()
    {
        var store = new KnnDatastore(2);
        store.Add([1, 0], 7);
        store.Add([0, 2], 8);
        store.Add([3, 3], 9);
        store.Add([10, 0], 8);
        var nearest = store.Nearest([5, 0.1f], 3);
        Assert.Equal([7, 8, 9], nearest.Select(found => found.Token));
        Assert.True(nearest[0].Distance <= nearest[1].Distance && nearest[1].Distance < nearest[2].Distance);
        var random = new Random(3);
        var many = new KnnDatastore(8);
        var keys = Enumerable.Range(0, 3_000).Select(_ => Enumerable.Range(0, 8).Select(_ => random.NextSingle() - 0.5f).ToArray()).ToList();
        foreach (var (key, i) in keys.Select((key, i) => (key, i))) many.Add(key, i);
        var query = keys[1_700].Select(value => value + 0.01f).ToArray();
        var expected = Enumerable.Range(0, keys.Count).OrderByDescending(i => keys[i].Zip(query).Sum(pair => (double)pair.First * pair.Second) / Math.Sqrt(keys[i].Sum(value => (double)value * value))).Take(5);
        Assert.Equal(expected, many.Nearest(query, 5).Select(found => found.Token));

        var distribution = KnnDatastore.Distribution([(7, 0.1f), (8, 0.1f), (7, 0.4f)], 0.1);
        Assert.Equal(1, distribution.Values.Sum(), 1e-9);
        Assert.Equal((1 + Math.Exp(-3)) / (2 + Math.Exp(-3)), distribution[7], 1e-6);
        Assert.Equal(0.1, new KnnStep(5, 0.2, [(7, 0)]).Interpolated(0.5, 1), 1e-9);
        Assert.Equal(0.6, new KnnStep(7, 0.2, [(7, 0)]).Interpolated(0.5, 1), 1e-9);
    }

    [RequiresLlamaFact]
    public void One_context_gives_states_and_the_same_probabilities_as_a_plain_one()
    {
        using var knn = new KnnLanguageModel(tiny.Model);
        var steps = knn.Score(Text, 1);
        using var plain = LlamaContext.Create(tiny.Model, new LlamaContextSettings { ContextTokens = 256, BatchTokens = 256, Threads = 1, BatchThreads = 1 });
        var tokens = tiny.Prompt(Text);
        var batch = new LlamaBatch(256);
        for (var i = 0; i < tokens.Length; i++) batch.Add(tokens[i], i, 0, true);
        plain.Decode(batch);
        Assert.Equal(tokens.Length - 1, steps.Count);
        for (var i = 0; i < steps.Count; i++)
        {
            var logits = plain.Logits(i).ToArray();
            var expected = Math.Exp(logits[tokens[i + 1]] - logits.Max()) / logits.Sum(logit => Math.Exp(logit - logits.Max()));
            Assert.Equal(expected, steps[i].Probability, 1e-3);
        }
    }

    [RequiresLlamaFact]
    public void What_was_read_is_expected_and_written_again()
    {
        using var knn = new KnnLanguageModel(tiny.Model);
        Assert.All(knn.Score(Text, 4), step => Assert.Equal(step.Probability, step.Interpolated(0.9, 0.1)));
        knn.Read(Text);
        Assert.Equal(tiny.Prompt(Text).Length - 1, knn.Datastore.Count);
        Assert.All(knn.Score(Text, 4), step => Assert.True(step.Interpolated(0.9, 1e-4) > 0.8, $"{step.Token}: {step.Interpolated(0.9, 1e-4)}"));
        var prompt = tiny.Prompt(Text)[..6];
        var begun = string.Concat(prompt.Where(token => token != tiny.Model.Vocabulary.Bos).Select(token => System.Text.Encoding.UTF8.GetString(tiny.Model.Vocabulary.Bytes(token).Span)));
        Assert.Equal(tiny.Prompt(Text)[6..10], knn.Continue(begun, 4, 0.9, 1, 0.01));
        Assert.NotEqual(tiny.Prompt(Text)[6..10], knn.Continue(begun, 4, 0, 1, 0.01));
    }
}
