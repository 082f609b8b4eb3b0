using Microsoft.Extensions.AI;

namespace Assistant.Core.Chat;

/// <summary>A token that was written, with its natural log-probability under the model (before sampling) and the best alternatives.</summary>
/// <param name="Id">Token id.</param>
/// <param name="Bytes">Its bytes; a character may need several tokens.</param>
/// <param name="LogProbability">At most 0.</param>
/// <param name="Best">The best alternatives, best first; empty when none were asked for.</param>
public sealed record TokenLogProbability(int Id, ReadOnlyMemory<byte> Bytes, float LogProbability, IReadOnlyList<TokenLogProbability> Best)
{
    /// <summary>Name of the additional property of a <see cref="ChatResponseUpdate"/> or <see cref="ChatResponse"/> that carries an <c>IReadOnlyList</c> of these.</summary>
    public const string Key = "assistant.logprobs";
}
