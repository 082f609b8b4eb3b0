using Assistant.Core.Content;
using Assistant.Core.Knowledge;

namespace Assistant.Core.Tests.Knowledge;

public class TripleRulesTests
{
    [Theory]
    [InlineData("The barometer is a brass instrument from 1902.", "barometer|is|brass instrument from 1902")]
    [InlineData("Mara Lindt is the keeper of the lighthouse, who came in May.", "Mara Lindt|is|keeper of the lighthouse")]
    [InlineData("The pump uses salt water.", "pump|uses|salt water")]
    [InlineData("The tank holds 40 litres, and it is blue.", "tank|holds|40 litres")]
    [InlineData("The hut was built on 3 June 1911 by Ole Brand.", "hut|was built on|3 June 1911;hut|was built by|Ole Brand")]
    [InlineData("The boat belongs to the school. It was painted by Ann Hill.", "boat|belongs to|school;boat|was painted by|Ann Hill")]
    public void A_plain_sentence_gives_what_it_says(string text, string expected) => Assert.Equal(expected.Split(';'), Read(Document(text)));

    [Theory]
    [InlineData("Is the barometer a brass instrument?")]
    [InlineData("The barometer is not a toy.")]
    [InlineData("If the pump uses salt water, stop it.")]
    [InlineData("It was painted by Ann Hill.")]
    [InlineData("There is a boat in the harbour.")]
    [InlineData("Rationing begins when the tanks hold less than 8,000 litres.")]
    [InlineData("Then showers are limited to two minutes.")]
    [InlineData("The dry store must hold food for 28 days.")]
    [InlineData("Please keep the door shut.")]
    [InlineData("Everything that the people of the old town by the river ever wanted has a price.")]
    public void What_is_not_plain_gives_nothing(string text) => Assert.Empty(Read(Document(text)));

    [Fact]
    public void Spans_are_those_of_the_sentence_or_row()
    {
        const string Text = "Rain fell. The pump uses salt water. Then it stopped.\n\nItem | Room\nlamp | cellar\nrope | attic\n";
        var table = Text.IndexOf("Item", StringComparison.Ordinal);
        var document = new ParsedDocument(ContentKind.Text, "text/plain", null, Text, [new Block(BlockKind.Paragraph, 0, table - 2), new Block(BlockKind.Table, table, Text.Length)]);
        Assert.Equal(
            [("pump", "The pump uses salt water."), ("lamp", "lamp | cellar"), ("rope", "rope | attic")],
            TripleRules.Extract(document, 10).Select(triple => (triple.Subject, Text[triple.Start..triple.End])));
        Assert.Equal(["lamp|Room|cellar", "rope|Room|attic"], Read(document).Skip(1));
        Assert.Single(TripleRules.Extract(document, 1));
    }

    [Fact]
    public void Keys_and_values_speak_of_their_heading_or_of_what_stands_first()
    {
        const string Text = "Buoy K2\ndepth: 12 m\n\nitem: lamp; room: cellar; owner: Ann\n";
        var document = new ParsedDocument(ContentKind.Text, "text/plain", null, Text, [new Block(BlockKind.Heading, 0, 7, 1), new Block(BlockKind.Table, 8, Text.Length)]);
        Assert.Equal(["Buoy K2|depth|12 m", "lamp|room|cellar", "lamp|owner|Ann"], Read(document));
    }

    [Fact]
    public void A_list_under_a_heading_gives_its_pairs()
    {
        const string Text = "Radio\n- Channel: 16\n- Call sign: Kestrel\n- Ask for help early.\n";
        var document = new ParsedDocument(ContentKind.Text, "text/plain", null, Text, [new Block(BlockKind.Heading, 0, 5, 1), new Block(BlockKind.Paragraph, 6, Text.Length)]);
        Assert.Equal(["Radio|Channel|16", "Radio|Call sign|Kestrel"], Read(document));
    }

    private static ParsedDocument Document(string text) => new(ContentKind.Text, "text/plain", "A page", text, [new Block(BlockKind.Paragraph, 0, text.Length)]);

    private static IEnumerable<string> Read(ParsedDocument document) => TripleRules.Extract(document, 100).Select(triple => $"{triple.Subject}|{triple.Predicate}|{triple.Value}");
}
