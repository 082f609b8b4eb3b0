using Assistant.Core.Memory;
using Microsoft.Extensions.AI;

namespace Assistant.Core.Agent.Tools;

/// <summary><c>remember</c>: keeps a fact that the user told. What a document says is refused.</summary>
internal static class RememberTool
{
    public static AIFunction Create(AgentScope scope, LongTermMemory memory) => new ToolFunction(
        "remember",
        "keep a fact about the user, only when the user asks",
        ["fact:string"],
        async (arguments, cancellationToken) =>
        {
            var request = scope.Request;
            var fact = new Fact
            {
                User = request.User ?? throw new ToolException("nothing is kept here: nobody is known to keep it for"),
                Collection = request.Collections is { Count: 1 } one ? one.First() : null,
                Text = arguments.Text("fact"),
                Requested = true,
                ConversationId = request.ConversationId,
                MessageId = request.MessageId,
            };
            return ToolOutput.Of(await memory.RememberAsync(fact, scope.UserWords, cancellationToken).ConfigureAwait(false) switch
            {
                Kept.Added { Superseded: [var before, ..] } added => $"Kept: {added.Fact.Text}. It takes the place of: {before.Text}.",
                Kept.Added added => $"Kept: {added.Fact.Text}",
                Kept.Known known => $"Known already: {known.Fact.Text}",
                Kept.Refused refused => throw new ToolException(refused.Reason),
                _ => throw new InvalidOperationException("There is no other outcome."),
            });
        });
}
