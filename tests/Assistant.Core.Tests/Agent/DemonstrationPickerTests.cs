using Assistant.Core.Agent.Demonstrations;
using Assistant.Core.Answering;
using Assistant.Core.Encoders;
using Assistant.Core.Retrieval;
using Assistant.Core.Tests.Retrieval;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Assistant.Core.Tests.Agent;

public class DemonstrationPickerTests
{
    private readonly InMemoryKnowledge knowledge = new();
    private readonly LikedAnswers liked = new();
    private readonly DemonstrationOptions options = new() { Count = 2, LeastSimilarity = 0.3 };

    public DemonstrationPickerTests()
    {
        knowledge.Allow("default");
        knowledge.Allow("secret", "board");
    }

    [Fact]
    public async Task The_most_similar_are_picked_and_the_most_similar_comes_last()
    {
        liked.Add("ann", "How hot is green tea brewed?", "At 75 degrees [1].");
        liked.Add("ann", "How long is green tea stored in a jar?", "A year [1].");
        liked.Add("ann", "How hot is coffee brewed?", "At 92 degrees [1].");
        liked.Add("ann", "Who won the race?", "Nobody [1].");
        Assert.Equal(["How hot is coffee brewed?", "How hot is green tea brewed?"], await PickAsync("How hot is green tea of spring brewed?"));
        options.LeastSimilarity = 0.95;
        Assert.Empty(await PickAsync("How hot is green tea of spring brewed?"));
    }

    [Fact]
    public async Task They_stay_within_the_budget()
    {
        liked.Add("ann", "How hot is green tea brewed?", new string('x', 200));
        liked.Add("ann", "How hot is black tea brewed?", "At 95 degrees [1].");
        options.BudgetTokens = 50;
        Assert.Equal(["How hot is black tea brewed?"], await PickAsync("How hot is green tea brewed?"));
    }

    [Fact]
    public async Task Only_what_the_asker_liked_or_may_read_is_shown()
    {
        liked.Add("bob", "How hot is green tea brewed?", "At 75 degrees [1].");
        liked.Add("ann", "How hot is green tea brewed in secret?", "At 70 degrees [1].", "default", "secret");
        Assert.Empty(await PickAsync("How hot is green tea brewed?"));
        options.FromOthers = true;
        Assert.Equal(["How hot is green tea brewed?"], await PickAsync("How hot is green tea brewed?"));
        Assert.Equal(2, (await PickAsync("How hot is green tea brewed?", everything: true)).Count);
        Assert.Empty(await PickAsync("How hot is green tea brewed?", everything: true, collections: ["secret"]));
    }

    [Fact]
    public async Task With_an_encoder_its_cosines_decide_and_what_is_gone_is_forgotten()
    {
        var tower = new Tower();
        var encoder = new Encoder("words", 2) { Text = tower };
        liked.Add("ann", "east", "East [1].");
        var north = liked.Add("ann", "north", "North [1].");
        var picker = new DemonstrationPicker(liked, knowledge, new FixedEncoders(encoder, null), Options.Create(options), NullLogger<DemonstrationPicker>.Instance);
        Assert.Equal(["east", "north"], (await picker.PickAsync(new AnswerRequest("north-east") { User = "ann" })).Select(answer => answer.Question));
        Assert.Equal(3, tower.Encoded);
        await picker.PickAsync(new AnswerRequest("north") { User = "ann" });
        Assert.Equal(4, tower.Encoded);
        liked.Remove(north);
        Assert.Equal(["east"], (await picker.PickAsync(new AnswerRequest("north-east") { User = "ann" })).Select(answer => answer.Question));
    }

    [Fact]
    public async Task They_stand_before_the_question_and_behind_the_history()
    {
        var bench = new AgentBench();
        bench.Demonstrations.Count = 1;
        bench.Knowledge.Add("tea.md", "Tea", "Green tea is brewed at 75 degrees.");
        bench.Liked.Add("ann", "How hot is coffee brewed?", "At 92 degrees [1].");
        var (agent, chat) = bench.Saying("""{"thought":"","calls":[{"tool":"search","arguments":{"query":"green tea"}}]}""", """{"thought":"","answer":"Green tea is brewed at 75 degrees [1]."}""");
        await Answering.AnswerReading.Of(agent, new AnswerRequest("How hot is tea brewed?") { User = "ann", History = [("user", "Hello"), ("assistant", "Hello.")] });
        Assert.Equal("Hello", chat.Prompts[0][1].Text);
        Assert.Contains("Question: How hot is coffee brewed?\nAnswer: At 92 degrees [1].", chat.Prompts[0][3].Text, StringComparison.Ordinal);
        Assert.EndsWith("The question:\nHow hot is tea brewed?", chat.Prompts[0][3].Text, StringComparison.Ordinal);
    }

    private async Task<IReadOnlyList<string>> PickAsync(string question, bool everything = false, string[]? collections = null)
    {
        var picker = new DemonstrationPicker(liked, knowledge, FixedEncoders.None, Options.Create(options), NullLogger<DemonstrationPicker>.Instance);
        return [.. (await picker.PickAsync(new AnswerRequest(question) { User = "ann", Groups = everything ? null : [], Collections = collections })).Select(answer => answer.Question)];
    }

    /// <summary>Directions as vectors.</summary>
    private sealed class Tower : IEmbeddingGenerator<string, Embedding<float>>
    {
        public int Encoded { get; private set; }

        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            var list = values.ToList();
            Encoded += list.Count;
            return Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(list.Select(text => new Embedding<float>(text switch
            {
                "north" => new[] { 1f, 0f },
                "east" => new[] { 0f, 1f },
                _ => new[] { 0.8f, 0.6f },
            }))));
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
