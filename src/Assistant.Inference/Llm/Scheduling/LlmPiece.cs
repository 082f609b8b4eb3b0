using Assistant.Core.Chat;

namespace Assistant.Inference.Llm.Scheduling;

/// <summary>A piece of what is written.</summary>
/// <param name="Text">Text that has become certain.</param>
/// <param name="Tokens">Tokens since the last piece, when log-probabilities were asked for.</param>
/// <param name="End">Set on the last piece.</param>
internal sealed record LlmPiece(string Text, IReadOnlyList<TokenLogProbability> Tokens, LlmEnd? End = null);

/// <summary>How a generation ended.</summary>
/// <param name="IsCut">Whether it ended because no more tokens were allowed.</param>
/// <param name="PromptTokens">Tokens of the prompt.</param>
/// <param name="CachedTokens">How many of those were in memory already.</param>
/// <param name="CompletionTokens">Tokens written, the end token included.</param>
/// <param name="DraftedTokens">Tokens that a draft model proposed.</param>
/// <param name="AcceptedTokens">How many of those were right.</param>
/// <param name="QueueMs">Time in the queue.</param>
/// <param name="PromptMs">From then to the first token.</param>
/// <param name="GenerationMs">From the first token to the last.</param>
internal sealed record LlmEnd(
    bool IsCut, int PromptTokens, int CachedTokens, int CompletionTokens, int DraftedTokens, int AcceptedTokens, double QueueMs, double PromptMs, double GenerationMs)
{
    /// <summary>Tokens a second after the first; 0 when there was but one.</summary>
    public double TokensPerSecond => CompletionTokens > 1 && GenerationMs > 0 ? (CompletionTokens - 1) * 1000 / GenerationMs : 0;
}
