using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace Assistant.Core.Answering;

/// <summary>A prompt kept as a file beside this one: the system message, a line of three hyphens, the user message, with {{names}} to fill in.</summary>
internal sealed partial class PromptTemplate
{
    private readonly string system;
    private readonly string user;

    private PromptTemplate(string text)
    {
        var cut = text.IndexOf("\n---\n", StringComparison.Ordinal);
        system = text[..cut].Trim();
        user = text[(cut + 5)..].Trim();
    }

    /// <summary>Answers from passages: {{nothing}}, {{passages}}, {{question}}.</summary>
    public static PromptTemplate Answer { get; } = Load("answer");

    /// <summary>Makes a follow-up question stand alone: {{history}}, {{question}}.</summary>
    public static PromptTemplate Condense { get; } = Load("condense");

    /// <summary>Fills the names in, each once: a value that contains {{…}} itself is not filled again.</summary>
    public List<ChatMessage> Fill(params (string Name, string Value)[] values)
    {
        string Put(string text) => Name().Replace(text, match => Array.Find(values, value => value.Name == match.Groups[1].Value).Value ?? match.Value);
        return [new ChatMessage(ChatRole.System, Put(system)), new ChatMessage(ChatRole.User, Put(user))];
    }

    private static PromptTemplate Load(string name)
    {
        using var stream = typeof(PromptTemplate).Assembly.GetManifestResourceStream($"Assistant.Core.Answering.Prompts.{name}.md")
            ?? throw new InvalidOperationException($"The prompt {name} is not embedded in the assembly.");
        using var reader = new StreamReader(stream);
        return new PromptTemplate(reader.ReadToEnd().ReplaceLineEndings("\n"));
    }

    [GeneratedRegex(@"\{\{(\w+)\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
