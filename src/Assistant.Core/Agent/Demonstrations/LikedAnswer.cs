namespace Assistant.Core.Agent.Demonstrations;

/// <summary>An answer that the user who asked for it liked (<c>up</c>).</summary>
/// <param name="MessageId">The answer's message.</param>
/// <param name="ConversationId">Its conversation.</param>
/// <param name="Question">The question.</param>
/// <param name="Answer">The answer, with its marks.</param>
/// <param name="Collections">Collections of everything that it cites, and that was seen while it was made; at least one.</param>
public sealed record LikedAnswer(Guid MessageId, Guid ConversationId, string Question, string Answer, IReadOnlyList<string> Collections);
