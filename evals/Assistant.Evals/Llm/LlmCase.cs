using System.Text.Json;
using Assistant.Contracts.Http;
using Microsoft.Extensions.AI;

namespace Assistant.Evals.Llm;

/// <summary>One step of an agent that a model is asked for: what precedes it, and what is expected.</summary>
/// <param name="Kind">What it tries: <c>read</c>, <c>refuse</c>, <c>sum</c>, …</param>
/// <param name="Tools">Lines of the tools in the prompt; none where the answer is plain text.</param>
/// <param name="Messages">Everything before the step, the prompt included.</param>
/// <param name="Expected">The step as it should be, as the model would write it.</param>
/// <param name="Gold">What counts beside the text.</param>
public sealed record LlmCase(string Kind, IReadOnlyList<string> Tools, IReadOnlyList<ChatMessage> Messages, string Expected, LlmGold Gold)
{
    /// <summary>Whether the step is a JSON action; else it is plain text.</summary>
    public bool IsAction => Tools.Count > 0;

    /// <summary>
    /// Reads dialogues, one JSON object a line: <c>{kind, tools?, system?, messages: [{role, text, gold?}]}</c>; each message with
    /// <c>gold</c> is a case. The first line <c>{prompt, tools}</c> is the prompt of dialogues without <c>system</c>.
    /// </summary>
    /// <exception cref="InvalidDataException">A line cannot be read; the message names it.</exception>
    public static async Task<IReadOnlyList<LlmCase>> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        var cases = new List<LlmCase>();
        PromptLine? prompt = null;
        var number = 0;
        await foreach (var line in File.ReadLinesAsync(path, cancellationToken).ConfigureAwait(false))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            try
            {
                if (prompt is null) prompt = Read<PromptLine>(line);
                else cases.AddRange(Steps(Read<DialogueLine>(line), prompt));
            }
            catch (Exception failure) when (failure is JsonException or InvalidDataException)
            {
                throw new InvalidDataException($"{path}, line {number}: {failure.Message}", failure);
            }
        }

        return cases;
    }

    private static T Read<T>(string line) => JsonSerializer.Deserialize<T>(line, AssistantJson.Options) ?? throw new InvalidDataException("an object is needed.");

    private static IEnumerable<LlmCase> Steps(DialogueLine dialogue, PromptLine prompt)
    {
        if (dialogue.Kind is null || dialogue.Messages is null) throw new InvalidDataException("kind and messages are needed.");
        var tools = dialogue.System is null ? dialogue.Tools ?? prompt.Tools : [];
        var before = new List<ChatMessage> { new(ChatRole.System, dialogue.System ?? prompt.Prompt.Replace("{{tools}}", string.Join('\n', tools), StringComparison.Ordinal)) };
        foreach (var turn in dialogue.Messages)
        {
            if (turn.Gold is { } gold) yield return new LlmCase(dialogue.Kind, tools, [.. before], turn.Text, gold);
            before.Add(new ChatMessage(new ChatRole(turn.Role), turn.Text));
        }
    }

    private sealed record PromptLine(string Prompt, IReadOnlyList<string> Tools);

    private sealed record DialogueLine(string? Kind, IReadOnlyList<string>? Tools, string? System, IReadOnlyList<TurnLine>? Messages);

    private sealed record TurnLine(string Role, string Text, LlmGold? Gold);
}
