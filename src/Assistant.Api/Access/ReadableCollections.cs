using Assistant.Core.Content;
using Assistant.Hosting.Access;
using Assistant.Hosting.Errors;

namespace Assistant.Api.Access;

/// <summary>Which collections a caller may read: those without groups, and those with one of its groups. Asked anew for each request, so that a change of groups holds at once.</summary>
internal sealed class ReadableCollections(IContentStore store)
{
    /// <summary>Collections that the caller may read, in order of name.</summary>
    public async ValueTask<IReadOnlyList<CollectionRecord>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        var all = await store.ListCollectionsAsync(cancellationToken);
        return caller.Groups is null ? all : [.. all.Where(collection => caller.MayRead(collection.Groups))];
    }

    /// <summary>Names to restrict a query to: null when nothing restricts it; empty when nothing is readable.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="wanted">One collection, or null for all. An unknown and an unreadable one give the same answer.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async ValueTask<IReadOnlyCollection<string>?> NamesAsync(Caller caller, string? wanted, CancellationToken cancellationToken)
    {
        if (caller.Groups is null)
            return wanted is null ? null : [wanted];
        var names = (await ListAsync(caller, cancellationToken)).Select(collection => collection.Name);
        return [.. wanted is null ? names : names.Where(name => name == wanted)];
    }

    /// <summary>Whether the caller may read a collection; one that does not exist yet has no groups.</summary>
    public async ValueTask<bool> MayReadAsync(Caller caller, string collection, CancellationToken cancellationToken)
    {
        if (caller.Groups is null)
            return true;
        var found = (await store.ListCollectionsAsync(cancellationToken)).FirstOrDefault(other => other.Name == collection);
        return found is null || caller.MayRead(found.Groups);
    }

    /// <summary>A document that the caller may read; null when there is none or it may not: nobody learns which.</summary>
    public async ValueTask<DocumentRecord?> FindAsync(Caller caller, string id, CancellationToken cancellationToken) =>
        DocumentId.TryParse(id, out var documentId)
        && await store.FindAsync(documentId, cancellationToken) is { } document
        && await MayReadAsync(caller, document.Collection, cancellationToken)
            ? document
            : null;

    /// <summary>Refuses a write into a collection that the caller may not read.</summary>
    /// <exception cref="RequestRefusedException">It may not (403).</exception>
    public async ValueTask EnsureMayWriteAsync(Caller caller, string collection, CancellationToken cancellationToken)
    {
        if (!await MayReadAsync(caller, collection, cancellationToken))
            throw new RequestRefusedException(StatusCodes.Status403Forbidden, "This key may not use that collection", "The collection belongs to groups that this key is not in. An administrator sets them with: assistant collections groups NAME GROUP…");
    }
}
