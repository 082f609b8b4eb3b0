using Assistant.Core.Agent.Demonstrations;

namespace Assistant.Evals.Agent;

/// <summary>
/// Liked answers of an eval: the right quotations to the questions of the set, but for the one that is asked (leave one out), or the
/// example would be the answer. Not thread-safe.
/// </summary>
internal sealed class OthersLiked : ILikedAnswerStore
{
    private readonly List<LikedAnswer> liked = [];

    /// <summary>The question that is asked now.</summary>
    public string Asked { get; set; } = "";

    /// <summary>Adds the answers that were right, as a user would have liked them.</summary>
    /// <param name="outcomes">Answers to the questions of the set.</param>
    public void Like(IEnumerable<AgentOutcome> outcomes)
    {
        foreach (var outcome in outcomes.Where(outcome => outcome.IsRight && outcome.Done.Supported))
            liked.Add(new LikedAnswer(Guid.CreateVersion7(), Guid.CreateVersion7(), outcome.Case.Question, outcome.Done.Answer, [.. outcome.Citations.Select(citation => citation.Collection).Distinct()]));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<LikedAnswer>> ListAsync(string? user, int limit, CancellationToken cancellationToken = default) =>
        new([.. liked.Where(answer => answer.Question != Asked).Take(limit)]);
}
