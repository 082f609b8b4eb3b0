using System.Globalization;
using System.Text;

namespace Assistant.Inference.Templates;

/// <summary>Methods of texts, with Python's names and rules.</summary>
internal static class TemplateStrings
{
    /// <summary>Calls a method; null when texts have none of this name.</summary>
    public static TemplateFunction? Method(string text, string name) => name switch
    {
        "strip" => (_, a) => Strip(text, a, start: true, end: true),
        "lstrip" => (_, a) => Strip(text, a, start: true, end: false),
        "rstrip" => (_, a) => Strip(text, a, start: false, end: true),
        "upper" => (_, _) => text.ToUpperInvariant(),
        "lower" => (_, _) => text.ToLowerInvariant(),
        "title" => (_, _) => Title(text),
        "capitalize" => (_, _) => Capitalize(text),
        "startswith" => (_, a) => Affixes(a).Exists(affix => text.StartsWith(affix, StringComparison.Ordinal)),
        "endswith" => (_, a) => Affixes(a).Exists(affix => text.EndsWith(affix, StringComparison.Ordinal)),
        "removeprefix" => (_, a) => text.StartsWith(a.Text(0, "prefix"), StringComparison.Ordinal) ? text[a.Text(0, "prefix").Length..] : text,
        "removesuffix" => (_, a) => text.EndsWith(a.Text(0, "suffix"), StringComparison.Ordinal) ? text[..^a.Text(0, "suffix").Length] : text,
        "replace" => (state, a) => Replace(text, a.Text(0, "old"), a.Text(1, "new"), a.Whole(2, "count", -1), state, a.Line),
        "split" => (state, a) => Split(text, a, state, fromEnd: false),
        "rsplit" => (state, a) => Split(text, a, state, fromEnd: true),
        "splitlines" => (_, _) => text.Length == 0 ? new List<object?>() : [.. (text.EndsWith('\n') ? text[..^1] : text).ReplaceLineEndings("\n").Split('\n')],
        "join" => (state, a) => Join(text, TemplateValues.Items(a.Required(0, "items"), a.Line), state, a.Line),
        "find" => (_, a) => (long)text.IndexOf(a.Text(0, "text"), StringComparison.Ordinal),
        "rfind" => (_, a) => (long)text.LastIndexOf(a.Text(0, "text"), StringComparison.Ordinal),
        "count" => (_, a) => (long)(a.Text(0, "text").Length == 0 ? text.Length + 1 : text.AsSpan().Count(a.Text(0, "text"))),
        "isdigit" => (_, _) => text.Length > 0 && text.All(char.IsDigit),
        "isalpha" => (_, _) => text.Length > 0 && text.All(char.IsLetter),
        "isalnum" => (_, _) => text.Length > 0 && text.All(char.IsLetterOrDigit),
        "isspace" => (_, _) => text.Length > 0 && text.All(char.IsWhiteSpace),
        "isupper" => (_, _) => text.Any(char.IsUpper) && !text.Any(char.IsLower),
        "islower" => (_, _) => text.Any(char.IsLower) && !text.Any(char.IsUpper),
        _ => null,
    };

    public static string Replace(string text, string old, string replacement, long most, RenderState state, int line)
    {
        var found = old.Length == 0 ? text.Length + 1 : text.AsSpan().Count(old);
        var count = most < 0 ? found : (int)Math.Min(most, found);
        state.SpendText(text.Length + count * ((long)replacement.Length - old.Length), line);
        if (old.Length > 0 && count == found) return text.Replace(old, replacement, StringComparison.Ordinal);
        var built = new StringBuilder();
        var at = 0;
        for (; count > 0; count--)
        {
            var next = old.Length == 0 ? at : text.IndexOf(old, at, StringComparison.Ordinal);
            built.Append(text, at, next - at).Append(replacement);
            at = next + old.Length;
            if (old.Length > 0) continue;
            if (at == text.Length) return built.ToString();
            built.Append(text[at++]);
        }

        return built.Append(text, at, text.Length - at).ToString();
    }

    public static string Join(string separator, List<object?> items, RenderState state, int line)
    {
        List<string> texts = [.. items.Select(item => TemplateValues.Text(item, state, line))];
        state.SpendText(texts.Sum(text => (long)text.Length + separator.Length), line);
        return string.Join(separator, texts);
    }

    public static string Capitalize(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..].ToLowerInvariant();

    public static string Title(string text)
    {
        var titled = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
            titled.Append(i > 0 && char.IsLetter(text[i - 1]) ? char.ToLowerInvariant(text[i]) : char.ToUpperInvariant(text[i]));
        return titled.ToString();
    }

    /// <summary>The parts of C's <c>strftime</c> that templates use.</summary>
    public static string Time(string format, DateTimeOffset now, int line)
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
            if (unpadded) i++;
            var pattern = format[i] switch
            {
                'd' => "dd",
                'm' => "MM",
                'Y' => "yyyy",
                'y' => "yy",
                'H' => "HH",
                'I' => "hh",
                'M' => "mm",
                'S' => "ss",
                'p' => "tt",
                'b' or 'h' => "MMM",
                'B' => "MMMM",
                'a' => "ddd",
                'A' => "dddd",
                'F' => "yyyy-MM-dd",
                'T' => "HH:mm:ss",
                'Z' or 'z' => "",
                '%' => "\\%",
                'j' => null,
                _ => throw new ChatTemplateException($"strftime_now does not know %{format[i]}.", line),
            };
            var part = pattern switch
            {
                null => now.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
                "" => format[i] == 'Z' ? "UTC" : "+0000",
                _ => now.ToString(pattern.Length == 1 ? "%" + pattern : pattern, CultureInfo.InvariantCulture),
            };
            text.Append(unpadded ? part.TrimStart('0') : part);
        }

        return text.ToString();
    }

    private static string Strip(string text, TemplateArguments arguments, bool start, bool end)
    {
        var characters = arguments.Has(0, "chars") && arguments.Optional(0, "chars", null) is not null ? arguments.Text(0, "chars").ToCharArray() : null;
        if (start) text = text.TrimStart(characters);
        return end ? text.TrimEnd(characters) : text;
    }

    private static List<string> Affixes(TemplateArguments arguments) =>
        arguments.Required(0, "affix") is List<object?> list ? [.. list.OfType<string>()] : [arguments.Text(0, "affix")];

    private static List<object?> Split(string text, TemplateArguments arguments, RenderState state, bool fromEnd)
    {
        state.SpendText(text.Length, arguments.Line);
        var most = arguments.Whole(1, "maxsplit", -1);
        var limit = most < 0 || most >= int.MaxValue ? int.MaxValue : (int)most + 1;
        if (arguments.Optional(0, "sep", null) is null)
        {
            if (limit == int.MaxValue) return [.. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)];
            throw new ChatTemplateException("split at blanks takes no limit.", arguments.Line);
        }

        var separator = arguments.Text(0, "sep");
        if (separator.Length == 0) throw new ChatTemplateException("the separator of split is empty.", arguments.Line);
        if (!fromEnd) return [.. text.Split(separator, limit)];
        var parts = text.Split(separator);
        var kept = Math.Max(0, parts.Length - limit + 1);
        return limit == int.MaxValue || kept <= 1 ? [.. parts] : [string.Join(separator, parts[..kept]), .. parts[kept..]];
    }
}
