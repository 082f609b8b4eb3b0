using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Assistant.Core.Answering;

namespace Assistant.Evals.Llm;

/// <summary>What can be had without a model.</summary>
internal static partial class LlmBaselines
{
    /// <summary>Searches for the question until there is an observation, then answers with the first sentence of its first passage.</summary>
    internal static string SearchThenFirstSentence(LlmCase item)
    {
        var last = item.Messages[^1].Text;
        if (item.IsAction && !last.StartsWith("Observation from ", StringComparison.Ordinal)) return Call("search", "query", last);
        var passage = Passage().Match(last);
        var sentence = passage.Success ? $"{passage.Groups["sentence"].Value.TrimEnd('.', ' ')} [{passage.Groups["number"].Value}]." : ExtractiveAnswerer.NothingFound;
        return item.IsAction ? Answer(sentence) : sentence;
    }

    /// <summary>Searches once, then says that nothing was found.</summary>
    internal static string SearchThenRefuse(LlmCase item) =>
        !item.IsAction ? ExtractiveAnswerer.NothingFound : item.Messages[^1].Text.StartsWith("Observation from ", StringComparison.Ordinal) ? Answer(ExtractiveAnswerer.NothingFound) : Call("search", "query", item.Messages[^1].Text);

    /// <summary>Computes the product of the first and the last number of the question.</summary>
    internal static string Multiply(LlmCase item)
    {
        var question = item.Messages.Last(message => message.Role == Microsoft.Extensions.AI.ChatRole.User && !message.Text.StartsWith("Observation from ", StringComparison.Ordinal)).Text;
        var numbers = Number().Matches(question).Select(match => match.Value.Replace(",", "", StringComparison.Ordinal)).ToList();
        return Call("compute", "program", numbers.Count == 0 ? "print(0)" : string.Create(CultureInfo.InvariantCulture, $"print({numbers[0]}*{numbers[^1]})"));
    }

    private static string Call(string tool, string argument, string value) => new JsonObject
    {
        ["thought"] = "",
        ["calls"] = new JsonArray(new JsonObject { ["tool"] = tool, ["arguments"] = new JsonObject { [argument] = value } }),
    }.ToJsonString();

    private static string Answer(string text) => JsonSerializer.Serialize(new { thought = "", answer = text });

    [GeneratedRegex(@"(\[(?<number>\d+)\] [^\n]*\n|<passage number=""(?<number>\d+)"">\n[^\n]*\n[^\n]*\n\n)(?<sentence>.+?)([.!?](?=\s)|\n|$)", RegexOptions.ExplicitCapture)]
    private static partial Regex Passage();

    [GeneratedRegex(@"\d[\d,]*(\.\d+)?")]
    private static partial Regex Number();
}
