using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace Assistant.Inference.Llm.Text;

/// <summary>
/// Finds calls of tools in what a model writes, in the forms that models were trained on: <c>{"tool_calls": […]}</c>,
/// <c>&lt;tool_call&gt;{…}&lt;/tool_call&gt;</c> (Hermes, Qwen), a bare <c>{"name": …, "parameters": …}</c> (Llama) and a list of those
/// (Mistral). Text that may be a call is held back; what turns out to be none comes out as text. Not thread-safe.
/// </summary>
/// <param name="names">Tools that may be called; calls of others are text.</param>
internal sealed partial class ToolCallReader(IReadOnlySet<string> names)
{
    private const string Tag = "<tool_call>";
    private readonly List<FunctionCallContent> calls = [];
    private string held = "";
    private bool hasSent;

    /// <summary>Adds text.</summary>
    /// <returns>What is certainly no call.</returns>
    internal string Add(string text)
    {
        held += text;
        var begins = held.TrimStart();
        // A bare call is the whole answer, so that only its beginning tells.
        if (!hasSent && (begins.Length == 0 || begins[0] is '{' or '[')) return "";
        var tag = held.IndexOf(Tag, StringComparison.Ordinal);
        var kept = tag >= 0 ? held.Length - tag : Enumerable.Range(1, Tag.Length - 1).LastOrDefault(length => held.EndsWith(Tag[..length], StringComparison.Ordinal));
        var certain = held[..^kept];
        held = held[^kept..];
        hasSent |= certain.Length > 0;
        return certain;
    }

    /// <summary>Ends.</summary>
    /// <returns>Text that is left, and the calls.</returns>
    internal (string Text, IReadOnlyList<FunctionCallContent> Calls) Finish()
    {
        var rest = held;
        held = "";
        if (!hasSent && TryRead(rest.Trim())) return ("", calls);
        var text = Tagged().Replace(rest, match => TryRead(match.Groups[1].Value) ? "" : match.Value);
        return (calls.Count > 0 && string.IsNullOrWhiteSpace(text) ? "" : text, calls);
    }

    private bool TryRead(string text)
    {
        if (text.Length == 0 || text[0] is not ('{' or '[')) return false;
        try
        {
            using var json = JsonDocument.Parse(text);
            var root = json.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("tool_calls", out var list)) root = list;
            var found = (root.ValueKind == JsonValueKind.Array ? root.EnumerateArray().AsEnumerable() : [root]).Select(Read).ToList();
            if (found.Count == 0 || found.Contains(null)) return false;
            calls.AddRange(found!);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private FunctionCallContent? Read(JsonElement call)
    {
        if (call.ValueKind != JsonValueKind.Object) return null;
        if (call.TryGetProperty("function", out var inner) && inner.ValueKind == JsonValueKind.Object) call = inner;
        if (!call.TryGetProperty("name", out var name) || name.GetString() is not { } function || !names.Contains(function)) return null;
        if (!call.TryGetProperty("arguments", out var arguments) && !call.TryGetProperty("parameters", out arguments)) return null;
        if (arguments.ValueKind != JsonValueKind.Object) return null;
        return new FunctionCallContent($"call_{Guid.NewGuid():N}"[..24], function, arguments.EnumerateObject().ToDictionary(argument => argument.Name, argument => (object?)argument.Value.Clone()));
    }

    [GeneratedRegex(@"<tool_call>\s*(.*?)\s*(?:</tool_call>\s*|$)", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Tagged();
}
