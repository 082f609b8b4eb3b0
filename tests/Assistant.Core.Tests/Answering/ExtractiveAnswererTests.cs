using Assistant.Core.Answering;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Core.Tests.Retrieval;
using Microsoft.Extensions.Options;

namespace Assistant.Core.Tests.Answering;

public class ExtractiveAnswererTests
{
    private const string Harbour =
        "Harbour handbook\n\nThe harbour of Brill was founded in 1482 by the fishing guild. It has three docks. The crane on the north dock lifts 40 tonnes.\n\n"
        + "Mooring\n\nTo moor at night, call the harbour master on channel 12 before you pass the lighthouse. Boats without lights are turned away because they cannot be seen from the crane.\n\n"
        + "Fees\n\nBoat length | Fee per night\nup to 8 m | 12 euros\nup to 15 m | 21 euros\n\nThe LTS is paid by ferries.\n\nStart the pump with:\n\n$ pump --start --dock north";

    private readonly InMemoryKnowledge knowledge = new();

    public ExtractiveAnswererTests()
    {
        knowledge.Add("harbour.md", "Harbour handbook", Harbour);
        knowledge.Add("bread.md", "Bread", "Bread is a food made of flour, water and salt. Knead the dough for ten minutes. Bake it at 230 degrees.");
        knowledge.Add("tea.md", "Tea", "What is tea? Tea is a drink made from leaves of the tea plant. Green tea is brewed at 75 degrees for two minutes. Tea came to Europe in 1610 on Dutch ships.");
    }

    private ExtractiveAnswerer Answerer()
    {
        var retriever = InMemoryKnowledge.Retriever(knowledge);
        return new ExtractiveAnswerer(retriever, knowledge, Options.Create(new AnsweringOptions()));
    }

    [Theory]
    [InlineData("When was the harbour of Brill founded?", "The harbour of Brill was founded in 1482 by the fishing guild.", "harbour.md")]
    [InlineData("How many tonnes does the crane lift?", "The crane on the north dock lifts 40 tonnes.", "harbour.md")]
    [InlineData("How do I moor at night?", "To moor at night, call the harbour master on channel 12 before you pass the lighthouse.", "harbour.md")]
    [InlineData("Why are boats without lights turned away?", "Boats without lights are turned away because they cannot be seen from the crane.", "harbour.md")]
    [InlineData("What is tea?", "Tea is a drink made from leaves of the tea plant.", "tea.md")]
    [InlineData("What is bread?", "Bread is a food made of flour, water and salt.", "bread.md")]
    [InlineData("Who founded the harbour?", "The harbour of Brill was founded in 1482 by the fishing guild.", "harbour.md")]
    [InlineData("Who pays the low tide surcharge of the harbour?", "The LTS is paid by ferries.", "harbour.md")]
    [InlineData("How do I start the pump?", "$ pump --start --dock north", "harbour.md")]
    public async Task The_sentence_that_answers_is_quoted_and_cited(string question, string sentence, string uri)
    {
        var reading = await AnswerReading.Of(Answerer(), question);
        Assert.True(reading.Done.Supported);
        Assert.Equal(reading.Streamed, reading.Done.Answer);
        Assert.Contains(sentence, reading.Done.Answer, StringComparison.Ordinal);
        var citation = reading.Citations.First(c => c.Quote.Contains(sentence, StringComparison.Ordinal));
        Assert.Equal(uri, citation.Uri);
        Assert.Contains($"[{citation.Number}]", reading.Done.Answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("What is the capital of Mongolia?")]
    [InlineData("Who won the chess tournament in Brill?")]
    [InlineData("How many passengers does the ferry carry?")]
    [InlineData("When was the lighthouse painted?")]
    [InlineData("what is it?")]
    [InlineData("???")]
    [InlineData("")]
    public async Task What_nothing_supports_is_not_answered(string question)
    {
        var reading = await AnswerReading.Of(Answerer(), question);
        Assert.False(reading.Done.Supported);
        Assert.Equal(ExtractiveAnswerer.NothingFound, reading.Done.Answer);
        Assert.Empty(reading.Citations);
    }

    [Fact]
    public async Task Every_citation_stands_at_its_span_in_the_stored_text()
    {
        foreach (var question in new[] { "How do I moor at night?", "What is the fee per night for 8 m?", "harbour crane dock", "tea degrees minutes" })
        {
            foreach (var citation in (await AnswerReading.Of(Answerer(), question)).Citations)
            {
                var text = (await knowledge.ReadTextAsync(citation.DocumentId))!.Text;
                Assert.Equal(citation.Quote, text[citation.Span.Start..citation.Span.End]);
            }
        }
    }

    [Fact]
    public async Task The_steps_are_shown_in_order()
    {
        var reading = await AnswerReading.Of(Answerer(), new AnswerRequest("What is tea?") { Collections = ["default"] });
        var call = Assert.IsType<ToolCallEvent>(reading.Events[0]);
        Assert.Equal(("search", "What is tea?"), (call.Tool, call.Arguments.GetProperty("query").GetString()));
        Assert.Equal("default", call.Arguments.GetProperty("collections")[0].GetString());
        Assert.Contains("tea.md", Assert.IsType<ObservationEvent>(reading.Events[1]).Text, StringComparison.Ordinal);

        // A definition is looked for as a phrase too.
        var defining = Assert.IsType<ToolCallEvent>(reading.Events[2]);
        Assert.Equal("\"tea is\"", defining.Arguments.GetProperty("query").GetString());
        Assert.IsType<ObservationEvent>(reading.Events[3]);
        Assert.IsType<TextEvent>(reading.Events[4]);
        Assert.IsType<CitationEvent>(reading.Events[5]);
        Assert.Equal("extractive", reading.Done.Model);
    }

    [Fact]
    public async Task A_document_that_changed_since_the_search_is_not_quoted()
    {
        var id = knowledge.Add("moon.md", "Moon", "The moon is a satellite of the earth.");
        knowledge.Rewrite(id, "The moon is made of cheese, they say.");
        var reading = await AnswerReading.Of(Answerer(), "What is the moon?");
        Assert.DoesNotContain(reading.Citations, citation => citation.Uri == "moon.md");
        Assert.DoesNotContain("satellite", reading.Done.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sentence_that_leans_back_brings_the_one_before()
    {
        var reading = await AnswerReading.Of(Answerer(), "How many docks has the harbour of Brill?");
        Assert.Contains(reading.Citations, citation => citation.Quote.EndsWith("It has three docks.", StringComparison.Ordinal) && citation.Quote.StartsWith("The harbour of Brill", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_picture_that_is_asked_for_is_named_and_cited()
    {
        knowledge.Add("pictures/whale.png", "Blue whale", "A blue whale under a small boat.", kind: ContentKind.Image);
        knowledge.Add("pictures/boat.png", "Boat", "A red boat in the harbour.", kind: ContentKind.Image);
        var reading = await AnswerReading.Of(Answerer(), "Show me the picture of a whale under a boat");
        Assert.True(reading.Done.Supported);
        Assert.Equal("The picture is Blue whale (pictures/whale.png). [1]", reading.Done.Answer);
        Assert.Equal((ContentKind.Image, "pictures/whale.png"), (Assert.Single(reading.Citations).Kind, reading.Citations[0].Uri));
        Assert.Equal(ExtractiveAnswerer.NothingFound, (await AnswerReading.Of(Answerer(), "Find the photo of an elephant")).Done.Answer);
    }

    [Fact]
    public async Task Groups_limit_what_an_answer_may_quote()
    {
        knowledge.Add("board.md", "Board", "The password of the vault is a banana.", "board");
        knowledge.Allow("board", "directors");
        Assert.True((await AnswerReading.Of(Answerer(), new AnswerRequest("What is the password of the vault?") { Groups = ["directors"] })).Done.Supported);
        Assert.False((await AnswerReading.Of(Answerer(), new AnswerRequest("What is the password of the vault?") { Groups = [] })).Done.Supported);
    }
}
