using Assistant.Ingestion.Parsing.Pictures;

namespace Assistant.Ingestion.Tests.Parsing;

public class AlignedTextTests
{
    [Fact]
    public void Bars_of_a_chart_get_the_labels_below_them_whatever_their_order_was_read() => Assert.Equal(
        "2021: 340\n2022: 95\n2023: 510",
        AlignedText.Of([Line(("510", 0.74, 0.1)), Line(("340", 0.14, 0.3)), Line(("95", 0.45, 0.7)), Line(("2021", 0.14, 0.9), ("2022", 0.44, 0.9), ("2023", 0.74, 0.9))]));

    [Fact]
    public void A_row_of_values_gets_the_heads_above_it() => Assert.Equal(
        "North: 12\nSouth: 7\nWest: 30",
        AlignedText.Of([Line(("North", 0.1, 0.1), ("South", 0.4, 0.1), ("West", 0.7, 0.1)), Line(("12", 0.11, 0.2), ("7", 0.42, 0.2), ("30", 0.71, 0.2))]));

    [Fact]
    public void Running_text_and_tables_of_several_rows_are_left_alone()
    {
        Assert.Equal("", AlignedText.Of([Line(("Only", 0.1, 0.1), ("words", 0.15, 0.1)), Line(("and", 0.1, 0.2), ("12", 0.15, 0.2))]));
        Assert.Equal("", AlignedText.Of(
            [Line(("Day", 0.1, 0.1), ("From", 0.4, 0.1), ("To", 0.7, 0.1)), Line(("5", 0.1, 0.2), ("07:30", 0.4, 0.2), ("13:15", 0.7, 0.2)), Line(("6", 0.1, 0.3), ("06:45", 0.4, 0.3), ("12:30", 0.7, 0.3))]));
        Assert.Equal("", AlignedText.Of([]));
    }

    private static RecognizedLine Line(params (string Text, double Left, double Top)[] words) =>
        new("1", [.. words.Select(word => new RecognizedWord(word.Text, word.Left, word.Top, 0.02 * word.Text.Length, 0.05))]);
}
