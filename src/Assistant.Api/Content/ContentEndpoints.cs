using Assistant.Api.Access;
using Assistant.Contracts.Http;
using Assistant.Core.Content;
using Assistant.Hosting.Access;
using Assistant.Hosting.Errors;
using Assistant.Ingestion.Accept;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Assistant.Api.Content;

/// <summary><c>/api/content</c>: documents, their state and their removal.</summary>
internal static class ContentEndpoints
{
    private const int MaxListed = 1_000;

    public static void MapContent(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/content").WithTags("content");
        group.MapContentSubmission();
        group.MapGet("/", ListAsync).RequireAuthorization(AccessPolicies.Reader).WithSummary("Lists documents in order of acceptance or its reverse, with counts by state");
        group.MapContentEvents();
        group.MapContentQueue();
        group.MapGet("/{id}", FindAsync).RequireAuthorization(AccessPolicies.Reader).WithSummary("Reads what is known of a document");
        group.MapDelete("/{id}", DeleteAsync).RequireAuthorization(AccessPolicies.Writer).WithSummary("Deletes a document and everything that came from it");
        group.MapPost("/{id}/redrive", RedriveAsync).RequireAuthorization(AccessPolicies.Writer).WithSummary("Takes a failed or rejected document up again");
        group.MapPost("/redrive", RedriveAllAsync).RequireAuthorization(AccessPolicies.Writer).WithSummary("Takes every failed or rejected document of a collection up again");
        group.MapContentFiles();
        group.MapContentRelations();
    }

    private static async Task<Ok<ContentList>> ListAsync(
        HttpContext context,
        IContentStore store,
        ReadableCollections readable,
        string? collection = null,
        string? state = null,
        string? source = null,
        string? contains = null,
        string? parent = null,
        string? hash = null,
        bool duplicated = false,
        string? order = null,
        string? after = null,
        int offset = 0,
        int limit = 100,
        CancellationToken cancellationToken = default)
    {
        if (limit is < 1 or > MaxListed)
            throw new RequestRefusedException($"limit is 1 to {MaxListed}.");
        if (offset < 0)
            throw new RequestRefusedException("offset is 0 or more: how many documents to leave out.");
        if (order is not (null or "oldest" or "newest"))
            throw new RequestRefusedException("order is oldest or newest.");
        var collections = await readable.NamesAsync(Caller.Of(context), collection, cancellationToken);
        if (collections is { Count: 0 })
            return TypedResults.Ok(new ContentList([], new Dictionary<string, long>(), null, 0));
        var filter = new DocumentFilter
        {
            Collections = collections,
            States = ParseStates(state),
            Source = source,
            Contains = contains,
            Parent = ParseId(parent, nameof(parent)),
            Blob = ParseHash(hash),
            Duplicated = duplicated,
            NewestFirst = order == "newest",
            After = ParseId(after, nameof(after)),
            Offset = offset,
            Limit = limit,
        };
        var documents = await store.ListAsync(filter, cancellationToken);
        var counts = await store.CountAsync(collections, cancellationToken);
        return TypedResults.Ok(new ContentList(
            [.. documents.Select(document => document.ToInfo())],
            counts.ToDictionary(pair => pair.Key.ToString(), pair => pair.Value),
            documents.Count == limit ? documents[^1].Id.ToString() : null,
            await store.CountAsync(filter, cancellationToken)));
    }

    private static async Task<Results<Ok<ContentInfo>, NotFound>> FindAsync(string id, HttpContext context, ReadableCollections readable, CancellationToken cancellationToken) =>
        await readable.FindAsync(Caller.Of(context), id, cancellationToken) is { } document ? TypedResults.Ok(document.ToInfo()) : TypedResults.NotFound();

    private static async Task<Results<Ok<ContentDeletion>, NotFound>> DeleteAsync(string id, HttpContext context, ReadableCollections readable, ContentIntake intake, CancellationToken cancellationToken)
    {
        if (await readable.FindAsync(Caller.Of(context), id, cancellationToken) is not { } document)
            return TypedResults.NotFound();
        var deletions = await intake.DeleteAsync([document.Id], cancellationToken);
        return deletions is [var deletion, ..] ? TypedResults.Ok(deletion.ToDto()) : TypedResults.NotFound();
    }

    private static async Task<Results<Ok<ContentInfo>, NotFound>> RedriveAsync(string id, HttpContext context, ReadableCollections readable, IContentStore store, ContentIntake intake, CancellationToken cancellationToken)
    {
        if (await readable.FindAsync(Caller.Of(context), id, cancellationToken) is not { } document)
            return TypedResults.NotFound();
        if (document.State is not (ContentState.Failed or ContentState.Rejected))
            throw new RequestRefusedException(StatusCodes.Status409Conflict, "Nothing to redrive", $"The document is {document.State}; only Failed and Rejected ones are taken up again.");
        await intake.RedriveAsync(new DocumentFilter(), document.Id, cancellationToken);
        return await store.FindAsync(document.Id, cancellationToken) is { } again ? TypedResults.Ok(again.ToInfo()) : TypedResults.NotFound();
    }

    private static async Task<Ok<RedriveResult>> RedriveAllAsync(HttpContext context, ReadableCollections readable, ContentIntake intake, string? collection = null, string? state = null, CancellationToken cancellationToken = default)
    {
        var collections = await readable.NamesAsync(Caller.Of(context), collection, cancellationToken);
        if (collections is { Count: 0 })
            return TypedResults.Ok(new RedriveResult(0));
        var redriven = await intake.RedriveAsync(new DocumentFilter { Collections = collections, States = ParseStates(state) }, null, cancellationToken);
        return TypedResults.Ok(new RedriveResult(redriven.Count));
    }

    internal static ContentState[]? ParseStates(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        return [.. text.Split(',', StringSplitOptions.TrimEntries).Select(name =>
            Enum.TryParse<ContentState>(name, ignoreCase: true, out var state) && Enum.IsDefined(state) && !char.IsAsciiDigit(name[0])
                ? state
                : throw new RequestRefusedException($"state is one or more of {string.Join(", ", Enum.GetNames<ContentState>())}, separated by commas."))];
    }

    private static DocumentId? ParseId(string? text, string parameter) =>
        string.IsNullOrEmpty(text) ? null : DocumentId.TryParse(text, out var id) ? id : throw new RequestRefusedException($"{parameter} is the id of a document: 32 hexadecimal digits.");

    private static BlobHash? ParseHash(string? text) =>
        string.IsNullOrEmpty(text) ? null : BlobHash.TryParse(text, out var hash) ? hash : throw new RequestRefusedException("hash is the SHA-256 of a document's bytes: 64 hexadecimal digits.");

    /// <summary>How many were taken up again.</summary>
    internal sealed record RedriveResult(int Redriven);
}
