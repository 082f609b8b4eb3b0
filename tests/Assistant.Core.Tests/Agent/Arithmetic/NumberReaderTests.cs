using Assistant.Core.Agent.Arithmetic;

namespace Assistant.Core.Tests.Agent.Arithmetic;

public class NumberReaderTests
{
    [Theory]
    [InlineData("It holds 4,300 tubes and 2.50 litres.", "4300 2.50")]
    [InlineData("Twenty-six birds, nineteen nests, three hundred eggs.", "26 19 300")]
    [InlineData("At -65 degrees, from 10-20 metres.", "-65 10 20")]
    [InlineData("Ring KP-0417, sensor T4, buoy K2, people[3], item 4b.", "")]
    [InlineData("75kg of flour and 25%.", "75 25")]
    [InlineData("On 5 March it was cold.", "")]
    public void Amounts_are_read_and_names_are_not(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', NumberReader.Read(text).Where(number => number.Kind == QuantityKind.Amount).Select(number => number.Literal)));

    [Fact]
    public void Times_and_dates_are_told_apart_from_amounts()
    {
        var found = NumberReader.Read("Founded 14 May 1978, replaced 2025-06-18, open from 07:30 in 2031.");
        Assert.Equal([(1978m, QuantityKind.Year), (2025m, QuantityKind.Year), (450m, QuantityKind.Clock), (2031m, QuantityKind.Year)], found.Select(number => (number.Value, number.Kind)));
    }
}
