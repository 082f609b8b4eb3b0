namespace Assistant.Inference.Templates;

/// <summary>What a template has words for, found by rendering small conversations.</summary>
internal sealed record TemplateAbilities
{
    private const string Needle = "n33dle";

    /// <summary>System messages.</summary>
    public bool System { get; init; }

    /// <summary>Declarations of tools.</summary>
    public bool Tools { get; init; }

    /// <summary>Calls in an assistant's message.</summary>
    public bool Calls { get; init; }

    /// <summary>More than one call in a message.</summary>
    public bool ParallelCalls { get; init; }

    /// <summary>Calls want their arguments as JSON text, not as an object.</summary>
    public bool ArgumentsAsText { get; init; }

    /// <summary>A message of calls wants its content empty, not none.</summary>
    public bool EmptyContent { get; init; }

    /// <summary>Messages of the role <c>tool</c>.</summary>
    public bool Results { get; init; }

    public static TemplateAbilities Of(ChatTemplate template)
    {
        var user = Message("user", "u");
        var found = new TemplateAbilities
        {
            System = Shows([Message("system", Needle), user]),
            Tools = Shows([user], [TemplateConversation.Tool(Needle, "d", Map(("type", "object"), ("properties", Map())))]),
        };
        foreach (var (text, empty) in ((bool, bool)[])[(false, false), (false, true), (true, false), (true, true)])
        {
            var candidate = found with { ArgumentsAsText = text, EmptyContent = empty };
            if (!Shows([user, Calling(candidate, 1)], wanted: """{"key": "value"}""")) continue;
            found = candidate with
            {
                Calls = true,
                ParallelCalls = Shows([user, Calling(candidate, 2)], wanted: Needle + "1"),
                Results = Shows([user, Calling(candidate, 1), TemplateConversation.Result(Needle, TemplateConversation.CallId(0), "f")]),
            };
            break;
        }

        return found;

        bool Shows(List<object?> messages, List<object?>? tools = null, string wanted = Needle)
        {
            try
            {
                var text = template.RenderValues(messages, tools, false, "", "", null);
                // A text that went through tojson is quoted once too often; None is what an empty message became.
                return text.Contains(wanted, StringComparison.Ordinal) && !text.Contains("None", StringComparison.Ordinal);
            }
            catch (ChatTemplateException)
            {
                return false;
            }
        }
    }

    private static OrderedDictionary<string, object?> Calling(TemplateAbilities abilities, int count) => TemplateConversation.Calls(
        "", [.. Enumerable.Range(0, count).Select(i => (TemplateConversation.CallId(i), Needle + i, Map(("key", "value"))))], abilities);

    private static OrderedDictionary<string, object?> Message(string role, string content) => Map(("role", role), ("content", content));

    internal static OrderedDictionary<string, object?> Map(params (string Name, object? Value)[] entries)
    {
        var map = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in entries) map[name] = value;
        return map;
    }
}
