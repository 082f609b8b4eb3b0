using Assistant.Core.Agent.Demonstrations;

namespace Assistant.Core.Tests.Agent;

/// <summary>Liked answers in memory, by user.</summary>
internal sealed class LikedAnswers : ILikedAnswerStore
{
    private readonly List<(string User, LikedAnswer Answer)> answers = [];

    public LikedAnswer Add(string user, string question, string answer, params string[] collections)
    {
        var liked = new LikedAnswer(Guid.NewGuid(), Guid.NewGuid(), question, answer, collections.Length == 0 ? ["default"] : collections);
        answers.Insert(0, (user, liked));
        return liked;
    }

    public void Remove(LikedAnswer answer) => answers.RemoveAll(entry => entry.Answer == answer);

    public ValueTask<IReadOnlyList<LikedAnswer>> ListAsync(string? user, int limit, CancellationToken cancellationToken = default) =>
        new([.. answers.Where(entry => user is null || entry.User == user).Select(entry => entry.Answer).Take(limit)]);
}
