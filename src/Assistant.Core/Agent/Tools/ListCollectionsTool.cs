using System.Globalization;
using Assistant.Core.Content;
using Microsoft.Extensions.AI;

namespace Assistant.Core.Agent.Tools;

/// <summary><c>list_collections</c>: what there is to search.</summary>
internal static class ListCollectionsTool
{
    public static AIFunction Create(AgentScope scope, IContentStore store) => new ToolFunction(
        "list_collections",
        "collections and how many documents they hold",
        [],
        async (_, cancellationToken) =>
        {
            var collections = await scope.CollectionsAsync(store, cancellationToken).ConfigureAwait(false);
            return ToolOutput.Of(collections.Count == 0 ? "No collections." : string.Join('\n', collections.Select(collection => string.Create(
                CultureInfo.InvariantCulture, $"{collection.Name}: {collection.Documents} documents{(collection.Pending > 0 ? $", {collection.Pending} on their way" : "")}"))));
        });
}
