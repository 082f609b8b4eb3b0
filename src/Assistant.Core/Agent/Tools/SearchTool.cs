using Assistant.Core.Retrieval;
using Microsoft.Extensions.AI;

namespace Assistant.Core.Agent.Tools;

/// <summary><c>search</c>: passages of documents and texts of pictures.</summary>
internal static class SearchTool
{
    /// <summary>Its name.</summary>
    public const string Name = "search";

    /// <summary>What is said when nothing was found.</summary>
    public const string Nothing = "No passages found.";

    private const int MostPassages = 20;

    public static AIFunction Create(AgentScope scope, IRetriever retriever, AgentOptions options) => new ToolFunction(
        Name,
        "passages of documents that match words and meaning",
        ["query:string", "k?:integer"],
        async (arguments, cancellationToken) =>
        {
            var query = arguments.Text("query");
            var response = await retriever.SearchAsync(scope.Search(query, arguments.WholeNumber("k", options.Passages, 1, MostPassages)), cancellationToken).ConfigureAwait(false);
            return new ToolOutput([.. response.Hits.Select(hit => new ShownPassage(hit.Passage, null, query))]) { Text = response.Hits.Count == 0 ? Nothing : "" };
        });
}
