using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Assistant.Core.Tests.Answering;

/// <summary>A language model that says what it is told, word by word, and may break off.</summary>
internal sealed class ScriptedChat(Func<IReadOnlyList<ChatMessage>, string> reply) : IChatClient
{
    public List<IReadOnlyList<ChatMessage>> Prompts { get; } = [];

    public Exception? Failure { get; init; }

    public int FailAfterPieces { get; init; }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Prompts.Add([.. messages]);
        if (Failure is not null && FailAfterPieces == 0) throw Failure;
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, reply(Prompts[^1]))) { Usage = new UsageDetails { InputTokenCount = 5, OutputTokenCount = 2 } });
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Prompts.Add([.. messages]);
        var sent = 0;
        foreach (var piece in reply(Prompts[^1]).Split(' '))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Failure is not null && sent == FailAfterPieces) throw Failure;
            await Task.Yield();
            yield return new ChatResponseUpdate(ChatRole.Assistant, sent++ == 0 ? piece : " " + piece) { ModelId = "scripted" };
        }

        yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(new UsageDetails { InputTokenCount = 100, OutputTokenCount = 7 })]);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
