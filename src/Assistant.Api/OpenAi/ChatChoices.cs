using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.AI;

namespace Assistant.Api.OpenAi;

/// <summary>Several answers to one conversation. They are asked for at once: an engine that batches writes them side by side and reads their common prompt once.</summary>
internal static class ChatChoices
{
    private const int BufferedUpdates = 64;

    /// <summary>The answers in order; the first failure ends all.</summary>
    public static async Task<ChatResponse[]> GetAsync(IChatClient client, IReadOnlyList<ChatMessage> messages, ChatOptions options, int count, CancellationToken cancellationToken)
    {
        if (count == 1) return [await client.GetResponseAsync(messages, options, cancellationToken)];
        using var all = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var answers = new ChatResponse[count];
        await AllAsync(count, async i => answers[i] = await client.GetResponseAsync(messages, Of(options, i), all.Token), all);
        return answers;
    }

    /// <summary>The pieces of all answers as they come, each with the number of its answer.</summary>
    public static async IAsyncEnumerable<(int Index, ChatResponseUpdate Update)> StreamAsync(
        IChatClient client, IReadOnlyList<ChatMessage> messages, ChatOptions options, int count, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (count == 1)
        {
            await foreach (var update in client.GetStreamingResponseAsync(messages, options, cancellationToken))
                yield return (0, update);
            yield break;
        }

        using var all = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var updates = Channel.CreateBounded<(int, ChatResponseUpdate)>(BufferedUpdates);
        var writing = WriteAsync();
        try
        {
            await foreach (var update in updates.Reader.ReadAllAsync(cancellationToken))
                yield return update;
        }
        finally
        {
            await all.CancelAsync();
            await writing;
        }

        async Task WriteAsync()
        {
            Exception? failure = null;
            try
            {
                await AllAsync(count, async i =>
                {
                    await foreach (var update in client.GetStreamingResponseAsync(messages, Of(options, i), all.Token))
                        await updates.Writer.WriteAsync((i, update), all.Token);
                }, all);
            }
            catch (Exception exception)
            {
                // Handed to the reader, who stands where it can be answered.
                failure = exception;
            }

            updates.Writer.Complete(failure);
        }
    }

    private static async Task AllAsync(int count, Func<int, Task> answer, CancellationTokenSource all)
    {
        Exception? first = null;
        await Task.WhenAll(Enumerable.Range(0, count).Select(async i =>
        {
            try
            {
                await answer(i);
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref first, exception, null);
                await all.CancelAsync();
            }
        }));
        if (first is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
    }

    // With one seed for all, all would be the same.
    private static ChatOptions Of(ChatOptions options, int i)
    {
        var own = options.Clone();
        own.Seed += i;
        return own;
    }
}
