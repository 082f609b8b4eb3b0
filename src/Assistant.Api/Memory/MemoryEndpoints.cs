using Assistant.Contracts.Http;
using Assistant.Core.Access;
using Assistant.Core.Memory;
using Assistant.Hosting.Access;
using Assistant.Hosting.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Assistant.Api.Memory;

/// <summary><c>/api/memory</c>: what is kept about the caller; nobody sees another's.</summary>
internal static class MemoryEndpoints
{
    private const int MaxText = 1_000;

    public static void MapMemory(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/memory").RequireAuthorization(AccessPolicies.Reader).WithTags("memory");
        group.MapGet("/", ListAsync).WithSummary("Lists what is kept about you, newest first; superseded: what was replaced too");
        group.MapPost("/consolidate", ConsolidateAsync).WithSummary("Merges duplicates, supersedes contradictions and deletes what faded; all: everybody's, for administrators");
        group.MapPatch("/{id:guid}", EditAsync).WithSummary("Changes the words of a fact");
        group.MapDelete("/{id:guid}", DeleteAsync).WithSummary("Deletes a fact with its history");
    }

    public static FactInfo ToInfo(this Fact fact) =>
        new(fact.Id, fact.Text, fact.Collection, fact.Requested, fact.ConversationId, fact.MessageId, fact.Created, fact.Used, fact.Uses, fact.SupersededBy);

    public static MemoryConsolidationInfo ToInfo(this MemoryReport report) =>
        new(report.Facts, report.Duplicates, report.Contradictions, report.Junk, report.DuplicateRate, report.ContradictionRate, report.JunkRate);

    /// <summary>The words of a fact, checked.</summary>
    /// <exception cref="RequestRefusedException">There are none, or too many.</exception>
    public static string Words(string text) =>
        text.Trim().Length is > 0 and <= MaxText ? text.Trim() : throw new RequestRefusedException($"text has 1 to {MaxText} characters.");

    private static async Task<Ok<IReadOnlyList<FactInfo>>> ListAsync(HttpContext context, LongTermMemory memory, bool superseded = false, CancellationToken cancellationToken = default) =>
        TypedResults.Ok<IReadOnlyList<FactInfo>>([.. (await memory.ListAsync(Caller.Of(context).User, superseded, cancellationToken)).Select(ToInfo)]);

    private static async Task<Ok<MemoryConsolidationInfo>> ConsolidateAsync(HttpContext context, MemoryConsolidation consolidation, bool all = false, CancellationToken cancellationToken = default)
    {
        var caller = Caller.Of(context);
        if (all && caller.Role != ApiRole.Admin)
            throw new RequestRefusedException(StatusCodes.Status403Forbidden, "Not yours", "Only an administrator consolidates what is kept about others; leave all out.");
        return TypedResults.Ok((await consolidation.RunAsync(all ? null : caller.User, cancellationToken)).ToInfo());
    }

    private static async Task<Results<NoContent, NotFound>> EditAsync(Guid id, FactPatch body, HttpContext context, LongTermMemory memory, CancellationToken cancellationToken) =>
        await memory.EditAsync(Caller.Of(context).User, id, Words(body.Text), cancellationToken) ? TypedResults.NoContent() : TypedResults.NotFound();

    private static async Task<Results<NoContent, NotFound>> DeleteAsync(Guid id, HttpContext context, LongTermMemory memory, CancellationToken cancellationToken) =>
        await memory.DeleteAsync(Caller.Of(context).User, id, cancellationToken) ? TypedResults.NoContent() : TypedResults.NotFound();
}
