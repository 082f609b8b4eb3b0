using System.Text;
using Assistant.Core.Chat;
using Microsoft.Extensions.AI;

namespace Assistant.Core.Agent;

/// <summary>The probabilities of a step's tokens, by where they stand in its text. Not thread-safe.</summary>
internal sealed class TokenTrace
{
    private readonly Decoder decoder = Encoding.UTF8.GetDecoder();
    private readonly List<(int Start, int End, double Probability)> tokens = [];
    private int length;

    /// <summary>Takes the tokens that an update reports under <see cref="TokenLogProbability.Key"/>; none when it reports none.</summary>
    public void Add(ChatResponseUpdate update)
    {
        if (update.AdditionalProperties?.GetValueOrDefault(TokenLogProbability.Key) is not IReadOnlyList<TokenLogProbability> reported)
            return;
        foreach (var token in reported)
        {
            // A character of several tokens belongs to the one that completes it.
            var start = length;
            length += decoder.GetCharCount(token.Bytes.Span, flush: false);
            Span<char> characters = new char[length - start];
            decoder.GetChars(token.Bytes.Span, characters, flush: false);
            if (length > start)
                tokens.Add((start, length, Math.Exp(token.LogProbability)));
        }
    }

    /// <summary>Whether the tokens of the text up to a place are known.</summary>
    public bool Covers(int end) => length >= end;

    /// <summary>Tokens that stand in a stretch, cut to it: from its start, 0 to 1.</summary>
    public IEnumerable<(int Start, int End, double Probability)> Within(int start, int end) => tokens
        .Where(token => token.Start < end && start < token.End)
        .Select(token => (Math.Max(token.Start, start) - start, Math.Min(token.End, end) - start, token.Probability));
}
