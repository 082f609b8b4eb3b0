using Assistant.Core.Memory;
using Microsoft.Extensions.AI;

namespace Assistant.Core.Agent.Tools;

/// <summary><c>recall</c>: facts of the asker alone.</summary>
internal static class RecallTool
{
    private const int MostFacts = 5;

    public static AIFunction Create(AgentScope scope, LongTermMemory memory) => new ToolFunction(
        "recall",
        "facts kept earlier",
        ["query:string"],
        async (arguments, cancellationToken) =>
        {
            var query = arguments.Text("query");
            if (scope.Request.User is not { } user)
                return ToolOutput.Of("No facts found.");
            var facts = await memory.RecallAsync(user, scope.Request.Collections, query, MostFacts, cancellationToken).ConfigureAwait(false);
            return ToolOutput.Of(facts.Count == 0 ? "No facts found." : string.Join('\n', facts.Select(fact => $"- {fact.Text}")));
        });
}
