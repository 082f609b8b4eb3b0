using Assistant.Core.Agent;
using Assistant.Core.Agent.Demonstrations;
using Assistant.Core.Agent.Vision;
using Assistant.Core.Answering;
using Assistant.Core.Encoders;
using Assistant.Core.Memory;
using Assistant.Core.Pal;
using Assistant.Core.Tests.Answering;
using Assistant.Core.Tests.Memory;
using Assistant.Core.Tests.Retrieval;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Assistant.Core.Tests.Agent;

/// <summary>The agent with its real tools over documents in memory, and a model that says what the test wants.</summary>
internal sealed class AgentBench
{
    public AgentBench()
    {
        Memory = new LongTermMemory(Facts, FixedEncoders.None, Microsoft.Extensions.Options.Options.Create(new MemoryOptions()), TimeProvider.System, NullLogger<LongTermMemory>.Instance);
        Tools = [new KnowledgeTools(InMemoryKnowledge.Retriever(Knowledge), Knowledge, new NoBlobs(), Inspector(), new PalInterpreter(), Memory, Microsoft.Extensions.Options.Options.Create(Options))];
    }

    public InMemoryKnowledge Knowledge { get; } = new();

    public InMemoryFacts Facts { get; } = new();

    public LongTermMemory Memory { get; }

    public AgentOptions Options { get; } = new() { MaxSteps = 6 };

    public FlareOptions Flare { get; } = new();

    public CompressionOptions Compression { get; } = new();

    public DemonstrationOptions Demonstrations { get; } = new();

    public LikedAnswers Liked { get; } = new();

    public AnsweringOptions Answering { get; } = new();

    public VisionOptions Vision { get; } = new();

    public List<IAgentToolSource> Tools { get; }

    /// <summary>An agent on a model whose replies come one after the other; the last one is repeated.</summary>
    public (AgentAnswerer Agent, ScriptedChat Chat) Saying(params string[] replies)
    {
        var next = 0;
        var chat = new ScriptedChat(_ => replies[Math.Min(next++, replies.Length - 1)]);
        return (On(chat), chat);
    }

    public AgentAnswerer On(IChatClient chat)
    {
        var answering = Microsoft.Extensions.Options.Options.Create(Answering);
        return new AgentAnswerer(
            chat, Tools, InMemoryKnowledge.Retriever(Knowledge), Knowledge, FixedEncoders.None, new ExtractiveAnswerer(InMemoryKnowledge.Retriever(Knowledge), Knowledge, answering),
            new DemonstrationPicker(Liked, Knowledge, FixedEncoders.None, Microsoft.Extensions.Options.Options.Create(Demonstrations), NullLogger<DemonstrationPicker>.Instance),
            new AgentSettings(Microsoft.Extensions.Options.Options.Create(Options), Microsoft.Extensions.Options.Options.Create(Flare), Microsoft.Extensions.Options.Options.Create(Compression), answering, Microsoft.Extensions.Options.Options.Create(Vision)), NullLogger<AgentAnswerer>.Instance);
    }

    private PictureInspector Inspector()
    {
        var vision = Microsoft.Extensions.Options.Options.Create(Vision);
        return new PictureInspector(InMemoryKnowledge.Retriever(Knowledge), Knowledge, FixedEncoders.None, new PictureLabels(FixedEncoders.None, new AssignedEncoders(), vision), vision);
    }

    public async Task<AnswerReading> AskAsync(string question, params string[] replies) => await AnswerReading.Of(Saying(replies).Agent, new AnswerRequest(question) { User = "ann" });
}
