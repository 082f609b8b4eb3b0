using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Assistant.Inference.Templates;

/// <summary>JSON to values and back; written as Python's <c>json.dumps(ensure_ascii=False)</c> writes it, because models were trained on that.</summary>
internal static class TemplateJson
{
    private const int Deepest = 100;

    public static object? Read(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => Map(element),
        JsonValueKind.Array => element.EnumerateArray().Select(Read).ToList(),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.TryGetInt64(out var whole) ? (object)whole : element.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <param name="value">What to write.</param>
    /// <param name="indent">Blanks a level; null for one line.</param>
    /// <param name="state">Pays.</param>
    /// <param name="line">Line of the template.</param>
    public static string Write(object? value, int? indent, RenderState state, int line)
    {
        var text = new StringBuilder();
        Write(text, value, indent, state, line, 0);
        return text.ToString();
    }

    private static void Write(StringBuilder text, object? value, int? indent, RenderState state, int line, int depth)
    {
        state.Spend(1, line);
        if (depth > Deepest) throw new ChatTemplateException($"a value is nested more than {Deepest} deep.", line);
        switch (value)
        {
            case null: text.Append("null"); break;
            case bool flag: text.Append(flag ? "true" : "false"); break;
            case long number: text.Append(number.ToString(CultureInfo.InvariantCulture)); break;
            case double number: text.Append(TemplateValues.Real(number)); break;
            case string words:
                state.SpendText(text.Length + words.Length, line);
                Quote(text, words);
                break;
            case List<object?> list:
                Sequence('[', ']', list.Count, i => Write(text, list[i], indent, state, line, depth + 1));
                break;
            case OrderedDictionary<string, object?> map:
                Sequence('{', '}', map.Count, i =>
                {
                    var (key, item) = map.GetAt(i);
                    Quote(text, key);
                    text.Append(": ");
                    Write(text, item, indent, state, line, depth + 1);
                });
                break;
            default: throw new ChatTemplateException($"{TemplateValues.KindOf(value)} has no JSON.", line);
        }

        void Sequence(char open, char close, int count, Action<int> item)
        {
            text.Append(open);
            for (var i = 0; i < count; i++)
            {
                if (i > 0) text.Append(indent is null ? ", " : ",");
                NewLine(depth + 1);
                item(i);
            }

            if (count > 0) NewLine(depth);
            text.Append(close);
        }

        void NewLine(int level)
        {
            if (indent is not { } blanks) return;
            state.SpendText(text.Length + (long)blanks * level, line);
            text.Append('\n').Append(' ', blanks * level);
        }
    }

    private static void Quote(StringBuilder text, string words)
    {
        text.Append('"');
        foreach (var c in words)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }

    private static OrderedDictionary<string, object?> Map(JsonElement element)
    {
        var map = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject()) map[member.Name] = Read(member.Value);
        return map;
    }
}
