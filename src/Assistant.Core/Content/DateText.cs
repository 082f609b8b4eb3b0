using System.Globalization;

namespace Assistant.Core.Content;

/// <summary>Dates as people write them in front matter, on the command line and in requests.</summary>
public static class DateText
{
    private static readonly string[] Formats =
        ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm", "yyyy-MM-dd HH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm:ss.FFFFFFF"];

    private static readonly string[] AllFormats = [.. Formats, .. Formats.Skip(1).SelectMany(format => new[] { format + "K", format + " K" })];

    /// <summary>Reads <c>2024-05-31</c>, which is midnight in UTC, or a moment such as <c>2024-05-31T12:00</c>, <c>…:30Z</c> or <c>…+02:00</c>; UTC where none is said.</summary>
    public static bool TryParse(string? text, out DateTimeOffset date) =>
        DateTimeOffset.TryParseExact(text?.Trim(), AllFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out date);
}
