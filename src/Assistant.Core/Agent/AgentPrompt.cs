using System.Text;
using System.Text.Json;
using Assistant.Core.Agent.Demonstrations;
using Assistant.Core.Agent.Vision;
using Assistant.Core.Answering;
using Microsoft.Extensions.AI;

namespace Assistant.Core.Agent;

/// <summary>
/// The messages of an answer. The system message is the same for every step and turn, and history is only appended to, so that an
/// engine that keeps prefixes computes each token once.
/// </summary>
internal static class AgentPrompt
{
    /// <summary>The system message.</summary>
    /// <param name="tools">The tools.</param>
    /// <param name="prompt">The prompt file: <c>react</c> or <c>ircot</c>.</param>
    public static ChatMessage System(IReadOnlyList<AIFunction> tools, string prompt = "react") =>
        new(ChatRole.System, PromptFile.Fill(PromptFile.Read("Agent", prompt).Trim(), ("nothing", ExtractiveAnswerer.NothingFound), ("tools", string.Join('\n', tools.Select(Line)))));

    /// <summary>A tool as the prompt shows it: <c>- name {"argument":type,"optional"?:type}: description</c>.</summary>
    public static string Line(AIFunction tool)
    {
        var line = new StringBuilder("- ").Append(tool.Name).Append(" {");
        var required = tool.JsonSchema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(name => name.GetString()).ToHashSet() : [];
        var first = true;
        if (tool.JsonSchema.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject())
            {
                line.Append(first ? "" : ",").Append('"').Append(property.Name).Append(required.Contains(property.Name) ? "\":" : "\"?:").Append(TypeOf(property.Value));
                first = false;
            }
        }

        return line.Append("}: ").Append(tool.Description.ReplaceLineEndings(" ")).ToString();
    }

    /// <summary>The question, after examples where there are some: behind the history, whose beginning stays the same.</summary>
    /// <param name="request">The question.</param>
    /// <param name="examples">Answers that were liked.</param>
    /// <param name="sendPicture">Whether its picture itself goes along.</param>
    public static ChatMessage Question(AnswerRequest request, IReadOnlyList<LikedAnswer> examples, bool sendPicture = false)
    {
        var question = request.Image.IsEmpty ? request.Question : $"{request.Question}\nPicture: {UserImage}";
        var text = examples.Count == 0 ? question : PromptFile.Fill(
            PromptFile.Read("Agent", "examples").Trim(), ("examples", string.Join("\n\n", examples.Select(Example))), ("question", question));
        return new ChatMessage(ChatRole.User, [new TextContent(text), .. sendPicture && !request.Image.IsEmpty ? Pictures([request.Image]) : []]);
    }

    /// <summary>An example as the prompt shows it.</summary>
    public static string Example(LikedAnswer example) => $"Question: {Line(example.Question)}\nAnswer: {Line(example.Answer)}";

    /// <summary>What the picture that goes with a question is called.</summary>
    public const string UserImage = "image 1";

    /// <summary>Earlier turns, as the model would have written them, behind the summary of those before.</summary>
    public static IEnumerable<ChatMessage> History(AnswerRequest request) => Earlier(request).Select(turn => turn.Role == "assistant"
        ? new ChatMessage(ChatRole.Assistant, JsonSerializer.Serialize(new { thought = "", answer = turn.Text }, Compact))
        : new ChatMessage(ChatRole.User, turn.Text));

    private static IEnumerable<(string Role, string Text)> Earlier(AnswerRequest request) => request.Summary.Length == 0
        ? request.History
        : [("user", "What was said before, in short:\n" + request.Summary), ("assistant", "Understood."), .. request.History];

    /// <summary>The results of a step's calls, in their order.</summary>
    /// <param name="results">What each said.</param>
    /// <param name="pictures">Encoded pictures that go along.</param>
    public static ChatMessage Observations(IEnumerable<(string Tool, string Text)> results, params IEnumerable<ReadOnlyMemory<byte>> pictures) =>
        new(ChatRole.User, [new TextContent(string.Join("\n\n", results.Select(result => $"Observation from {result.Tool}:\n{result.Text}"))), .. Pictures(pictures)]);

    private static IEnumerable<AIContent> Pictures(IEnumerable<ReadOnlyMemory<byte>> pictures) =>
        from picture in pictures
        let type = PictureType.Of(picture.Span)
        where type is not null
        select new DataContent(picture, type);

    /// <summary>A step with calls, as the model would have written it.</summary>
    public static ChatMessage Step(AgentAction action) => new(ChatRole.Assistant, JsonSerializer.Serialize(
        new { thought = action.Thought, calls = action.Calls.Select(call => new { tool = call.Tool, arguments = call.Arguments }) }, Compact));

    /// <summary>A step with the beginning of an answer, as the model wrote it.</summary>
    public static ChatMessage Begun(string? thought, string answer) => new(ChatRole.Assistant, JsonSerializer.Serialize(new { thought = thought ?? "", answer }, Compact));

    private static readonly JsonSerializerOptions Compact = new() { Encoder = global::System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Line(string text) => text.Trim().ReplaceLineEndings(" ");

    private static string TypeOf(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("type", out var type))
            return "any";
        var names = type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(one => one.GetString()) : [type.GetString()];
        return string.Join('|', names.Where(name => name != "null"));
    }
}
