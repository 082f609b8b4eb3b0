using Assistant.Api.Access;
using Assistant.Contracts.Http;
using Assistant.Core.Conversations;
using Assistant.Hosting.Access;
using Assistant.Hosting.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Assistant.Api.Conversations;

/// <summary><c>/api/conversations</c>: every caller sees its own only; <c>/api/shared</c>: what others gave a link to.</summary>
internal static class ConversationEndpoints
{
    private const int MaxListed = 1_000;
    private const int MaxTitle = 200;
    private const int MaxQuery = 1_000;

    public static void MapConversations(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/conversations").RequireAuthorization(AccessPolicies.Reader).WithTags("conversations");
        group.MapGet("/", ListAsync).WithSummary("Lists your conversations, newest first; q: words that one holds, after: the last one of the page before");
        group.MapGet("/{id:guid}", ReadAsync).WithSummary("Reads a conversation");
        group.MapPatch("/{id:guid}", RenameAsync).WithSummary("Gives a conversation another title");
        group.MapDelete("/{id:guid}", DeleteAsync).WithSummary("Deletes a conversation");
        group.MapGet("/{id:guid}/messages/{messageId:guid}/image", ImageAsync).WithSummary("The picture that goes with a question");
        group.MapPost("/{id:guid}/links", ShareAsync).WithSummary("Makes a link by which others may read a conversation");
        group.MapDelete("/{id:guid}/links", UnshareAsync).WithSummary("Takes back every link to a conversation");
        routes.MapGet("/api/shared/{link}", ReadSharedAsync).RequireAuthorization(AccessPolicies.Reader).WithTags("conversations").WithSummary("Reads a conversation by a link: its newest branch, without the steps of its answers");
    }

    private static async Task<Ok<IReadOnlyList<ConversationInfo>>> ListAsync(HttpContext context, IConversationStore conversations, int limit = 100, string? q = null, Guid? after = null, CancellationToken cancellationToken = default)
    {
        if (q?.Length > MaxQuery)
            throw new RequestRefusedException($"q has at most {MaxQuery} characters.");
        var found = await conversations.ListAsync(Caller.Of(context).User, new ConversationFilter { Query = q, After = after, Limit = Math.Clamp(limit, 1, MaxListed) }, cancellationToken);
        return TypedResults.Ok<IReadOnlyList<ConversationInfo>>([.. found.Select(one => new ConversationInfo(one.Id, one.Title, one.Created, one.Updated, one.Snippet, one.Shared))]);
    }

    private static async Task<Results<Ok<ConversationDetail>, NotFound>> ReadAsync(Guid id, HttpContext context, IConversationStore conversations, ReadableCollections readable, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(context);
        if (await conversations.ReadAsync(caller.User, id, cancellationToken) is not { } found)
            return TypedResults.NotFound();
        var names = await readable.NamesAsync(caller, null, cancellationToken);
        return TypedResults.Ok(ToDetail(found.Conversation, [.. found.Messages.Select(message => message.ToInfo(names))]));
    }

    private static async Task<Results<NoContent, NotFound>> RenameAsync(Guid id, ConversationPatch body, HttpContext context, IConversationStore conversations, CancellationToken cancellationToken)
    {
        var title = body.Title.ReplaceLineEndings(" ").Trim();
        if (title.Length is 0 or > MaxTitle)
            throw new RequestRefusedException($"title has 1 to {MaxTitle} characters.");
        return await conversations.RenameAsync(Caller.Of(context).User, id, title, cancellationToken) ? TypedResults.NoContent() : TypedResults.NotFound();
    }

    private static async Task<Results<NoContent, NotFound>> DeleteAsync(Guid id, HttpContext context, IConversationStore conversations, CancellationToken cancellationToken) =>
        await conversations.DeleteAsync(Caller.Of(context).User, id, cancellationToken) ? TypedResults.NoContent() : TypedResults.NotFound();

    private static async Task<Results<FileContentHttpResult, NotFound>> ImageAsync(Guid id, Guid messageId, HttpContext context, IConversationStore conversations, CancellationToken cancellationToken) =>
        await conversations.ReadImageAsync(Caller.Of(context).User, id, messageId, cancellationToken) is { } bytes
            // The browser is told not to guess; the page shows it as a picture whatever it is called.
            ? TypedResults.File(bytes.ToArray(), "application/octet-stream")
            : TypedResults.NotFound();

    private static async Task<Results<Created<ConversationLink>, NotFound>> ShareAsync(Guid id, HttpContext context, IConversationStore conversations, CancellationToken cancellationToken) =>
        await conversations.ShareAsync(Caller.Of(context).User, id, cancellationToken) is { } link ? TypedResults.Created($"/api/shared/{link}", new ConversationLink(link)) : TypedResults.NotFound();

    private static async Task<Results<NoContent, NotFound>> UnshareAsync(Guid id, HttpContext context, IConversationStore conversations, CancellationToken cancellationToken) =>
        await conversations.UnshareAsync(Caller.Of(context).User, id, cancellationToken) is null ? TypedResults.NotFound() : TypedResults.NoContent();

    private static async Task<Results<Ok<ConversationDetail>, NotFound>> ReadSharedAsync(string link, HttpContext context, IConversationStore conversations, ReadableCollections readable, CancellationToken cancellationToken)
    {
        if (await conversations.ReadSharedAsync(link, cancellationToken) is not { } found)
            return TypedResults.NotFound();
        // A link gives the words of the conversation, not what its reader may not read: the reader's own groups decide.
        var names = await readable.NamesAsync(Caller.Of(context), null, cancellationToken);
        var shown = new List<MessageInfo>();
        var byId = found.Messages.ToDictionary(message => message.Id);
        for (var message = found.Messages is [.., var newest] ? newest : null; message is not null; message = message.Parent is { } parent ? byId.GetValueOrDefault(parent) : null)
            shown.Add(message.ToInfo(names) with { Steps = [], HasImage = false });
        shown.Reverse();
        return TypedResults.Ok(ToDetail(found.Conversation, shown));
    }

    private static ConversationDetail ToDetail(Conversation conversation, IReadOnlyList<MessageInfo> messages) =>
        new(conversation.Id, conversation.Title, conversation.Created, conversation.Updated, messages, conversation.Shared);
}
