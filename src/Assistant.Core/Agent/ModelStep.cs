using System.Runtime.CompilerServices;
using Assistant.Core.Answering;
using Microsoft.Extensions.AI;

namespace Assistant.Core.Agent;

/// <summary>One step of the model, streamed; failures of the endpoint that may pass are values, not exceptions.</summary>
internal sealed class ModelStep(IChatClient chat)
{
    /// <summary>What was written.</summary>
    public ActionReader Reader { get; private set; } = new();

    /// <summary>Why the model cannot be reached; null when it was.</summary>
    public ChatModelException? Failure { get; private set; }

    /// <summary>Whether the step was cut because it grew too long.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Lets the model write; gives the pieces of the answer's text.</summary>
    public async IAsyncEnumerable<string> WriteAsync(AgentTurn turn, ChatOptions settings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Reader = new ActionReader();
        UsageDetails? usage = null;
        var updates = chat.GetStreamingResponseAsync(turn.Messages, settings, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var _ = updates.ConfigureAwait(false);
        while (true)
        {
            try
            {
                if (!await updates.MoveNextAsync().ConfigureAwait(false))
                    break;
            }
            catch (Exception failure) when (ModelFailure.Unreachable(failure, cancellationToken) is { } reason)
            {
                Failure = reason;
                break;
            }

            var update = updates.Current;
            turn.Model ??= update.ModelId;
            IsCut |= update.FinishReason == ChatFinishReason.Length;
            foreach (var details in update.Contents.OfType<UsageContent>())
                usage = details.Details;
            if (Reader.Add(update.Text) is not { Length: > 0 } piece)
                continue;
            turn.FirstMs ??= turn.ElapsedMs;
            yield return piece;
        }

        turn.Add(usage, Reader.Written.Length);
    }
}
