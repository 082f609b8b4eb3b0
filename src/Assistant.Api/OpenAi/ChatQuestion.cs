using System.Text;
using System.Text.Json;
using Assistant.Api.Access;
using Assistant.Core.Answering;
using Assistant.Hosting.Access;
using Assistant.Hosting.Errors;
using Assistant.Hosting.Limits;

namespace Assistant.Api.OpenAi;

/// <summary>Reads the question and the history out of a chat completion's messages.</summary>
internal static class ChatQuestion
{
    private const int MaxMessages = 1_000;

    /// <summary>The request that the messages amount to.</summary>
    /// <exception cref="RequestRefusedException">They are malformed, or hold no question.</exception>
    public static AnswerRequest ToRequest(ChatCompletionBody body, Caller caller, LimitsOptions limits)
    {
        if (body.Messages is not { Count: > 0 and <= MaxMessages } messages)
            throw new RequestRefusedException($"messages is a list of 1 to {MaxMessages} messages.");
        RefuseWhatItCannotGive(body);
        ReadOnlyMemory<byte> image = default;
        List<(string Role, string Text)> turns = [];
        foreach (var message in messages)
        {
            if (message?.Role is not ("system" or "developer" or "user" or "assistant" or "tool" or "function"))
                throw new RequestRefusedException("Each message has a role: system, developer, user, assistant or tool.");
            var (text, picture) = ReadChecked(message.Content);
            if (message.Role == "user")
                image = picture;
            if (message.Role is "user" or "assistant")
                turns.Add((message.Role, text));
        }

        if (turns is not [.., ("user", var question)])
            throw new RequestRefusedException("The last message is to be the user's question.");
        if (string.IsNullOrWhiteSpace(question))
            throw new RequestRefusedException("The question has no words.");
        if (question.Length > limits.MaxQueryCharacters)
            throw new RequestRefusedException($"The question has {question.Length} characters; at most {limits.MaxQueryCharacters} are read.");
        var collection = ChatModels.Collection(body.Model);
        return new AnswerRequest(question)
        {
            Image = image,
            Collections = collection is null ? null : [collection],
            Groups = caller.Groups,
            History = turns[..^1],
        };
    }

    // How to write is the assistant's own affair; a form of answer that it has not is not quietly given up.
    private static void RefuseWhatItCannotGive(ChatCompletionBody body)
    {
        const string Instead = "Ask the language model by its own id for this; GET /v1/models lists it.";
        if (body.Tools is { Count: > 0 } && !(body.ToolChoice.ValueKind == JsonValueKind.String && body.ToolChoice.ValueEquals("none")))
            throw new OpenAiRequestException("tools", $"The assistant has tools of its own and calls no others. {Instead}");
        if (body.ResponseFormat is { Type: not "text" }) throw new OpenAiRequestException("response_format", $"The assistant answers in text with citations. {Instead}");
        if (body.N is > 1 or < 1) throw new OpenAiRequestException("n", $"The assistant gives one answer. {Instead}");
        if (body.Logprobs == true) throw new OpenAiRequestException("logprobs", $"The assistant reports no log-probabilities. {Instead}");
        if (body.Grammar is not null) throw new OpenAiRequestException("grammar", $"The assistant answers in text with citations. {Instead}");
    }

    private static (string Text, ReadOnlyMemory<byte> Image) ReadChecked(JsonElement content)
    {
        try
        {
            return Read(content);
        }
        catch (InvalidOperationException)
        {
            // JsonElement decodes strings when they are asked for, and says so when an escape is half a character.
            throw new RequestRefusedException("A text of the messages is not valid Unicode.");
        }
    }

    private static (string Text, ReadOnlyMemory<byte> Image) Read(JsonElement content)
    {
        switch (content.ValueKind)
        {
            case JsonValueKind.String:
                return (content.GetString()!, default);
            case JsonValueKind.Null or JsonValueKind.Undefined:
                return ("", default);
            case JsonValueKind.Array:
                break;
            default:
                throw new RequestRefusedException("A message's content is text or a list of parts.");
        }

        var text = new StringBuilder();
        ReadOnlyMemory<byte> image = default;
        foreach (var part in content.EnumerateArray())
        {
            switch (Member(part, "type", JsonValueKind.String)?.GetString())
            {
                case "text" when Member(part, "text", JsonValueKind.String) is { } words:
                    text.Append(text.Length > 0 ? "\n" : "").Append(words.GetString());
                    break;
                case "image_url" when Member(part, "image_url", JsonValueKind.Object) is { } holder && Member(holder, "url", JsonValueKind.String) is { } url:
                    var address = url.GetString()!;
                    if (!address.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
                        throw new RequestRefusedException("Pictures are taken as data URLs only (data:image/png;base64,…); addresses are not fetched.");
                    image = ImageInput.Parse(address);
                    break;
                default:
                    throw new RequestRefusedException("A part of a message is {\"type\":\"text\",\"text\":…} or {\"type\":\"image_url\",\"image_url\":{\"url\":\"data:…\"}}.");
            }
        }

        return (text.ToString(), image);
    }

    private static JsonElement? Member(JsonElement element, string name, JsonValueKind kind) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) && member.ValueKind == kind ? member : null;
}
