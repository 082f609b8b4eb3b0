using Microsoft.Extensions.AI;

namespace Assistant.Core.Answering;

/// <summary>A prompt kept as a file beside this one: the system message, a line of three hyphens, the user message.</summary>
internal sealed class PromptTemplate
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
    public static PromptTemplate Answer { get; } = new(PromptFile.Read("Answering", "answer"));

    /// <summary>Makes a follow-up question stand alone: {{history}}, {{question}}.</summary>
    public static PromptTemplate Condense { get; } = new(PromptFile.Read("Answering", "condense"));

    /// <summary>Summarizes turns of a conversation: {{before}}, {{turns}}, {{words}}.</summary>
    public static PromptTemplate Summarize { get; } = new(PromptFile.Read("Answering", "summarize"));

    /// <summary>Writes questions that could follow: {{question}}, {{answer}}, {{headings}}.</summary>
    public static PromptTemplate FollowUps { get; } = new(PromptFile.Read("Answering", "follow-ups"));

    /// <summary>The prompt of another feature.</summary>
    public static PromptTemplate Of(string feature, string name) => new(PromptFile.Read(feature, name));

    /// <summary>Fills the names in.</summary>
    public List<ChatMessage> Fill(params (string Name, string Value)[] values) =>
        [new ChatMessage(ChatRole.System, PromptFile.Fill(system, values)), new ChatMessage(ChatRole.User, PromptFile.Fill(user, values))];
}
