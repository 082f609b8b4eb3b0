using System.Text.Json;
using System.Text.RegularExpressions;

namespace Assistant.Evals.Llm;

/// <summary>A step that a model wrote: calls of tools, or an answer.</summary>
/// <param name="Calls">Tool and arguments, in order; none for an answer.</param>
/// <param name="Answer">The answer; null where tools are called.</param>
public sealed partial record LlmAction(IReadOnlyList<LlmCall> Calls, string? Answer)
{
    /// <summary>Reads what was written; null when it is not an action.</summary>
    public static LlmAction? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return null;
            if (root.TryGetProperty("answer", out var answer)) return answer.ValueKind == JsonValueKind.String ? new LlmAction([], answer.GetString()) : null;
            if (!root.TryGetProperty("calls", out var calls) || calls.ValueKind != JsonValueKind.Array || calls.GetArrayLength() == 0) return null;
            var read = calls.EnumerateArray().Select(LlmCall.Parse).ToList();
            return read.Contains(null) ? null : new LlmAction(read!, null);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Numbers of the marks [n] in a text, each once.</summary>
    public static IReadOnlyList<int> Marks(string text) => [.. Mark().Matches(text).Select(match => int.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)).Distinct()];

    /// <summary>A text without its marks.</summary>
    public static string WithoutMarks(string text) => Mark().Replace(text, "");

    [GeneratedRegex(@"\s*\[(\d{1,4})\]")]
    private static partial Regex Mark();
}
