using Assistant.Core.Content;
using Assistant.Core.Knowledge;
using Microsoft.Extensions.AI;

namespace Assistant.Core.Agent.Tools;

/// <summary><c>query_knowledge</c>: triples about an entity; each shows the sentence or row that says it, and can be cited by it.</summary>
internal static class QueryKnowledgeTool
{
    /// <summary>Its name.</summary>
    public const string Name = "query_knowledge";

    private const string Nothing = "No statements found.";
    private const int MostStatements = 10;
    private const int MostRead = 200;

    public static AIFunction Create(AgentScope scope, ITripleStore triples, IContentStore store) => new ToolFunction(
        Name,
        "statements about a person, thing or place: subject, relation, object",
        ["about:string", "relation?:string"],
        async (arguments, cancellationToken) =>
        {
            var about = arguments.Text("about");
            var filter = new TripleFilter
            {
                About = about,
                Relation = arguments.TextOrNull("relation"),
                Collections = [.. (await scope.CollectionsAsync(store, cancellationToken).ConfigureAwait(false)).Select(collection => collection.Name)],
                Limit = MostRead,
            };
            var found = await triples.ListAsync(filter, cancellationToken).ConfigureAwait(false);
            // What is said of the entity itself first: the fewer other words its subject has, the better.
            var best = found.OrderBy(triple => Extra(triple.Triple.Subject, about)).ThenBy(triple => triple.Key);
            var texts = new Dictionary<DocumentId, DocumentText?>();
            var shown = new List<ShownPassage>();
            foreach (var triple in best)
            {
                if (shown.Count == MostStatements)
                    break;
                if (!texts.TryGetValue(triple.DocumentId, out var text))
                    texts.Add(triple.DocumentId, text = await ReadAsync(scope, store, triple, cancellationToken).ConfigureAwait(false));
                // The document may have been replaced a moment ago, or lie outside of what is asked about.
                if (text is not null && text.Version == triple.Version && triple.Triple.End <= text.Text.Length)
                    shown.Add(Show(triple, text, about));
            }

            return new ToolOutput(shown) { Text = shown.Count == 0 ? Nothing : "" };
        });

    // Tags and dates of the question count too, not its collections alone.
    private static async ValueTask<DocumentText?> ReadAsync(AgentScope scope, IContentStore store, StoredTriple triple, CancellationToken cancellationToken) =>
        await scope.MayReadAsync(store, triple.DocumentId, cancellationToken).ConfigureAwait(false)
            ? await store.ReadTextAsync(triple.DocumentId, cancellationToken).ConfigureAwait(false)
            : null;

    private static ShownPassage Show(StoredTriple stored, DocumentText text, string about)
    {
        var (subject, predicate, value, start, end) = stored.Triple;
        var chunk = text.Chunks.LastOrDefault(chunk => chunk.Start <= start) ?? new Chunk(start, end, [], null, BlockKind.Paragraph);
        var passage = new Passage(0, stored.DocumentId, stored.Version, stored.Collection, stored.Uri, stored.Title, ContentKind.Text, chunk with { Start = start, End = end }, text.Text[start..end]);
        return new ShownPassage(passage, $"{subject} – {predicate} – {value}", about);
    }

    private static int Extra(string subject, string about) =>
        subject.Contains(about, StringComparison.OrdinalIgnoreCase) ? subject.Length - about.Length : about.Contains(subject, StringComparison.OrdinalIgnoreCase) ? about.Length - subject.Length : int.MaxValue / 2;
}
