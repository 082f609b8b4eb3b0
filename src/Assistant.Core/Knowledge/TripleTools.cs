using Assistant.Core.Agent;
using Assistant.Core.Agent.Tools;
using Assistant.Core.Content;
using Microsoft.Extensions.AI;

namespace Assistant.Core.Knowledge;

/// <summary>The agent's tool for triples: <c>query_knowledge</c>. Safe from many threads.</summary>
public sealed class TripleTools(ITripleStore triples, IContentStore store) : IAgentToolSource
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<AIFunction>> ToolsAsync(AgentScope scope, CancellationToken cancellationToken = default) => new([QueryKnowledgeTool.Create(scope, triples, store)]);
}
