namespace Assistant.Core.Agent.Demonstrations;

/// <summary>
/// Reads liked answers from where conversations and judgements are kept: what is deleted there is gone here. An answer that lost a source, or
/// that its user disliked later, is not among them.
/// </summary>
public interface ILikedAnswerStore
{
    /// <summary>Lists liked answers that cite something, newest judgement first.</summary>
    /// <param name="user">Only this user's; null for those of all.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    ValueTask<IReadOnlyList<LikedAnswer>> ListAsync(string? user, int limit, CancellationToken cancellationToken = default);
}
