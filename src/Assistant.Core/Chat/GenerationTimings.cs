using Microsoft.Extensions.AI;

namespace Assistant.Core.Chat;

/// <summary>Where the time of a local generation went.</summary>
/// <param name="QueueMs">Milliseconds in the queue.</param>
/// <param name="PromptMs">From then to the first token.</param>
/// <param name="GenerationMs">From the first token to the last.</param>
/// <param name="TokensPerSecond">Tokens a second after the first; 0 when there was but one.</param>
/// <param name="CachedTokens">Tokens of the prompt that did not have to be computed.</param>
/// <param name="DraftedTokens">Tokens that a draft model proposed.</param>
/// <param name="AcceptedTokens">How many of those were right.</param>
public sealed record GenerationTimings(double QueueMs, double PromptMs, double GenerationMs, double TokensPerSecond, int CachedTokens, int DraftedTokens, int AcceptedTokens)
{
    /// <summary>Name of the additional property of the last <see cref="ChatResponseUpdate"/> and of a <see cref="ChatResponse"/>.</summary>
    public const string Key = "assistant.timings";
}
