using Assistant.Core.Agent.Vision;
using Assistant.Core.Answering;
using Microsoft.Extensions.Options;

namespace Assistant.Core.Agent;

/// <summary>The settings that the agent goes by, of its own section and of those of its parts.</summary>
public sealed class AgentSettings(IOptions<AgentOptions> agent, IOptions<FlareOptions> flare, IOptions<CompressionOptions> compression, IOptions<AnsweringOptions> answering, IOptions<VisionOptions> vision)
{
    /// <summary>How the agent works.</summary>
    public AgentOptions Agent => agent.Value;

    /// <summary>When it searches again for what the model is unsure of.</summary>
    public FlareOptions Flare => flare.Value;

    /// <summary>How passages are shortened.</summary>
    public CompressionOptions Compression => compression.Value;

    /// <summary>How answers are made.</summary>
    public AnsweringOptions Answering => answering.Value;

    /// <summary>What is looked at in pictures.</summary>
    public VisionOptions Vision => vision.Value;
}
