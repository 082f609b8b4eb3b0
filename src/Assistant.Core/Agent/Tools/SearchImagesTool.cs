using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Microsoft.Extensions.AI;

namespace Assistant.Core.Agent.Tools;

/// <summary><c>search_images</c>: pictures by captions, by text in them and by their look; with the picture of the question, those like it too.</summary>
internal static class SearchImagesTool
{
    private const int MostPictures = 20;

    public static AIFunction Create(AgentScope scope, IRetriever retriever, IContentStore store, AgentOptions options) => new ToolFunction(
        "search_images",
        "pictures that show what the words say",
        ["query:string", "k?:integer"],
        async (arguments, cancellationToken) =>
        {
            var query = arguments.Text("query");
            var request = new SearchRequest(query)
            {
                Image = scope.Request.Image,
                Kind = ContentKind.Image,
                Collections = scope.Request.Collections,
                Groups = scope.Request.Groups,
                Limit = arguments.WholeNumber("k", options.Passages, 1, MostPictures),
            };
            var response = await retriever.SearchAsync(request, cancellationToken).ConfigureAwait(false);
            var shown = new List<ShownPassage>();
            foreach (var hit in response.Hits)
                shown.Add(new ShownPassage(await WholePicture.OfAsync(hit.Passage, store, cancellationToken).ConfigureAwait(false), null, query));
            return new ToolOutput(shown) { Text = shown.Count == 0 ? "No pictures found." : "" };
        });
}
