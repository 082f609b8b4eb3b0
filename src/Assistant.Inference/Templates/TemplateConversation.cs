using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;
using CallList = System.Collections.Generic.List<(string Id, string Name, System.Collections.Generic.OrderedDictionary<string, object?> Arguments)>;
using Map = System.Collections.Generic.OrderedDictionary<string, object?>;

namespace Assistant.Inference.Templates;

/// <summary>Messages and tools as a template's values, put into words that the template has.</summary>
internal static class TemplateConversation
{
    /// <summary>Some templates refuse ids of calls that do not have nine letters and digits.</summary>
    private const int IdLength = 9;

    private const string ToolInstruction =
        "You can call functions. To call them, answer with JSON and nothing else: {\"tool_calls\": [{\"name\": \"function\", \"arguments\": {}}]}\nFunctions:";

    public static (List<object?> Messages, List<object?>? Tools) Build(IEnumerable<ChatMessage> messages, IEnumerable<AITool> tools, TemplateAbilities abilities)
    {
        List<object?> declared = [.. tools.Select(Declare)];
        List<Map> built = [];
        Dictionary<string, (string Id, string Name)> calls = new(StringComparer.Ordinal);
        foreach (var message in messages) Add(built, message, calls, abilities);
        if (declared.Count > 0 && !abilities.Tools) DescribeTools(built, declared);
        if (!abilities.System) FoldSystem(built);
        if (!abilities.ParallelCalls && abilities.Calls) SplitCalls(built);
        return ([.. built], declared.Count > 0 && abilities.Tools ? declared : null);
    }

    public static Map Tool(string name, string description, object? parameters) =>
        TemplateAbilities.Map(("type", "function"), ("function", TemplateAbilities.Map(("name", name), ("description", description), ("parameters", parameters))));

    public static Map Calls(string text, CallList calls, TemplateAbilities abilities) => TemplateAbilities.Map(
        ("role", "assistant"),
        ("content", text.Length == 0 && !abilities.EmptyContent ? null : text),
        ("tool_calls", calls.ConvertAll(call => (object?)TemplateAbilities.Map(
            ("id", call.Id),
            ("type", "function"),
            ("function", TemplateAbilities.Map(("name", call.Name), ("arguments", abilities.ArgumentsAsText ? Json(call.Arguments) : call.Arguments)))))));

    public static Map Result(string text, string id, string name) => TemplateAbilities.Map(("role", "tool"), ("content", text), ("tool_call_id", id), ("name", name));

    public static string CallId(int number) => "call" + number.ToString("00000", CultureInfo.InvariantCulture);

    private static object? Declare(AITool tool) => tool is AIFunctionDeclaration function
        ? Tool(function.Name, function.Description, TemplateJson.Read(function.JsonSchema))
        : throw new NotSupportedException($"{tool.Name} is no function; a local model calls functions only.");

    private static void Add(List<Map> built, ChatMessage message, Dictionary<string, (string Id, string Name)> calls, TemplateAbilities abilities)
    {
        var text = string.Concat(message.Contents.Select(Text));
        if (message.Role == ChatRole.Tool)
        {
            foreach (var result in message.Contents.OfType<FunctionResultContent>())
            {
                var (id, name) = calls.GetValueOrDefault(result.CallId, (CallId(calls.Count), "function"));
                var content = result.Result switch { null => "", string words => words, JsonElement { ValueKind: JsonValueKind.String } json => json.GetString()!, var value => Json(ToValue(value)) };
                built.Add(abilities.Results ? Result(content, id, name) : TemplateAbilities.Map(("role", "user"), ("content", Json(TemplateAbilities.Map(("tool_response", TemplateAbilities.Map(("name", name), ("content", content))))))));
            }

            return;
        }

        CallList made = [];
        foreach (var call in message.Contents.OfType<FunctionCallContent>())
        {
            var id = call.CallId.Length == IdLength && call.CallId.All(char.IsAsciiLetterOrDigit) ? call.CallId : CallId(calls.Count);
            calls[call.CallId] = (id, call.Name);
            made.Add((id, call.Name, ToValue(call.Arguments) as Map ?? []));
        }

        var role = message.Role.Value == "developer" ? "system" : message.Role.Value;
        if (made.Count == 0) built.Add(TemplateAbilities.Map(("role", role), ("content", text)));
        else if (abilities.Calls) built.Add(Calls(text, made, abilities));
        else
        {
            List<object?> list = made.ConvertAll(call => (object?)TemplateAbilities.Map(("name", call.Name), ("arguments", call.Arguments)));
            built.Add(TemplateAbilities.Map(("role", role), ("content", text + Json(TemplateAbilities.Map(("tool_calls", list))))));
        }
    }

    private static string Text(AIContent content) => content switch
    {
        TextContent text => text.Text,
        FunctionCallContent or FunctionResultContent or UsageContent or TextReasoningContent => "",
        _ => throw new NotSupportedException($"{content.GetType().Name} cannot be put into this model's prompt; it takes text, calls of tools and their results."),
    };

    private static void DescribeTools(List<Map> messages, List<object?> tools)
    {
        var description = string.Join('\n', tools.Select(tool => Json(((Map)tool!)["function"])).Prepend(ToolInstruction));
        if (messages is [var first, ..] && first["role"] is "system") first["content"] = $"{first["content"]}\n\n{description}";
        else messages.Insert(0, TemplateAbilities.Map(("role", "system"), ("content", description)));
    }

    private static void FoldSystem(List<Map> messages)
    {
        for (var i = messages.Count - 1; i >= 0; i--)
        {
            if (messages[i]["role"] is not "system") continue;
            var text = messages[i]["content"];
            if (i + 1 < messages.Count && messages[i + 1]["role"] is "user")
            {
                messages[i + 1]["content"] = $"{text}\n\n{messages[i + 1]["content"]}";
                messages.RemoveAt(i);
            }
            else messages[i]["role"] = "user";
        }
    }

    // One call a message, each followed by its result.
    private static void SplitCalls(List<Map> messages)
    {
        for (var i = 0; i < messages.Count; i++)
        {
            if (!messages[i].TryGetValue("tool_calls", out var held) || held is not List<object?> { Count: > 1 } calls) continue;
            var results = messages.Skip(i + 1).TakeWhile(message => message["role"] is "tool").ToList();
            var original = messages[i];
            messages.RemoveRange(i, 1 + results.Count);
            List<Map> split = [];
            foreach (var call in calls)
            {
                split.Add(TemplateAbilities.Map(("role", "assistant"), ("content", split.Count == 0 ? original["content"] : original["content"] is null ? null : ""), ("tool_calls", new List<object?> { call })));
                split.AddRange(results.Where(result => Equals(result["tool_call_id"], ((Map)call!)["id"])));
            }

            messages.InsertRange(i, split);
            i += split.Count - 1;
        }
    }

    private static object? ToValue(object? value) => value is null ? null : TemplateJson.Read(JsonSerializer.SerializeToElement(value, AIJsonUtilities.DefaultOptions));

    private static string Json(object? value) => TemplateJson.Write(value, null, new RenderState(TimeProvider.System), 0);
}
