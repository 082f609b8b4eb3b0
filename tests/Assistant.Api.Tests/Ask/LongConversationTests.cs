using System.Text.Json;
using Assistant.Core.Conversations;
using Microsoft.Extensions.DependencyInjection;

namespace Assistant.Api.Tests.Ask;

/// <summary>Conversations that outgrow the prompt, through the whole service: on a scripted strong model and on the one that comes with the program.</summary>
public sealed class LongConversationTests
{
    private const int Turns = 5;
    private const string Notes = "The user asked how hot green tea is brewed; at 75 degrees.";
    private const string Answer = """{"thought":"It is found.","answer":"Green tea is brewed at 75 degrees [{{tea.md}}]."}""";
    private const string Search = """{"thought":"Search.","calls":[{"tool":"search","arguments":{"query":"green tea brewed"}}]}""";

    // Long enough that the window holds three questions with their answers.
    private static string Question(int turn) => $"How hot is green tea brewed, in the opinion of guest {turn}? {string.Join(' ', Enumerable.Repeat("Please think of the kettle.", 35))}";

    [Fact]
    public async Task What_falls_out_of_the_window_is_summarized_once_by_a_strong_model_and_stands_in_the_prompt()
    {
        await using var model = await ScriptedModel.StartAsync();
        var kept = new RecordedSummaries();
        await using var service = Service(kept, ("Assistant:Chat:Endpoint", model.Endpoint), ("Assistant:Chat:Model", "scripted"), ("Assistant:Chat:Retries", "0"), ("Assistant:Agent:Strategy", "ReAct"), ("Assistant:Agent:ContextTokens", "4200"));
        await service.SubmitAsync("tea.md", "# Tea\n\nGreen tea is brewed at 75 degrees for two minutes.");
        Guid? conversation = null;
        var (summaries, prompts) = (0, new List<string>());
        for (var turn = 0; turn < Turns; turn++)
        {
            // The step that answers is asked for again until it is one: the summary, where there is one, comes first.
            var isCut = turn == 3;
            model.Play([.. isCut ? [Word(Notes)] : Array.Empty<JsonElement>(), Step(Search), Step(Answer)]);
            var (result, _) = await service.AskAsync(Question(turn), conversation: conversation);
            conversation = result.ConversationId;
            Assert.Contains("75 degrees", result.Answer, StringComparison.Ordinal);
            prompts = [.. model.Prompts.Select(ScriptedModel.Words)];
            summaries += prompts.Count(prompt => prompt.Contains("You keep the notes of a conversation", StringComparison.Ordinal));
        }

        Assert.Equal(1, summaries);
        Assert.Equal([Notes], kept.Texts);
        Assert.Contains($"What was said before, in short:\n{Notes}", prompts[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("guest 0", prompts[^1], StringComparison.Ordinal);
        Assert.Contains("guest 3", prompts[^1], StringComparison.Ordinal);
    }

    [RequiresEnginesFact]
    public async Task With_the_bundled_model_sentences_are_chosen_for_the_summary()
    {
        var kept = new RecordedSummaries();
        await using var service = Service(kept, ("Assistant:Llm:Model", "bundled"), ("Assistant:Llm:Threads", "1"), ("Assistant:Llm:PromptThreads", "1"));
        await service.SubmitAsync("tea.md", "# Tea\n\nGreen tea is brewed at 75 degrees for two minutes.");
        Guid? conversation = null;
        for (var turn = 0; turn < Turns; turn++)
            conversation = (await service.AskAsync(Question(turn), conversation: conversation)).Result.ConversationId;
        Assert.NotEmpty(kept.Texts);
        Assert.All(kept.Texts, text => Assert.StartsWith("Asked: How hot is green tea brewed, in the opinion of guest", text, StringComparison.Ordinal));
        Assert.Equal(kept.Texts.Count, kept.Texts.Distinct().Count());
    }

    private static ServiceFixture Service(RecordedSummaries kept, params (string, string)[] settings) => new(
        services =>
        {
            var stored = services.Last(service => service.ServiceType == typeof(ISummaryStore)).ImplementationType!;
            services.AddSingleton<ISummaryStore>(provider => kept.Over((ISummaryStore)ActivatorUtilities.CreateInstance(provider, stored)));
        },
        [("Assistant:Answering:FollowUps", "Rules"), .. settings]);

    private static JsonElement Step(string json) => JsonElement.Parse(json);

    private static JsonElement Word(string text) => JsonSerializer.SerializeToElement(text);

    /// <summary>The real store, and what was kept in it.</summary>
    private sealed class RecordedSummaries : ISummaryStore
    {
        private ISummaryStore inner = null!;

        public List<string> Texts { get; } = [];

        public RecordedSummaries Over(ISummaryStore store)
        {
            inner = store;
            return this;
        }

        public ValueTask<string?> FindAsync(Guid conversation, ReadOnlyMemory<byte> turns, CancellationToken cancellationToken = default) => inner.FindAsync(conversation, turns, cancellationToken);

        public ValueTask KeepAsync(Guid conversation, ReadOnlyMemory<byte> turns, string summary, CancellationToken cancellationToken = default)
        {
            Texts.Add(summary);
            return inner.KeepAsync(conversation, turns, summary, cancellationToken);
        }
    }
}
