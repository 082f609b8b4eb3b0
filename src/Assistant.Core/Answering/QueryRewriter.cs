using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace Assistant.Core.Answering;

/// <summary>
/// Makes a question that leans on the conversation stand alone (conversational query rewriting; Vakulenko et al. 2021, arXiv:2004.14652): by
/// the model, held to a JSON object by grammar where the engine has one, and by <see cref="RewriteRules"/> where it fails. Safe from many threads.
/// </summary>
internal sealed partial class QueryRewriter(IChatClient? chat, QueryRewriting mode)
{
    private const int RememberedTurns = 6;
    private const int MostCharacters = 500;
    private const int MostTokens = 120;
    private const int CharactersOfTurn = 600;

    // A rewriting that speaks of other things than the conversation is made up.
    private const double LeastShared = 0.5;

    private static readonly ChatResponseFormat Format = new ChatResponseFormatJson(
        JsonElement.Parse("""{"type":"object","properties":{"question":{"type":"string"}},"required":["question"],"additionalProperties":false}"""), "rewriting");

    /// <summary>Completes the question of a request.</summary>
    public async ValueTask<RewrittenQuery> RewriteAsync(AnswerRequest request, CancellationToken cancellationToken)
    {
        if ((request.History.Count == 0 && request.Summary.Length == 0) || mode == QueryRewriting.None)
            return new RewrittenQuery(request.Question);
        if (chat is null || mode == QueryRewriting.Rules)
            return ByRules(request);
        string[] before = request.Summary.Length > 0 ? [$"earlier: {request.Summary}"] : [];
        var history = string.Join('\n', before.Concat(request.History.TakeLast(RememberedTurns).Select(turn => $"{turn.Role}: {Beginning(Marks().Replace(turn.Text, ""))}")));
        try
        {
            var response = await chat.GetResponseAsync(
                PromptTemplate.Condense.Fill(("history", history), ("question", request.Question)), new ChatOptions { Temperature = 0, MaxOutputTokens = MostTokens, ResponseFormat = Format }, cancellationToken).ConfigureAwait(false);
            return (Read(response.Text) is { } rewritten && IsOfConversation(rewritten, request)
                ? new RewrittenQuery(rewritten)
                : ByRules(request) with { Notice = "The model did not complete the question in words of the conversation; rules did." }) with { Usage = response.Usage };
        }
        catch (Exception failure) when (ModelFailure.Unreachable(failure, cancellationToken) is { } reason)
        {
            return ByRules(request) with { Failure = reason };
        }
    }

    private static RewrittenQuery ByRules(AnswerRequest request) => new(RewriteRules.Complete(request)) { IsByRules = true };

    private static string? Read(string written)
    {
        var text = written.Trim();
        if (text.StartsWith('{'))
        {
            try
            {
                text = JsonElement.Parse(text).TryGetProperty("question", out var question) && question.ValueKind == JsonValueKind.String ? question.GetString()! : "";
            }
            catch (Exception failure) when (failure is JsonException or InvalidOperationException)
            {
                return null;
            }
        }

        // Servers that know no schemas write the line alone.
        var line = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault()?.Trim('"');
        return line is { Length: > 0 and < MostCharacters } ? line : null;
    }

    private static bool IsOfConversation(string rewritten, AnswerRequest request)
    {
        var claim = new Claim(rewritten);
        return !claim.IsEmpty && claim.Share(ClaimGround.Of(request.History.Select(turn => turn.Text).Append(request.Question).Append(request.Summary))) >= LeastShared;
    }

    private static string Beginning(string text) => text.Length <= CharactersOfTurn ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[CharactersOfTurn - 1]) ? CharactersOfTurn - 1 : CharactersOfTurn), " …");

    [GeneratedRegex(@"\s?\[\d+\]", RegexOptions.CultureInvariant)]
    private static partial Regex Marks();
}
