using Microsoft.Extensions.AI;

namespace Assistant.Core.Agent;

/// <summary>Brings tools to the agent. Registered beside each other; in the prompt their tools stand in the order of registration.</summary>
public interface IAgentToolSource
{
    /// <summary>
    /// The tools for one answer. Name, description and schema are the same for every answer of a process, or the prompt's kept
    /// prefix is lost. A tool that gives <see cref="Tools.ToolOutput"/> shows passages that can be cited; anything else is shown
    /// as text. Exceptions become observations.
    /// </summary>
    ValueTask<IReadOnlyList<AIFunction>> ToolsAsync(AgentScope scope, CancellationToken cancellationToken = default);
}
