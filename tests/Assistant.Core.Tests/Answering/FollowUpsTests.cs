using Assistant.Core.Answering;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Core.Tests.Retrieval;

namespace Assistant.Core.Tests.Answering;

public class FollowUpsTests
{
    private readonly InMemoryKnowledge knowledge = new();
    private readonly DocumentId document;

    public FollowUpsTests()
    {
        const string opening = "The harbour opens at six.";
        const string fees = "Berths and fees: a berth costs 12 crowns a night.";
        const string cranes = "Cranes lift 40 tonnes.";
        const string text = $"{opening}\n{fees}\n{cranes}";
        document = knowledge.AddChunks("harbour.md", "Harbour", text,
        [
            new Chunk(0, opening.Length, ["Opening hours"], null, BlockKind.Paragraph),
            new Chunk(opening.Length + 1, opening.Length + 1 + fees.Length, ["Berths and fees"], null, BlockKind.Paragraph),
            // Its heading stands nowhere in the index, so that a search for it finds the others.
            new Chunk(text.Length - cranes.Length, text.Length, ["Zygotes"], null, BlockKind.Paragraph),
        ]);
        for (var i = 0; i < 5; i++)
            knowledge.Add($"sailors{i}.md", "Sailors", "Sailors say that the old harbour is a harbour.");
    }

    [Fact]
    public async Task Sections_beside_the_cited_one_are_asked_about_where_the_question_finds_them()
    {
        var suggested = await FollowUps(null).OfAsync(new AnswerRequest("When does the harbour open?"), "At six [1].", [Cited()], [], default);
        Assert.Equal(["What does “Harbour” say about “Berths and fees”?"], suggested);
    }

    [Fact]
    public async Task A_strong_model_writes_them_and_those_that_nothing_answers_are_left_out()
    {
        var chat = new ScriptedChat(_ => """{"questions":["What does a berth cost?","Who won the chess tournament?","No question."]}""");
        var suggested = await FollowUps(chat).OfAsync(new AnswerRequest("When does the harbour open?"), "At six [1].", [Cited()], [], default);
        Assert.Equal(["What does a berth cost?"], suggested);
        Assert.DoesNotContain("[1]", chat.Prompts.Single()[^1].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("{\"questions\":[]}")]
    [InlineData("{\"other\":1}")]
    public async Task What_the_model_cannot_write_the_headings_give(string written) =>
        Assert.Equal(["What does “Harbour” say about “Berths and fees”?"], await FollowUps(new ScriptedChat(_ => written)).OfAsync(new AnswerRequest("When does the harbour open?"), "At six [1].", [Cited()], [], default));

    [Fact]
    public async Task What_the_asker_may_not_read_is_not_suggested()
    {
        knowledge.Allow("default", "board");
        Assert.Empty(await FollowUps(null).OfAsync(new AnswerRequest("When does the harbour open?") { Groups = ["crew"] }, "At six [1].", [Cited()], [], default));
    }

    private FollowUps FollowUps(ScriptedChat? chat) => new(InMemoryKnowledge.Retriever(knowledge), knowledge, new SideModel(chat, 8_192), WrittenBy.Auto, 0.6);

    private Citation Cited() => new(1, document, 1, "default", "harbour.md", "Harbour", ContentKind.Text, null, ["Opening hours"], "The harbour opens at six.", new TextSpan(0, 25));
}
