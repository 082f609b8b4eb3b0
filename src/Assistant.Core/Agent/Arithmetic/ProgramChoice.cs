using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Assistant.Core.Agent.Arithmetic;

/// <summary>
/// Chooses between candidate programs. Where one fits clearly better than all others, it is taken; else the model chooses, and can
/// only write one of them: the programs are an enumeration in the schema of its step. Where many fit alike, none is taken: the words
/// of the question do not say which numbers it means.
/// </summary>
internal sealed class ProgramChoice(IChatClient chat, IReadOnlyList<AIFunction> tools, AgentOptions options)
{
    private const int MostCandidates = 4;

    /// <summary>Chooses; null where too many fit alike, the best by score where the model cannot be reached or its choice cannot be read.</summary>
    /// <param name="question">The question.</param>
    /// <param name="candidates">Programs, best first; at least one.</param>
    /// <param name="turn">Counts what the choice costs.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async ValueTask<CandidateProgram?> ChooseAsync(string question, IReadOnlyList<CandidateProgram> candidates, AgentTurn turn, CancellationToken cancellationToken)
    {
        var close = candidates.TakeWhile(candidate => candidate.Score >= candidates[0].Score - options.ProgramMargin).ToList();
        if (close.Count == 1)
            return close[0];
        if (close.Count > MostCandidates)
            return null;
        var quotes = new StringBuilder();
        foreach (var (quantity, n) in close.SelectMany(candidate => candidate.Quantities).DistinctBy(quantity => (quantity.Passage, quantity.Start)).Select((quantity, i) => (quantity, i + 1)))
            quotes.Append(System.Globalization.CultureInfo.InvariantCulture, $"[{n}] {quantity.Passage.Title ?? quantity.Passage.Uri} ({quantity.Passage.Uri})\n{quantity.Quote}\n\n");
        foreach (var message in (ChatMessage[])[
            AgentPrompt.System(tools),
            new ChatMessage(ChatRole.User, question),
            new ChatMessage(ChatRole.Assistant, JsonSerializer.Serialize(new { thought = "I search for the numbers.", calls = new[] { new { tool = "search", arguments = new { query = question } } } })),
            AgentPrompt.Observations([("search", quotes.ToString().TrimEnd())])])
            turn.Add(message);
        var step = new ModelStep(chat);
        var settings = new ChatOptions { Temperature = 0, MaxOutputTokens = turn.StepTokens, ResponseFormat = ActionSchema.ComputeOneOf([.. close.Select(candidate => candidate.Program)]) };
        await foreach (var _ in step.WriteAsync(turn, settings, cancellationToken).ConfigureAwait(false))
        {
            // The step is read whole.
        }

        var program = step.Failure is null && step.Reader.Finish(out var _)?.Calls is [var call, ..] && call.Arguments.TryGetProperty("program", out var written) ? written.GetString() : null;
        return close.FirstOrDefault(candidate => candidate.Program == program) ?? close[0];
    }
}
