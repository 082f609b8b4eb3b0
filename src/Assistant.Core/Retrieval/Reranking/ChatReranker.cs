using System.Text;
using Assistant.Core.Answering;
using Assistant.Core.Chat;
using Microsoft.Extensions.AI;

namespace Assistant.Core.Retrieval.Reranking;

/// <summary>
/// Re-ranks by a language model that reports the probabilities of its tokens: it is asked of each passage whether it answers, and the score is
/// ln P(yes) − ln P(no) of the first token it would write. A word that is not among the reported tokens counts as the least of them.
/// </summary>
public sealed class ChatReranker(IChatClient chat) : IReranker
{
    private const int Alternatives = 20; // the most that servers report
    private static readonly PromptTemplate Prompt = PromptTemplate.Of("Retrieval.Reranking", "relevance");

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<double>> ScoreAsync(string query, IReadOnlyList<string> passages, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(passages);
        var scores = new double[passages.Count];
        var settings = new GenerationOptions { LogProbabilities = Alternatives }.On(new ChatOptions { Temperature = 0, MaxOutputTokens = 1 });
        for (var i = 0; i < scores.Length; i++)
        {
            ChatResponse response;
            try
            {
                response = await chat.GetResponseAsync(Prompt.Fill(("passage", passages[i]), ("query", query)), settings, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested && (failure as ChatModelException ?? ModelFailure.Unreachable(failure, cancellationToken)) is { } reason)
            {
                throw new RerankException(reason.Message, failure);
            }

            scores[i] = response.AdditionalProperties?.GetValueOrDefault(TokenLogProbability.Key) is IReadOnlyList<TokenLogProbability> { Count: > 0 } tokens
                ? Score(tokens[0])
                : throw new RerankException($"{RerankOptions.Section}:Method is Model, which needs the probabilities of the model's tokens, and it reports none. Use a model of this process (Assistant:Llm) or a server that knows logprobs, or set it to None.");
        }

        return scores;
    }

    private static double Score(TokenLogProbability first)
    {
        List<TokenLogProbability> known = [first, .. first.Best];
        var least = known.Min(token => token.LogProbability);
        return Best("yes") - Best("no");

        // "y" begins to write "yes"; "Yes" and " yes" say the same.
        double Best(string word) => known
            .Where(token => Encoding.UTF8.GetString(token.Bytes.Span).Trim() is { Length: > 0 } text && word.StartsWith(text, StringComparison.OrdinalIgnoreCase))
            .Select(token => (double)token.LogProbability).DefaultIfEmpty(least).Max();
    }
}
