using System.Globalization;
using System.Text;
using Assistant.Core.Pal.Formatting;
using Assistant.Core.Pal.Runtime;

namespace Assistant.Core.Pal.Modules;

/// <summary>strftime and strptime, with English names as in Python's C locale.</summary>
internal static class DateText
{
    private static readonly DateTimeFormatInfo Names = CultureInfo.InvariantCulture.DateTimeFormat;

    public static string Format(Machine machine, DateTime value, string format)
    {
        var text = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
            {
                text.Append(format[i]);
                continue;
            }

            var unpadded = format[++i] == '-' && i + 1 < format.Length;
            if (unpadded)
                i++;
            var field = Field(value, format[i]);
            text.Append(unpadded ? field.TrimStart('0', ' ').PadLeft(1, '0') : field);
        }

        return machine.Grown(text.ToString());
    }

    public static DateTime Parse(string text, string format)
    {
        var (position, year, month, day, hour, minute, second, micros, afternoon, dayOfYear) = (0, 1900, 1, 1, 0, 0, 0, 0, (bool?)null, 0);
        for (var i = 0; i < format.Length; i++)
        {
            var c = format[i];
            if (char.IsWhiteSpace(c))
            {
                if (position >= text.Length || !char.IsWhiteSpace(text[position]))
                    throw Mismatch();
                while (position < text.Length && char.IsWhiteSpace(text[position]))
                    position++;
                continue;
            }

            if (c != '%')
            {
                if (position >= text.Length || char.ToLowerInvariant(text[position]) != char.ToLowerInvariant(c))
                    throw Mismatch();
                position++;
                continue;
            }

            if (++i == format.Length)
                throw PyError.Value($"stray % in format {TextRepr.Quote(format)}");
            switch (format[i])
            {
                case 'Y': year = Number(4, 4); break;
                case 'y': year = Number(1, 2) is var two && two < 69 ? 2000 + two : 1900 + two; break;
                case 'm': month = Number(1, 2); break;
                case 'd': day = Number(1, 2); break;
                case 'H': hour = Number(1, 2); break;
                case 'I': hour = Number(1, 2) % 12; break;
                case 'M': minute = Number(1, 2); break;
                case 'S': second = Number(1, 2); break;
                case 'f':
                    var start = position;
                    micros = Number(1, 6);
                    for (var digits = position - start; digits < 6; digits++)
                        micros *= 10;
                    break;
                case 'j': dayOfYear = Number(1, 3); break;
                case 'p': afternoon = Name(["am", "pm"]) == 1; break;
                case 'B': month = Name(Names.MonthNames[..12]) + 1; break;
                case 'b': month = Name(Names.AbbreviatedMonthNames[..12]) + 1; break;
                case 'A': Name(Names.DayNames); break;
                case 'a': Name(Names.AbbreviatedDayNames); break;
                case '%': position = position < text.Length && text[position] == '%' ? position + 1 : throw Mismatch(); break;
                default: throw PyError.Value($"'{format[i]}' is a bad directive in format {TextRepr.Quote(format)}");
            }
        }

        if (position < text.Length)
            throw PyError.Value($"unconverted data remains: {text[position..]}");
        if (afternoon == true)
            hour += 12;
        if (month is < 1 or > 12 || hour > 23 || minute > 59 || second > 61 || day is < 1 or > 31)
            throw Mismatch();
        if (year < 1 || day > DateTime.DaysInMonth(year, month) || second > 59)
            throw PyError.Value("day is out of range for month");
        var date = dayOfYear > 0 ? new DateTime(year, 1, 1).AddDays(dayOfYear - 1) : new DateTime(year, month, day);
        return date.Add(new TimeSpan(hour, minute, second)).AddTicks(micros * 10L);

        int Number(int least, int most)
        {
            var start = position;
            while (position < text.Length && position - start < most && char.IsAsciiDigit(text[position]))
                position++;
            return position - start >= least ? int.Parse(text.AsSpan(start, position - start), CultureInfo.InvariantCulture) : throw Mismatch();
        }

        int Name(string[] names)
        {
            for (var i = 0; i < names.Length; i++)
            {
                if (string.Compare(text, position, names[i], 0, names[i].Length, StringComparison.OrdinalIgnoreCase) == 0)
                {
                    position += names[i].Length;
                    return i;
                }
            }

            throw Mismatch();
        }

        PalException Mismatch() => PyError.Value($"time data {TextRepr.Quote(text)} does not match format {TextRepr.Quote(format)}");
    }

    private static string Field(DateTime value, char directive)
    {
        var week = (int)value.DayOfWeek;
        return directive switch
        {
            'Y' => $"{value.Year}",
            'G' => $"{ISOWeek.GetYear(value)}",
            'y' => $"{value.Year % 100:00}",
            'm' => $"{value.Month:00}",
            'd' => $"{value.Day:00}",
            'e' => $"{value.Day,2}",
            'H' => $"{value.Hour:00}",
            'I' => $"{(value.Hour + 11) % 12 + 1:00}",
            'M' => $"{value.Minute:00}",
            'S' => $"{value.Second:00}",
            'f' => $"{value.Ticks % 10_000_000 / 10:000000}",
            'j' => $"{value.DayOfYear:000}",
            'p' => value.Hour < 12 ? "AM" : "PM",
            'A' => Names.DayNames[week],
            'a' => Names.AbbreviatedDayNames[week],
            'B' => Names.MonthNames[value.Month - 1],
            'b' or 'h' => Names.AbbreviatedMonthNames[value.Month - 1],
            'w' => $"{week}",
            'u' => $"{(week + 6) % 7 + 1}",
            'V' => $"{ISOWeek.GetWeekOfYear(value):00}",
            'U' => $"{(value.DayOfYear + 6 - week) / 7:00}",
            'W' => $"{(value.DayOfYear + 6 - ((week + 6) % 7)) / 7:00}",
            'F' => $"{value.Year}-{value.Month:00}-{value.Day:00}",
            'T' or 'X' => $"{value.Hour:00}:{value.Minute:00}:{value.Second:00}",
            'R' => $"{value.Hour:00}:{value.Minute:00}",
            'D' or 'x' => $"{value.Month:00}/{value.Day:00}/{value.Year % 100:00}",
            'c' => $"{Names.AbbreviatedDayNames[week]} {Names.AbbreviatedMonthNames[value.Month - 1]} {value.Day,2} {value.Hour:00}:{value.Minute:00}:{value.Second:00} {value.Year}",
            'z' or 'Z' => "",
            '%' => "%",
            _ => $"%{directive}",
        };
    }
}
