using Assistant.Api.Access;
using Assistant.Api.Ask;
using Assistant.Contracts.Http;
using Assistant.Core.Conversations;
using Assistant.Hosting.Access;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Assistant.Api.Conversations;

/// <summary><c>/api/conversations</c>: every caller sees its own only.</summary>
internal static class ConversationEndpoints
{
    private const int MaxListed = 1_000;
    private const string Withheld = "This answer stands on a collection that this key may no longer read.";

    public static void MapConversations(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/conversations").RequireAuthorization(AccessPolicies.Reader).WithTags("conversations");
        group.MapGet("/", ListAsync).WithSummary("Lists your conversations, newest first");
        group.MapGet("/{id:guid}", ReadAsync).WithSummary("Reads a conversation");
        group.MapDelete("/{id:guid}", DeleteAsync).WithSummary("Deletes a conversation");
    }

    private static async Task<Ok<IReadOnlyList<ConversationInfo>>> ListAsync(HttpContext context, IConversationStore conversations, int limit = 100, CancellationToken cancellationToken = default)
    {
        var found = await conversations.ListAsync(Caller.Of(context).User, Math.Clamp(limit, 1, MaxListed), cancellationToken);
        return TypedResults.Ok<IReadOnlyList<ConversationInfo>>([.. found.Select(one => new ConversationInfo(one.Id, one.Title, one.Created, one.Updated))]);
    }

    private static async Task<Results<Ok<ConversationDetail>, NotFound>> ReadAsync(Guid id, HttpContext context, IConversationStore conversations, ReadableCollections readable, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(context);
        if (await conversations.ReadAsync(caller.User, id, cancellationToken) is not { } found)
            return TypedResults.NotFound();
        // Groups may have changed since the answer was given.
        var names = await readable.NamesAsync(caller, null, cancellationToken);
        var (conversation, messages) = found;
        return TypedResults.Ok(new ConversationDetail(conversation.Id, conversation.Title, conversation.Created, conversation.Updated, [.. messages.Select(message => ToInfo(message, names))]));
    }

    private static async Task<Results<NoContent, NotFound>> DeleteAsync(Guid id, HttpContext context, IConversationStore conversations, CancellationToken cancellationToken) =>
        await conversations.DeleteAsync(Caller.Of(context).User, id, cancellationToken) ? TypedResults.NoContent() : TypedResults.NotFound();

    private static MessageInfo ToInfo(Message message, IReadOnlyCollection<string>? readable) =>
        readable is null || message.Citations.All(citation => readable.Contains(citation.Collection))
            ? new MessageInfo(message.Id, message.Role, message.Text, [.. message.Citations.Select(citation => citation.ToDto())], message.Created)
            : new MessageInfo(message.Id, message.Role, Withheld, [], message.Created);
}
