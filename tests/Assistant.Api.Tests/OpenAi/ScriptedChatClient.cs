using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Assistant.Api.Tests.OpenAi;

/// <summary>A language model that writes what the test tells it, and keeps what it was asked.</summary>
internal sealed class ScriptedChatClient(Func<IReadOnlyList<ChatMessage>, ChatOptions, IEnumerable<ChatResponseUpdate>> answer) : IChatClient
{
    public const string Id = "scripted-1";

    public ConcurrentQueue<(IReadOnlyList<ChatMessage> Messages, ChatOptions Options)> Asked { get; } = [];

    /// <summary>Passed before each piece of a stream.</summary>
    public Func<CancellationToken, Task> Pace { get; init; } = _ => Task.CompletedTask;

    /// <summary>Pieces of a text, then the reason for the end and the usage.</summary>
    public static IEnumerable<ChatResponseUpdate> Pieces(ChatFinishReason reason, params string[] texts) =>
    [
        .. texts.Select(text => new ChatResponseUpdate(ChatRole.Assistant, text)),
        new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(new UsageDetails { InputTokenCount = 10, OutputTokenCount = texts.Length, TotalTokenCount = 10 + texts.Length, CachedInputTokenCount = 4 })]) { FinishReason = reason },
    ];

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<ChatResponseUpdate> updates = [];
        await foreach (var update in GetStreamingResponseAsync(messages, options, cancellationToken)) updates.Add(update);
        var response = updates.ToChatResponse();
        response.AdditionalProperties = updates.Select(update => update.AdditionalProperties).FirstOrDefault(properties => properties is not null);
        return response;
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        List<ChatMessage> asked = [.. messages];
        Asked.Enqueue((asked, options!));
        foreach (var update in answer(asked, options!))
        {
            await Pace(cancellationToken);
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("scripted", null, Id) : serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }
}
