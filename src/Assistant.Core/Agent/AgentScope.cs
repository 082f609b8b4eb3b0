using Assistant.Core.Answering;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;

namespace Assistant.Core.Agent;

/// <summary>What the tools of one answer may see and do: exactly what its asker may. Made for each answer.</summary>
/// <param name="Request">The question with its asker, collections and groups.</param>
/// <param name="Findings">What was shown in this answer so far; tools find [n] in it.</param>
public sealed record AgentScope(AnswerRequest Request, Findings Findings)
{
    /// <summary>Everything that the user said in the conversation, and nothing that a document or the model said.</summary>
    public IEnumerable<string> UserWords => Request.History.Where(turn => turn.Role == "user").Select(turn => turn.Text).Append(Request.Question);

    /// <summary>A search within the scope.</summary>
    public SearchRequest Search(string query, int limit) => new(query)
    {
        Collections = Request.Collections,
        Tags = Request.Tags,
        From = Request.From,
        To = Request.To,
        Groups = Request.Groups,
        User = Request.User,
        QuestionId = Request.MessageId ?? Request.Id,
        Limit = limit,
    };

    /// <summary>The collections that may be read, in order of name.</summary>
    public async ValueTask<IReadOnlyList<CollectionRecord>> CollectionsAsync(IContentStore store, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        var all = await store.ListCollectionsAsync(cancellationToken).ConfigureAwait(false);
        return [.. all
            .Where(collection => Request.Groups is null || collection.Groups.Count == 0 || collection.Groups.Any(Request.Groups.Contains))
            .Where(collection => Request.Collections?.Contains(collection.Name) != false)
            .OrderBy(collection => collection.Name, StringComparer.Ordinal)];
    }

    /// <summary>Finds a document that may be read, by the number of a passage, its uri, or its collection and uri; null when there is none.</summary>
    public async ValueTask<DocumentRecord?> FindAsync(IContentStore store, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(name);
        name = name.Trim();
        if (Findings.Find(name.Trim('[', ']')) is { } shown)
            return await store.FindAsync(shown.DocumentId, cancellationToken).ConfigureAwait(false);
        foreach (var collection in await CollectionsAsync(store, cancellationToken).ConfigureAwait(false))
        {
            var uri = name.StartsWith(collection.Name + "/", StringComparison.Ordinal) ? name[(collection.Name.Length + 1)..] : name;
            var found = await store.FindAsync(collection.Name, uri, cancellationToken).ConfigureAwait(false) ?? await store.FindAsync(collection.Name, name, cancellationToken).ConfigureAwait(false);
            if (found is { LiveVersion: not null } && IsWithin(found))
                return found;
        }

        return null;
    }

    /// <summary>Whether a document is in a collection that may be read, and within the question's tags and dates.</summary>
    public async ValueTask<bool> MayReadAsync(IContentStore store, DocumentId id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        return await store.FindAsync(id, cancellationToken).ConfigureAwait(false) is { LiveVersion: not null } document
            && IsWithin(document)
            && (await CollectionsAsync(store, cancellationToken).ConfigureAwait(false)).Any(collection => collection.Name == document.Collection);
    }

    private bool IsWithin(DocumentRecord document) =>
        new SearchFilter { Tags = Request.Tags is { } tags ? Tags.Fold(tags) : null, From = Request.From, To = Request.To }.MatchesDocument(document.Kind ?? ContentKind.Text, document.Tags, document.Date);
}
