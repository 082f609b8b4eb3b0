using Assistant.Core.Agent.Arithmetic;
using Assistant.Core.Content;

namespace Assistant.Core.Tests.Agent.Arithmetic;

public class ProgramSynthesisTests
{
    private static readonly Passage Shop = Of("shop.md", "The shop", "A night in the attic costs 40 francs. Members of the club pay half. The shop opened at 08:15 and closed at 11:45 on Monday. Thirty-one parcels were sent; twenty-eight parcels came back.\n\nThe barn holds 960 apples in 12 crates. The wall has three beams of 25 kilograms each.");
    private static readonly Passage Table = Of("stock-2031.csv", "stock-2031.csv", "line: 3; fruit: Pears; planned_boxes: 70; bought_boxes: 82\nline: 4; fruit: Plums; planned_boxes: 15; bought_boxes: 9\nline: 5; fruit: Figs; planned_boxes: 11; bought_boxes: 30");
    private static readonly Passage Chart = Of("chart.png", "Visitors of the museum", "2029: 120\n2030: 155\n2031: 90\nHall A: 300 litres\nHall B: 450 litres", ContentKind.Image);

    [Theory]
    [InlineData("What do three nights in the attic cost?", "3 * 40")]
    [InlineData("What do three nights in the attic cost a member of the club?", "3 * 40 / 2")]
    [InlineData("How many minutes was the shop open on Monday?", "(11 * 60 + 45) - (8 * 60 + 15)")]
    [InlineData("How many parcels did not come back?", "31 - 28")]
    [InlineData("How many apples does one of the crates in the barn hold, per crate?", "960 / 12")]
    [InlineData("How many kilograms do the beams of the wall weigh in total?", "3 * 25")]
    [InlineData("How many boxes of pears, plums and figs were bought together?", "82 + 9 + 30")]
    [InlineData("How many more boxes of pears were bought than planned?", "82 - 70")]
    [InlineData("How many more boxes of pears than of plums were bought?", "82 - 9")]
    [InlineData("How many more visitors had the museum in 2030 than in 2031?", "155 - 90")]
    [InlineData("How many litres do halls A and B hold together?", "300 + 450")]
    public void The_best_program_takes_the_numbers_that_the_question_means(string question, string expected)
    {
        var candidates = ProgramSynthesis.Candidates(CalculationQuestion.Read(question)!, [Shop, Table, Chart]);
        Assert.Equal(expected, candidates[0].Expression);
        Assert.True(candidates[0].Score > 0.5, $"{candidates[0].Score}");
        Assert.All(candidates[0].Quantities, quantity => Assert.NotEmpty(quantity.Quote));
    }

    [Theory]
    [InlineData("What is the capital of Mongolia?")]
    [InlineData("How many apples does the barn hold?")]
    [InlineData("Who opened the shop?")]
    public void A_question_that_asks_for_no_calculation_is_left_alone(string question) => Assert.Null(CalculationQuestion.Read(question));

    [Theory]
    [InlineData("How many kilograms do two emperor penguins and a walrus weigh together?")]
    [InlineData("How many more crocodiles lived in Egypt in 1920 than in 1910?")]
    [InlineData("What do four tickets to the moon cost?")]
    public void Numbers_about_something_else_score_low(string question) =>
        Assert.DoesNotContain(ProgramSynthesis.Candidates(CalculationQuestion.Read(question)!, [Shop, Table, Chart]), candidate => candidate.Score >= 0.55);

    private static Passage Of(string uri, string title, string text, ContentKind kind = ContentKind.Text) =>
        new(1, DocumentId.New(), 1, "default", uri, title, kind, new Chunk(0, text.Length, [], null, BlockKind.Paragraph), text);
}
