using System.Globalization;
using System.Text.RegularExpressions;

namespace Assistant.Core.Agent.Arithmetic;

/// <summary>Finds the numbers of a text: digits, words, clock times, dates. Parts of names ("KP-07", "T4", "people[0]") are none.</summary>
internal static partial class NumberReader
{
    private static readonly string[] Ones =
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"];

    private static readonly string[] Tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    /// <summary>A number and where it stands.</summary>
    /// <param name="Value">Minutes after midnight for a clock time, the year for a date.</param>
    /// <param name="Literal">How a program writes it.</param>
    /// <param name="Kind">What it is.</param>
    /// <param name="Start">First character.</param>
    /// <param name="End">After the last character.</param>
    public readonly record struct Found(decimal Value, string Literal, QuantityKind Kind, int Start, int End);

    /// <summary>Reads the numbers in order.</summary>
    public static List<Found> Read(string text)
    {
        var found = new List<Found>();
        foreach (Match match in Numbers().Matches(text))
        {
            var (start, end) = (match.Index, match.Index + match.Length);
            if (match.Groups["clock"].Success)
            {
                var (hour, minute) = (int.Parse(match.Groups["hour"].ValueSpan, CultureInfo.InvariantCulture), int.Parse(match.Groups["minute"].ValueSpan, CultureInfo.InvariantCulture));
                found.Add(new Found((hour * 60) + minute, string.Create(CultureInfo.InvariantCulture, $"({hour} * 60 + {minute})"), QuantityKind.Clock, start, end));
            }
            else if (match.Groups["year"].Captures is [var year, ..])
            {
                found.Add(new Found(int.Parse(year.ValueSpan, CultureInfo.InvariantCulture), year.Value, QuantityKind.Year, start, end));
            }
            else if (match.Groups["word"].Success)
            {
                if (Words(match.Value) is { } value)
                    found.Add(new Found(value, value.ToString(CultureInfo.InvariantCulture), QuantityKind.Amount, start, end));
            }
            else if (decimal.TryParse(match.Value.Replace(",", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            {
                var kind = match.Length == 4 && number is >= 1800 and < 2100 && number == Math.Floor(number) ? QuantityKind.Year : QuantityKind.Amount;
                found.Add(new Found(number, number.ToString(CultureInfo.InvariantCulture), kind, start, end));
            }
        }

        return found;
    }

    private static decimal? Words(string text)
    {
        var parts = text.ToLowerInvariant().Split('-', ' ');
        decimal total = 0;
        foreach (var part in parts)
        {
            var (one, ten) = (Array.IndexOf(Ones, part), Array.IndexOf(Tens, part));
            if (one >= 0)
                total += one;
            else if (ten >= 0)
                total += (ten + 2) * 10;
            else if (part is "hundred" or "thousand" or "dozen")
                total = Math.Max(1, total) * (part switch { "hundred" => 100, "dozen" => 12, _ => 1000 });
            else
                return null;
        }

        return total;
    }

    private const string Month = "(?:january|february|march|april|may|june|july|august|september|october|november|december)";

    // "one" is mostly no number. Before a number there is no letter or bracket, and no letter with a hyphen; after it no letter but a measure's.
    [GeneratedRegex(
        @"(?<clock>(?<![\d:.])(?<hour>[01]?\d|2[0-3]):(?<minute>[0-5]\d)(?![\d:]))"
        + @"|(?<![\p{L}\d-])(?<year>\d{4})-\d\d-\d\d(?!\d)"
        + @"|\b\d{1,2}(?:st|nd|rd|th)?\s+" + Month + @"(?:\s+(?<year>\d{4}))?\b"
        + @"|\b" + Month + @"\s+(?:\d{1,2},?\s+)?(?<year>\d{4})\b"
        + @"|(?<![\p{L}\d\[.,])(?<!\p{L}-)-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![\d\]])(?=$|[^\p{L}]|(?:kg|g|km|m|cm|mm|l|ml|kw|w|h|kwh|to)\b)"
        + @"|\b(?<word>(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-(?:one|two|three|four|five|six|seven|eight|nine))?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)(?:\s(?:hundred|thousand))?\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Numbers();
}
