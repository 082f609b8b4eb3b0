using System.Buffers;
using System.Text;
using System.Text.Json;
using Assistant.Native.LlamaCpp;
using Microsoft.Extensions.AI;

namespace Assistant.Inference.Llm;

/// <summary>
/// Cuts a rendered prompt into tokens. The template's own <c>&lt;|im_start|&gt;</c> and the like become the tokens that steer the
/// model; the same letters in a message stay letters, so that no document can end a turn and speak as the system. Thread-safe.
/// </summary>
internal sealed class PromptTokenizer
{
    // Private-use characters stand in for control tokens in messages while the template is rendered.
    private const char Mark = '\uF8F0';
    private readonly LlamaVocabulary vocabulary;
    private readonly SearchValues<string> controls;
    private readonly string[] names;

    internal PromptTokenizer(LlamaVocabulary vocabulary)
    {
        this.vocabulary = vocabulary;
        names = [.. Enumerable.Range(0, vocabulary.Count).Where(vocabulary.IsControl).Select(token => Encoding.UTF8.GetString(vocabulary.Bytes(token).Span)).Where(name => name.Length > 1).Distinct().OrderByDescending(name => name.Length)];
        controls = SearchValues.Create(names, StringComparison.Ordinal);
    }

    /// <summary>Puts marks where messages contain names of control tokens.</summary>
    internal IEnumerable<ChatMessage> Guard(IEnumerable<ChatMessage> messages) => messages.Select(message => message.Contents.Any(IsSuspect) ? Guard(message) : message);

    /// <summary>Cuts a rendered prompt whose messages were guarded.</summary>
    internal int[] Tokenize(string prompt)
    {
        var hasBos = vocabulary.Bos is { } bos && prompt.StartsWith(Encoding.UTF8.GetString(vocabulary.Bytes(bos).Span), StringComparison.Ordinal);
        var tokens = new List<int>();
        var parts = prompt.Split(Mark);
        for (var i = 0; i < parts.Length; i++)
        {
            // Odd parts stood between two marks: the name of a control token, as letters.
            if (parts[i].Length > 0) tokens.AddRange(vocabulary.Tokenize(parts[i], addSpecial: i == 0 && !hasBos, parseSpecial: i % 2 == 0));
        }

        return WithoutEnd(tokens);
    }

    /// <summary>Cuts a plain text, which has no control tokens.</summary>
    internal int[] TokenizePlain(string text) => WithoutEnd([.. vocabulary.Tokenize(text, addSpecial: true, parseSpecial: false)]);

    private int[] WithoutEnd(List<int> tokens)
    {
        // The few models that put an end behind every text would have nothing to go on with.
        if (vocabulary.AddsEos && tokens.Count > 0 && tokens[^1] == vocabulary.Eos) tokens.RemoveAt(tokens.Count - 1);
        return [.. tokens];
    }

    private bool IsSuspect(AIContent content) => TextOf(content) is { } text && (text.Contains(Mark) || text.AsSpan().ContainsAny(controls));

    /// <summary>Text that a message or the result of a tool brings along.</summary>
    private static string? TextOf(AIContent content) => content switch
    {
        TextContent text => text.Text,
        FunctionResultContent { Result: string result } => result,
        FunctionResultContent { Result: JsonElement { ValueKind: JsonValueKind.String } result } => result.GetString(),
        FunctionResultContent { Result: { } result } => JsonSerializer.Serialize(result, AIJsonUtilities.DefaultOptions),
        _ => null,
    };

    private ChatMessage Guard(ChatMessage message)
    {
        var guarded = message.Clone();
        guarded.Contents = [.. message.Contents.Select(content => !IsSuspect(content) ? content : content is FunctionResultContent result ? new FunctionResultContent(result.CallId, Guard(TextOf(content)!)) : new TextContent(Guard(TextOf(content)!)))];
        return guarded;
    }

    private string Guard(string text)
    {
        var guarded = new StringBuilder();
        var rest = text.Replace(Mark, '\uFFFD').AsSpan();
        while (rest.IndexOfAny(controls) is >= 0 and var start)
        {
            var found = "";
            foreach (var name in names)
            {
                if (rest[start..].StartsWith(name, StringComparison.Ordinal))
                {
                    found = name;
                    break;
                }
            }

            guarded.Append(rest[..start]).Append(Mark).Append(found).Append(Mark);
            rest = rest[(start + found.Length)..];
        }

        return guarded.Append(rest).ToString();
    }
}
