using Assistant.Core.Answering;

namespace Assistant.Core.Tests.Answering;

public class ConversationWindowTests
{
    private const int Context = 1_000; // a window of 750 characters
    private readonly InMemorySummaries store = new();
    private readonly Guid conversation = Guid.NewGuid();

    [Fact]
    public async Task A_short_conversation_stays_as_it_is()
    {
        var request = Request(2);
        var (fitted, notice) = await Window(null).FitAsync(request, default);
        Assert.Same(request, fitted);
        Assert.Null(notice);
        Assert.Empty(store.Kept);
    }

    [Fact]
    public async Task What_falls_out_is_summarized_once_and_the_window_begins_with_a_question()
    {
        var chat = new ScriptedChat(_ => "The user asked about harbour 0 and harbour 1; their bells were cast in 1900 and 1901.");
        var window = Window(chat, WrittenBy.Model);
        var (fitted, _) = await window.FitAsync(Request(12), default);
        Assert.Equal("user", fitted.History[0].Role);
        Assert.True(fitted.History.Sum(turn => turn.Text.Length) <= 750);
        Assert.StartsWith("The user asked about harbour 0", fitted.Summary, StringComparison.Ordinal);
        var (again, _) = await window.FitAsync(Request(12), default);
        Assert.Equal(fitted.Summary, again.Summary);
        Assert.Single(chat.Prompts);
        Assert.Single(store.Kept);
    }

    [Fact]
    public async Task The_next_cut_goes_on_from_the_summary_before()
    {
        var written = 0;
        var chat = new ScriptedChat(_ => $"Note {++written}: the harbour has a bell.");
        var window = Window(chat, WrittenBy.Model);
        await window.FitAsync(Request(12), default);
        var (fitted, _) = await window.FitAsync(Request(20), default);
        Assert.StartsWith("Note 2", fitted.Summary, StringComparison.Ordinal);
        var prompt = chat.Prompts[1][^1].Text;
        Assert.Contains("Note 1", prompt, StringComparison.Ordinal);
        Assert.DoesNotContain("harbour 0", prompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_wording_of_an_earlier_turn_has_a_summary_of_its_own()
    {
        var window = Window(null);
        await window.FitAsync(Request(12), default);
        var redacted = Request(12);
        await window.FitAsync(redacted with { History = [redacted.History[0], ("assistant", "[source deleted]"), .. redacted.History.Skip(2)] }, default);
        Assert.Equal(2, store.Kept.Count);
        Assert.DoesNotContain("1900", store.Kept[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WrittenBy.Auto, 1_000, false)]
    [InlineData(WrittenBy.Auto, 8_192, true)]
    [InlineData(WrittenBy.Rules, 8_192, false)]
    [InlineData(WrittenBy.Model, 1_000, true)]
    public async Task A_strong_model_writes_it_and_rules_in_place_of_a_small_one(WrittenBy mode, int context, bool byModel)
    {
        var chat = new ScriptedChat(_ => "Notes: each harbour has a bell.");
        var (fitted, _) = await new ConversationWindow(new SideModel(chat, context), store, mode).FitAsync(Request(context / 20), default);
        Assert.Equal(byModel ? 1 : 0, chat.Prompts.Count);
        Assert.Equal(byModel, fitted.Summary.StartsWith("Notes", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_conversation_to_keep_it_with_no_model_is_asked()
    {
        var chat = new ScriptedChat(_ => "Notes: each harbour has a bell.");
        var (fitted, _) = await Window(chat, WrittenBy.Model).FitAsync(Request(12) with { ConversationId = null }, default);
        Assert.Empty(chat.Prompts);
        Assert.StartsWith("Asked: ", fitted.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_model_makes_up_is_replaced_and_told()
    {
        var (fitted, notice) = await Window(new ScriptedChat(_ => "Elephants fly over Antarctica."), WrittenBy.Model).FitAsync(Request(12), default);
        Assert.Contains("Asked: How old is the bell of harbour", fitted.Summary, StringComparison.Ordinal);
        Assert.Contains("sentences were chosen", notice, StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_keep_questions_central_sentences_and_names_within_the_room()
    {
        var turns = new (string, string)[]
        {
            ("user", "How old is the bell of Brill?"), ("assistant", "The bell of Brill was cast in 1902 by Anna Holm [1]. Rain is wet in spring [2]."),
            ("user", "Who rings the bell?"), ("assistant", "The bell of Brill is rung by Anna Holm each night [1]."),
        };
        var summary = SummaryLines.Of("", turns, 230);
        Assert.True(summary.Length <= 230, summary);
        Assert.Equal(["How old is the bell of Brill?", "Who rings the bell?"], SummaryLines.QuestionsOf(summary));
        Assert.Contains("Answered: The bell of Brill", summary, StringComparison.Ordinal);
        Assert.DoesNotContain("Rain", summary, StringComparison.Ordinal);
Assert.Equal(["Anna Holm", "Brill"], summary.Split("Spoken of: ")[1].Split(", ").Order());
        Assert.DoesNotContain("[1]", summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_question_is_completed_by_what_the_summary_says_was_asked()
    {
        var request = new AnswerRequest("Who cast it?") { Summary = "Asked: How old is the bell of Brill?\nAnswered: It is old." };
        Assert.Contains("Brill", RewriteRules.Complete(request), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_model_that_completes_a_question_reads_the_summary()
    {
        var chat = new ScriptedChat(_ => """{"question":"Who cast the bell of Brill?"}""");
        var rewritten = await new QueryRewriter(chat, QueryRewriting.Auto).RewriteAsync(new AnswerRequest("Who cast it?") { Summary = "They spoke of the bell of Brill." }, default);
        Assert.Equal("Who cast the bell of Brill?", rewritten.Question);
        Assert.Contains("They spoke of the bell of Brill.", chat.Prompts[0][^1].Text, StringComparison.Ordinal);
    }

    private ConversationWindow Window(ScriptedChat? chat, WrittenBy mode = WrittenBy.Auto) => new(new SideModel(chat, Context), store, mode);

    private AnswerRequest Request(int turns) => new("And now?")
    {
        ConversationId = conversation,
        History = [.. Enumerable.Range(0, turns).SelectMany(i => new[] { ("user", $"How old is the bell of harbour {i}?"), ("assistant", $"The bell of harbour {i} was cast in {1900 + i} by a smith [1].") })],
    };
}
