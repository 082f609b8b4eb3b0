using System.Diagnostics;
using Assistant.Core.Answering;
using Microsoft.Extensions.AI;

namespace Assistant.Core.Agent;

/// <summary>What is known of an answer while it is made: its messages, what they cost, and what may still be spent.</summary>
internal sealed class AgentTurn(AgentOptions options, int contextTokens)
{
    // Four characters a token for large vocabularies, fewer for small ones; too few characters is the safe side.
    private const double CharactersPerToken = 3;
    private readonly long started = Stopwatch.GetTimestamp();
    private int promptCharacters;
    private double charactersPerToken = CharactersPerToken;

    public List<ChatMessage> Messages { get; } = [];

    public string? Model { get; set; }

    public double? FirstMs { get; set; }

    public int PromptTokens { get; private set; }

    public int CompletionTokens { get; private set; }

    public int ToolCalls { get; set; }

    public double ElapsedMs => Stopwatch.GetElapsedTime(started).TotalMilliseconds;

    public AnswerUsage Usage => new(PromptTokens, CompletionTokens);

    public AnswerTimings Timings => new(FirstMs ?? ElapsedMs, ElapsedMs);

    /// <summary>Adds a message to the prompt.</summary>
    public void Add(ChatMessage message)
    {
        Messages.Add(message);
        promptCharacters += message.Text.Length + 8;
    }

    /// <summary>Counts what a step cost; learns from it how long the model's tokens are.</summary>
    public void Add(UsageDetails? usage, int writtenCharacters)
    {
        if (usage?.InputTokenCount is > 0 and var read)
            charactersPerToken = Math.Clamp(promptCharacters / (double)read, 1, 6);
        PromptTokens += (int)(usage?.InputTokenCount ?? (long)(promptCharacters / charactersPerToken));
        CompletionTokens += (int)(usage?.OutputTokenCount ?? (long)(writtenCharacters / charactersPerToken));
    }

    /// <summary>Why the answer must end here; null when there is enough left for another step.</summary>
    public string? Spent()
    {
        if (ElapsedMs > options.MaxSeconds * 1000.0)
            return $"The answer took longer than {options.MaxSeconds} seconds.";
        if (PromptTokens + CompletionTokens > options.MaxTokens)
            return $"The answer took more than {options.MaxTokens} tokens.";
        return Room < StepTokens / 2 ? "The model's context is full." : null;
    }

    /// <summary>Tokens that a step may write.</summary>
    public int StepTokens => Math.Min(options.StepTokens, Math.Max(64, contextTokens / 8));

    /// <summary>Characters that the observations of the next step may have: half of what is left, so that another step finds room.</summary>
    public int ObservationCharacters(bool last)
    {
        var left = Room - (2 * StepTokens);
        return (int)Math.Clamp(left * charactersPerToken * (last ? 1 : 0.55), 400, 12_000);
    }

    /// <summary>Whether the model is small: it reads few passages well, and short ones.</summary>
    public bool IsSmall => contextTokens <= SideModel.SmallContext;

    /// <summary>Most characters of one passage.</summary>
    public int PassageCharacters => IsSmall ? 320 : 2_400;

    private int Room => contextTokens - (int)(promptCharacters / charactersPerToken);
}
