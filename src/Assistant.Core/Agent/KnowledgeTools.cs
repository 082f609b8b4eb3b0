using Assistant.Core.Agent.Tools;
using Assistant.Core.Agent.Vision;
using Assistant.Core.Content;
using Assistant.Core.Memory;
using Assistant.Core.Pal;
using Assistant.Core.Retrieval;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace Assistant.Core.Agent;

/// <summary>The assistant's own tools, in the order that the bundled model was trained with.</summary>
internal sealed class KnowledgeTools(IRetriever retriever, IContentStore store, IBlobStore blobs, PictureInspector inspector, PalInterpreter interpreter, LongTermMemory memory, IOptions<AgentOptions> options) : IAgentToolSource
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<AIFunction>> ToolsAsync(AgentScope scope, CancellationToken cancellationToken = default) => new(
    [
        SearchTool.Create(scope, retriever, options.Value),
        SearchImagesTool.Create(scope, retriever, store, options.Value),
        OpenDocumentTool.Create(scope, store),
        LookAtImageTool.Create(scope, store, blobs, inspector),
        ComputeTool.Create(interpreter),
        RememberTool.Create(scope, memory),
        RecallTool.Create(scope, memory),
        ListCollectionsTool.Create(scope, store),
    ]);
}
