using Assistant.Core.Chat;
using Microsoft.Extensions.AI;

namespace Assistant.Api.OpenAi;

/// <summary>The language model with one of its LoRA adapters switched on in full.</summary>
internal sealed class AdaptedChatClient(IChatClient model, string adapter) : DelegatingChatClient(model)
{
    public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetResponseAsync(messages, Adapted(options), cancellationToken);

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetStreamingResponseAsync(messages, Adapted(options), cancellationToken);

    // A copy: the caller's options stay its own.
    private ChatOptions Adapted(ChatOptions? options) =>
        ((GenerationOptions.Of(options) ?? new GenerationOptions()) with { Adapters = new Dictionary<string, float> { [adapter] = 1 } }).On(options?.Clone() ?? new ChatOptions());
}
