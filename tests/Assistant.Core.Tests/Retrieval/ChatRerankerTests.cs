using System.Text;
using Assistant.Core.Chat;
using Assistant.Core.Retrieval.Reranking;
using Assistant.Core.Tests.Answering;
using Microsoft.Extensions.AI;

namespace Assistant.Core.Tests.Retrieval;

public class ChatRerankerTests
{
    [Fact]
    public async Task The_likelier_yes_is_against_no_the_better_the_score()
    {
        var chat = new Probable(passage => passage switch
        {
            "good" => [("Yes", -0.1f), (" no", -2f)],
            "fair" => [("no", -0.5f), ("ye", -1f)],
            "bad" => [("No", -0.01f), ("maybe", -5f)],
            _ => [("maybe", -0.1f), ("perhaps", -3f)],
        });
        var scores = await new ChatReranker(chat).ScoreAsync("the question?", ["bad", "good", "odd", "fair"]);
        Assert.Equal([-4.99, 1.9, 0, -0.5], scores.Select(score => Math.Round(score, 3)));
    }

    [Fact]
    public async Task A_model_without_probabilities_or_out_of_reach_says_what_to_do()
    {
        var none = await Assert.ThrowsAsync<RerankException>(async () => await new ChatReranker(new ScriptedChat(_ => "yes")).ScoreAsync("q", ["p"]));
        Assert.Contains("logprobs", none.Message, StringComparison.Ordinal);
        var gone = await Assert.ThrowsAsync<RerankException>(async () => await new ChatReranker(new ScriptedChat(_ => "yes") { Failure = new HttpRequestException("refused") }).ScoreAsync("q", ["p"]));
        Assert.Contains("cannot be reached", gone.Message, StringComparison.Ordinal);
    }

    /// <summary>Reports a first token and its alternatives for the passage of the prompt.</summary>
    private sealed class Probable(Func<string, (string Token, float LogProbability)[]> tokens) : DelegatingChatClient(new ScriptedChat(_ => "x"))
    {
        public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Assert.Equal(20, GenerationOptions.Of(options)!.LogProbabilities);
            var passage = messages.Last().Text.Split('\n')[0]["Passage: ".Length..];
            var known = tokens(passage).Select(token => new TokenLogProbability(-1, Encoding.UTF8.GetBytes(token.Token), token.LogProbability, [])).ToList();
            var response = await base.GetResponseAsync(messages, options, cancellationToken);
            response.AdditionalProperties = new() { [TokenLogProbability.Key] = (IReadOnlyList<TokenLogProbability>)[known[0] with { Best = known }] };
            return response;
        }
    }
}
