using Assistant.Core.Chat;
using Assistant.Inference.Llm.Scheduling;

namespace Assistant.Inference.Tests.Llm;

/// <summary>All that a request wrote.</summary>
internal sealed record Written(string Text, List<TokenLogProbability> Tokens, LlmEnd End)
{
    internal int[] Ids => [.. Tokens.Select(token => token.Id)];

    internal static async Task<Written> OfAsync(LlmScheduler scheduler, Generation generation, CancellationToken cancellationToken = default)
    {
        var text = "";
        var tokens = new List<TokenLogProbability>();
        LlmEnd? end = null;
        await foreach (var piece in scheduler.RunAsync(generation, cancellationToken))
        {
            text += piece.Text;
            tokens.AddRange(piece.Tokens);
            end = piece.End ?? end;
        }

        return new Written(text, tokens, end!);
    }
}
