namespace Assistant.Core.Chat;

/// <summary>How much a model can see at once; a chat client that knows gives it as a service (<see cref="Microsoft.Extensions.AI.IChatClient.GetService"/>).</summary>
public interface IContextWindow
{
    /// <summary>Tokens of a prompt and its answer together; waits until the model is loaded.</summary>
    ValueTask<int> ReadTokensAsync(CancellationToken cancellationToken = default);
}
