using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Assistant.Inference.Templates;

/// <summary>
/// Takes calls of tools out of what a model writes, piece by piece. Text that may be a call is held back; what turns out to be none comes
/// out as text, so that nothing is lost. Marks may be missing: engines leave control tokens out of the text. Not thread-safe.
/// </summary>
internal sealed class ToolCallReader(ToolCallFormat format, IReadOnlySet<string> names)
{
    private static readonly string[] Marks =
    [
        "<tool_call>", "</tool_call>", "<|python_tag|>", "[TOOL_CALLS]", "[ARGS]", "<｜tool▁calls▁begin｜>", "<｜tool▁calls▁end｜>", "<｜tool▁call▁begin｜>", "<｜tool▁call▁end｜>", "<｜tool▁sep｜>", "```json", "```",
    ];

    private readonly StringBuilder held = new();
    private bool hasText;
    private bool isCall;

    /// <summary>Takes a piece; gives the text that is certainly no call.</summary>
    public string Add(string piece)
    {
        held.Append(piece);
        if (isCall) return "";
        var text = held.ToString();
        var begins = text.AsSpan().TrimStart();
        if (!hasText && begins.IsEmpty) return "";
        // A call without a mark is the whole message, so that only its beginning tells.
        if (!hasText && begins[0] is '{' or '[')
        {
            isCall = true;
            return "";
        }

        var mark = format.Begin is { } begin ? text.IndexOf(begin, StringComparison.Ordinal) : -1;
        isCall = mark >= 0;
        var certain = mark >= 0 ? text[..mark] : text[..^Begun(text)];
        held.Remove(0, certain.Length);
        hasText |= certain.Length > 0;
        return certain;
    }

    /// <summary>Ends the message; gives the text that is left, and the calls.</summary>
    public (string Text, IReadOnlyList<FunctionCallContent> Calls) Finish()
    {
        var text = held.ToString();
        held.Clear();
        if (!isCall) return (text, []);
        List<FunctionCallContent> calls = [];
        var rest = new StringBuilder();
        var bytes = Encoding.UTF8.GetBytes(text).AsMemory();
        while (!bytes.IsEmpty)
        {
            var start = bytes.Span.IndexOfAny((byte)'{', (byte)'[');
            // Marks in square brackets are no lists.
            while (start >= 0 && Array.Exists(Marks, mark => mark[0] == '[' && bytes.Span[start..].StartsWith(Encoding.UTF8.GetBytes(mark))))
                start = bytes.Span[(start + 1)..].IndexOfAny((byte)'{', (byte)'[') is >= 0 and var next ? start + 1 + next : -1;
            if (start < 0) break;
            var label = Encoding.UTF8.GetString(bytes.Span[..start]);
            if (Parse(bytes[start..]) is not var (value, length) || !TryRead(value, Name(label), calls)) break;
            rest.Append(Unmarked(label, names));
            bytes = bytes[(start + length)..];
        }

        if (calls.Count == 0) return (text, []);
        rest.Append(Unmarked(Encoding.UTF8.GetString(bytes.Span), null));
        return (string.IsNullOrWhiteSpace(rest.ToString()) ? "" : rest.ToString().Trim(), calls);
    }

    private static (JsonElement Value, int Length)? Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes.Span, isFinalBlock: false, default);
            return JsonDocument.TryParseValue(ref reader, out var document) ? (document.RootElement, (int)reader.BytesConsumed) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // The name that stands before the arguments in some formats.
    private string? Name(string label)
    {
        var name = label.TrimEnd();
        foreach (var end in (string[])["```json", "[ARGS]"]) name = name.EndsWith(end, StringComparison.Ordinal) ? name[..^end.Length].TrimEnd() : name;
        var start = name.LastIndexOfAny(['｜', '>', ']', ' ', '\n']) + 1;
        return format.Style is ToolCallStyle.DeepSeek or ToolCallStyle.MistralArguments && name.Length > start ? name[start..] : null;
    }

    private bool TryRead(JsonElement value, string? name, List<FunctionCallContent> calls)
    {
        if (name is not null) return TryAdd(name, value, calls);
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("tool_calls", out var list)) value = list;
        if (value.ValueKind != JsonValueKind.Array) return TryReadOne(value, calls);
        List<FunctionCallContent> found = [];
        if (value.GetArrayLength() == 0 || !value.EnumerateArray().All(item => TryReadOne(item, found))) return false;
        calls.AddRange(found);
        return true;
    }

    private bool TryReadOne(JsonElement call, List<FunctionCallContent> calls)
    {
        if (call.ValueKind != JsonValueKind.Object) return false;
        if (call.TryGetProperty("function", out var inner) && inner.ValueKind == JsonValueKind.Object) call = inner;
        return call.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String
            && (call.TryGetProperty("arguments", out var arguments) || call.TryGetProperty("parameters", out arguments))
            && TryAdd(name.GetString()!, arguments, calls);
    }

    private bool TryAdd(string name, JsonElement arguments, List<FunctionCallContent> calls)
    {
        // Some models write the arguments as text that holds JSON.
        if (arguments.ValueKind == JsonValueKind.String && Parse(Encoding.UTF8.GetBytes(arguments.GetString()! + " ")) is var (parsed, _)) arguments = parsed;
        if (!names.Contains(name) || arguments.ValueKind != JsonValueKind.Object) return false;
        // Nine letters and digits: the form that the strictest templates take back.
        var id = RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 9);
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var argument in arguments.EnumerateObject()) values[argument.Name] = argument.Value.Clone();
        calls.Add(new FunctionCallContent(id, name, values));
        return true;
    }

    private string Unmarked(string text, IReadOnlySet<string>? labels)
    {
        if (labels is not null && Name(text) is { } name && text.LastIndexOf(name, StringComparison.Ordinal) is >= 0 and var at) text = text[..at].EndsWith("function<｜tool▁sep｜>", StringComparison.Ordinal) ? text[..(at - "function<｜tool▁sep｜>".Length)] : text[..at];
        return Marks.Aggregate(text, (left, mark) => left.Replace(mark, "", StringComparison.Ordinal)).Trim(' ', '\n', '\r', ';', ',');
    }

    // Length of the longest end of the text that the mark begins with.
    private int Begun(string text)
    {
        for (var length = Math.Min((format.Begin?.Length ?? 1) - 1, text.Length); length > 0; length--)
        {
            if (text.AsSpan(text.Length - length).SequenceEqual(format.Begin.AsSpan(0, length))) return length;
        }

        return 0;
    }
}
