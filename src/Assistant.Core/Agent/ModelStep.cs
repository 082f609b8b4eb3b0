using System.Runtime.CompilerServices;
using Assistant.Core.Answering;
using Microsoft.Extensions.AI;

namespace Assistant.Core.Agent;

/// <summary>One step of the model, streamed; failures of the endpoint that may pass are values, not exceptions.</summary>
internal sealed class ModelStep(IChatClient chat)
{
    /// <summary>The model.</summary>
    public IChatClient Chat => chat;

    /// <summary>What was written.</summary>
    public ActionReader Reader { get; private set; } = new();

    /// <summary>Why the model cannot be reached; null when it was.</summary>
    public ChatModelException? Failure { get; private set; }

    /// <summary>Whether the step was cut because it grew too long.</summary>
    public bool IsCut { get; private set; }

    /// <summary>How sure the model was of its tokens, where it says so.</summary>
    public TokenTrace Tokens { get; private set; } = new();

    /// <summary>Lets the model write; gives the pieces of the answer's text.</summary>
    public async IAsyncEnumerable<string> WriteAsync(AgentTurn turn, ChatOptions settings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (Reader, Tokens) = (new ActionReader(), new TokenTrace());
        UsageDetails? usage = null;
        var updates = chat.GetStreamingResponseAsync(turn.Messages, settings, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var _ = updates.ConfigureAwait(false);
        try
        {
            while (await NextAsync(updates, turn, cancellationToken).ConfigureAwait(false))
            {
                var update = updates.Current;
                turn.Model ??= update.ModelId;
                IsCut |= update.FinishReason == ChatFinishReason.Length;
                foreach (var details in update.Contents.OfType<UsageContent>())
                    usage = details.Details;
                Tokens.Add(update);
                if (Reader.Add(update.Text) is not { Length: > 0 } piece)
                    continue;
                turn.FirstMs ??= turn.ElapsedMs;
                yield return piece;
            }
        }
        finally
        {
            // A step that is broken off was paid for too.
            turn.Add(usage, Reader.Written.Length);
        }
    }

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<ChatResponseUpdate> updates, AgentTurn turn, CancellationToken cancellationToken)
    {
        try
        {
            return await updates.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (ModelFailure.Unreachable(failure, cancellationToken) is { } reason)
        {
            Failure = reason;
        }
        catch (ChatModelException refused) when (turn.CompletionTokens > 0)
        {
            // It took the first step, so that it is set up well: this prompt is what it cannot take, mostly because it is too long.
            Failure = refused;
        }

        return false;
    }
}
