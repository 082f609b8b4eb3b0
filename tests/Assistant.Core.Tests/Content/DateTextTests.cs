using Assistant.Core.Content;

namespace Assistant.Core.Tests.Content;

public class DateTextTests
{
    [Theory]
    [InlineData("2024-05-31", "2024-05-31T00:00:00Z")]
    [InlineData(" 2024-05-31T12:30 ", "2024-05-31T12:30:00Z")]
    [InlineData("2024-05-31 12:30:15", "2024-05-31T12:30:15Z")]
    [InlineData("2024-05-31T12:30:15.25Z", "2024-05-31T12:30:15.25Z")]
    [InlineData("2024-05-31T12:30:15+02:00", "2024-05-31T10:30:15Z")]
    [InlineData("2024-05-31 12:30:15 -0500", "2024-05-31T17:30:15Z")]
    public void A_date_or_moment_is_read_as_UTC(string text, string expected)
    {
        Assert.True(DateText.TryParse(text, out var date));
        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), date);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("31.05.2024")]
    [InlineData("2024-13-01")]
    [InlineData("2024-05")]
    [InlineData("5")]
    public void Anything_else_is_refused(string? text) => Assert.False(DateText.TryParse(text, out _));
}
