using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Assistant.Api.Access;
using Assistant.Core.Chat;
using Assistant.Hosting.Access;
using Microsoft.Extensions.AI;

namespace Assistant.Api.OpenAi;

/// <summary>Checks a chat completion's request for a language model, and puts it into messages and options.</summary>
internal static partial class ModelQuestion
{
    private const int MaxMessages = 1_000;
    private const int MaxTools = 128;
    private static readonly JsonElement NoParameters = JsonSerializer.Deserialize<JsonElement>("""{"type":"object","properties":{}}""");

    /// <summary>The messages of a request.</summary>
    /// <exception cref="OpenAiRequestException">They are malformed; it names the place.</exception>
    public static List<ChatMessage> Messages(ChatCompletionBody body)
    {
        if (body.Messages is not { Count: > 0 and <= MaxMessages } messages) throw new OpenAiRequestException("messages", $"messages is a list of 1 to {MaxMessages} messages.");
        HashSet<string> called = new(StringComparer.Ordinal);
        return [.. messages.Select((message, i) => Message(message, string.Create(CultureInfo.InvariantCulture, $"messages[{i}]"), called))];
    }

    /// <summary>The options of a request.</summary>
    /// <exception cref="OpenAiRequestException">A parameter is wrong; it is named.</exception>
    public static ChatOptions Options(ChatCompletionBody body, Caller caller)
    {
        if (body.Functions.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null)) throw new OpenAiRequestException("functions", "functions is the old form of tools; use tools and tool_choice.");
        if (body.TopLogprobs is not null && body.Logprobs != true) throw new OpenAiRequestException("top_logprobs", "top_logprobs wants logprobs to be true.");
        if (body.TopLogprobs is < 0 or > 20) throw new OpenAiRequestException("top_logprobs", "top_logprobs is 0 to 20.");
        var generation = new GenerationOptions { User = caller.User, LogProbabilities = body.Logprobs == true ? body.TopLogprobs ?? 0 : null };
        var options = SamplingReader.Options(body, body.MaxCompletionTokens ?? body.MaxTokens, generation);
        options.ResponseFormat = Format(body.ResponseFormat);
        if (body.ResponseFormat?.JsonSchema?.Strict is { } strict) options.AdditionalProperties!["strict"] = strict;
        if (body.Grammar is not null && options.ResponseFormat is ChatResponseFormatJson) throw new OpenAiRequestException("grammar", "An answer follows either a grammar or a response_format.");
        if (body.Tools is { Count: > 0 } tools) AddTools(options, tools, body);
        else if (body.ToolChoice.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null)) throw new OpenAiRequestException("tool_choice", "tool_choice wants tools.");
        return options;
    }

    private static void AddTools(ChatOptions options, IReadOnlyList<ToolBody?> tools, ChatCompletionBody body)
    {
        if (tools.Count > MaxTools) throw new OpenAiRequestException("tools", $"At most {MaxTools} tools are taken.");
        options.Tools = [.. tools.Select((tool, i) => Tool(tool, string.Create(CultureInfo.InvariantCulture, $"tools[{i}]")))];
        if (options.Tools.Select(tool => tool.Name).Distinct(StringComparer.Ordinal).Count() < tools.Count) throw new OpenAiRequestException("tools", "Two tools have the same name.");
        options.AllowMultipleToolCalls = body.ParallelToolCalls;
        options.ToolMode = Choice(body.ToolChoice);
        if (options.ToolMode is RequiredChatToolMode { RequiredFunctionName: { } name } && !options.Tools.Any(tool => tool.Name == name))
            throw new OpenAiRequestException("tool_choice", "tool_choice names a function that is not among the tools.");
    }

    private static ToolDeclaration Tool(ToolBody? tool, string place)
    {
        if (tool is not { Type: "function", Function: { } function }) throw new OpenAiRequestException(place, "A tool is {\"type\":\"function\",\"function\":{\"name\":…,\"description\":…,\"parameters\":…}}.");
        if (function.Name is null || !FunctionName().IsMatch(function.Name)) throw new OpenAiRequestException($"{place}.function.name", "A function's name has 1 to 64 letters, digits, underscores and dashes.");
        var parameters = function.Parameters.ValueKind switch
        {
            JsonValueKind.Undefined or JsonValueKind.Null => NoParameters,
            JsonValueKind.Object => Sound(function.Parameters, $"{place}.function.parameters"),
            _ => throw new OpenAiRequestException($"{place}.function.parameters", "A function's parameters are a JSON schema."),
        };
        return new ToolDeclaration(function.Name, function.Description, parameters, function.Strict);
    }

    private static ChatToolMode Choice(JsonElement choice)
    {
        switch (choice.ValueKind)
        {
            case JsonValueKind.Undefined or JsonValueKind.Null:
                return ChatToolMode.Auto;
            case JsonValueKind.String:
                return SamplingReader.Text(choice, "tool_choice") switch
                {
                    "auto" => ChatToolMode.Auto,
                    "none" => ChatToolMode.None,
                    "required" => ChatToolMode.RequireAny,
                    _ => throw Wrong(),
                };
            case JsonValueKind.Object when choice.TryGetProperty("function", out var function) && function.ValueKind == JsonValueKind.Object && function.TryGetProperty("name", out var name):
                return SamplingReader.Text(name, "tool_choice.function.name") is { Length: > 0 } named ? ChatToolMode.RequireSpecific(named) : throw Wrong();
            default:
                throw Wrong();
        }

        static OpenAiRequestException Wrong() => new("tool_choice", "tool_choice is auto, none, required, or {\"type\":\"function\",\"function\":{\"name\":…}}.");
    }

    private static ChatResponseFormat? Format(ResponseFormatBody? format)
    {
        switch (format?.Type)
        {
            case null when format is null:
                return null;
            case "text":
                return ChatResponseFormat.Text;
            case "json_object":
                return ChatResponseFormat.Json;
            case "json_schema" when format.JsonSchema is { Schema.ValueKind: JsonValueKind.Object } schema:
                if (schema.Name is null || !FunctionName().IsMatch(schema.Name)) throw new OpenAiRequestException("response_format.json_schema.name", "A schema's name has 1 to 64 letters, digits, underscores and dashes.");
                return ChatResponseFormat.ForJsonSchema(Sound(schema.Schema, "response_format.json_schema.schema"), schema.Name, schema.Description);
            default:
                throw new OpenAiRequestException("response_format", "response_format is {\"type\":\"text\"}, {\"type\":\"json_object\"} or {\"type\":\"json_schema\",\"json_schema\":{\"name\":…,\"schema\":{…}}}.");
        }
    }

    private static ChatMessage Message(ChatMessageBody? message, string place, HashSet<string> called)
    {
        switch (message?.Role)
        {
            case "system" or "developer":
                return new ChatMessage(ChatRole.System, [.. TextParts(message.Content, place)]);
            case "user":
                List<AIContent> said = [.. Parts(message.Content, place)];
                return said.Count > 0 ? new ChatMessage(ChatRole.User, said) : throw new OpenAiRequestException($"{place}.content", "A message of the user has content.");
            case "assistant":
                List<AIContent> contents = [.. TextParts(message.Content, place)];
                contents.AddRange((message.ToolCalls ?? []).Select((call, i) => Call(call, string.Create(CultureInfo.InvariantCulture, $"{place}.tool_calls[{i}]"), called)));
                return contents.Count > 0 ? new ChatMessage(ChatRole.Assistant, contents) : throw new OpenAiRequestException($"{place}.content", "A message of the assistant has content or tool_calls.");
            case "tool":
                if (message.ToolCallId is not { Length: > 0 } id || !called.Contains(id)) throw new OpenAiRequestException($"{place}.tool_call_id", "A message of the role tool answers an earlier call; its tool_call_id is that call's id.");
                return new ChatMessage(ChatRole.Tool, [new FunctionResultContent(id, string.Concat(TextParts(message.Content, place).Select(part => part.Text)))]);
            default:
                throw new OpenAiRequestException($"{place}.role", "Each message has a role: system, developer, user, assistant or tool.");
        }
    }

    private static FunctionCallContent Call(ToolCallBody? call, string place, HashSet<string> called)
    {
        if (call is not { Id.Length: > 0, Function: { Name.Length: > 0 } function }) throw new OpenAiRequestException(place, "A call is {\"id\":…,\"type\":\"function\",\"function\":{\"name\":…,\"arguments\":\"{…}\"}}.");
        called.Add(call.Id);
        try
        {
            var arguments = string.IsNullOrWhiteSpace(function.Arguments) ? [] : JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(function.Arguments) ?? [];
            return new FunctionCallContent(call.Id, function.Name, arguments.ToDictionary(argument => argument.Key, argument => (object?)Sound(argument.Value, place), StringComparer.Ordinal));
        }
        catch (JsonException e)
        {
            throw new OpenAiRequestException($"{place}.function.arguments", "The arguments of a call are a JSON object as text.", e);
        }
    }

    private static IEnumerable<TextContent> TextParts(JsonElement content, string place) => Parts(content, place).Select(part =>
        part as TextContent ?? throw new OpenAiRequestException($"{place}.content", "Pictures stand in messages of the user only."));

    private static IEnumerable<AIContent> Parts(JsonElement content, string place) => content.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => [],
        JsonValueKind.String => [new TextContent(SamplingReader.Text(content, $"{place}.content"))],
        JsonValueKind.Array => content.EnumerateArray().Select((part, i) => Part(part, string.Create(CultureInfo.InvariantCulture, $"{place}.content[{i}]"))),
        _ => throw new OpenAiRequestException($"{place}.content", "A message's content is text or a list of parts."),
    };

    private static AIContent Part(JsonElement part, string place)
    {
        if (part.ValueKind == JsonValueKind.Object && part.TryGetProperty("type", out var type))
        {
            if (type.ValueEquals("text") && part.TryGetProperty("text", out var text)) return new TextContent(SamplingReader.Text(text, $"{place}.text"));
            if (type.ValueEquals("image_url") && part.TryGetProperty("image_url", out var image) && image.ValueKind == JsonValueKind.Object && image.TryGetProperty("url", out var url))
                return Picture(SamplingReader.Text(url, $"{place}.image_url.url"), $"{place}.image_url.url");
        }

        throw new OpenAiRequestException(place, "A part of a message is {\"type\":\"text\",\"text\":…} or {\"type\":\"image_url\",\"image_url\":{\"url\":\"data:…\"}}.");
    }

    private static DataContent Picture(string url, string place)
    {
        var end = url.IndexOf(';', StringComparison.Ordinal);
        if (!url.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase) || end < 0) throw new OpenAiRequestException(place, "Pictures are taken as data URLs only (data:image/png;base64,…); addresses are not fetched.");
        return new DataContent(ImageInput.Parse(url), url["data:".Length..end]);
    }

    // Texts in JSON are decoded late; one with half a character must fail here, where its place is known.
    private static JsonElement Sound(JsonElement element, string place)
    {
        try
        {
            _ = Encoding.UTF8.GetByteCount(JsonSerializer.Serialize(element));
            return element;
        }
        catch (InvalidOperationException e)
        {
            throw new OpenAiRequestException(place, $"{place} is not valid Unicode.", e);
        }
    }

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,64}$", RegexOptions.CultureInvariant)]
    private static partial Regex FunctionName();
}
