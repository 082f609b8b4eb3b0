using System.Runtime.CompilerServices;
using System.Text;
using Assistant.Core.Chat;
using Assistant.Core.Tests.Answering;
using Microsoft.Extensions.AI;

namespace Assistant.Core.Tests.Agent;

/// <summary>A scripted model that reports the probability of its tokens where it is asked to: 0.1 for pieces that hold one of some words, else 0.99.</summary>
internal sealed class UnsureChat(ScriptedChat chat, params string[] words) : DelegatingChatClient(chat)
{
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            if (update.Text.Length > 0 && GenerationOptions.Of(options)?.LogProbabilities is not null)
            {
                var sure = words.Any(word => update.Text.Contains(word, StringComparison.Ordinal)) ? 0.1 : 0.99;
                IReadOnlyList<TokenLogProbability> tokens = [new(1, Encoding.UTF8.GetBytes(update.Text), (float)Math.Log(sure), [])];
                (update.AdditionalProperties ??= [])[TokenLogProbability.Key] = tokens;
            }

            yield return update;
        }
    }
}
