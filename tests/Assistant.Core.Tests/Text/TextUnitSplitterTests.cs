using Assistant.Core.Text;

namespace Assistant.Core.Tests.Text;

public class TextUnitSplitterTests
{
    private static (string Text, TextUnitKind Kind)[] Split(string text) => [.. TextUnitSplitter.Split(text).Select(unit => (text[unit.Start..unit.End], unit.Kind))];

    [Fact]
    public void Sentences_end_at_their_marks_not_at_abbreviations() => Assert.Equal(
        ["It scrapes targets, e.g. Node exporters, every 1.5 s.", "Dr. Smith (see Fig. 3) agrees!", "\"Does he?\"", "Yes."],
        Split("It scrapes targets, e.g. Node exporters, every 1.5 s. Dr. Smith (see Fig. 3) agrees! \"Does he?\" Yes.").Select(unit => unit.Text));

    [Fact]
    public void Wrapped_lines_belong_to_one_sentence() => Assert.Equal(
        [("The server listens on\nport 9090 by default.", TextUnitKind.Sentence), ("It can be changed.", TextUnitKind.Sentence)],
        Split("The server listens on\nport 9090 by default. It can be changed."));

    [Fact]
    public void List_items_are_units_without_their_bullets() => Assert.Equal(
        [("Supported are:", TextUnitKind.Sentence), ("Linux", TextUnitKind.ListItem), ("macOS\n  and Darwin", TextUnitKind.ListItem), ("Windows.", TextUnitKind.ListItem)],
        Split("Supported are:\n- Linux\n- macOS\n  and Darwin\n2. Windows."));

    [Fact]
    public void Code_lines_stay_together() => Assert.Equal(
        [("Run it:", TextUnitKind.Sentence), ("tar xvfz prometheus-*.tar.gz\ncd prometheus-*", TextUnitKind.Code)],
        Split("Run it:\n\ntar xvfz prometheus-*.tar.gz\ncd prometheus-*"));

    [Fact]
    public void Yaml_is_code() => Assert.Equal(
        [TextUnitKind.Code],
        Split("scrape_configs:\n  - job_name: 'node'\n    static_configs:\n      - targets: ['localhost:9100']").Select(unit => unit.Kind));

    [Fact]
    public void Table_rows_are_units() => Assert.Equal(
        [("Name | Port", TextUnitKind.TableRow), ("Server | 9090", TextUnitKind.TableRow)], Split("Name | Port\nServer | 9090"));

    [Fact]
    public void Headings_are_labels() => Assert.Equal(
        [("Installing", TextUnitKind.Label), ("Unpack the archive.", TextUnitKind.Sentence)], Split("Installing\nUnpack the archive."));

    [Fact]
    public void Chinese_sentences_end_without_a_space() => Assert.Equal(["猫在桌子上。", "狗在哪里？", "在这里"], Split("猫在桌子上。狗在哪里？在这里").Select(unit => unit.Text));

    [Fact]
    public void Units_ascend_without_overlap_and_hold_all_letters_whatever_the_text()
    {
        var random = new Random(11);
        var pieces = new[] { "A word", ". ", "\n", "- ", "  ", "key: [v]", "| a | b |", "e.g. ", "。", "1. ", "\t", "猫", "{x}", ";", "?", "\"", "Mr. X", "\n\n", "$ run" };
        for (var i = 0; i < 3000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 25)).Select(_ => pieces[random.Next(pieces.Length)]));
            var end = 0;
            var letters = 0;
            foreach (var unit in TextUnitSplitter.Split(text))
            {
                Assert.True(unit.Start >= end && unit.End > unit.Start && unit.End <= text.Length, text);
                end = unit.End;
                letters += text[unit.Start..unit.End].Count(char.IsLetter);
            }

            Assert.Equal(text.Count(char.IsLetter), letters);
        }
    }
}
