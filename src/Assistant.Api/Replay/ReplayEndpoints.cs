using System.Text.Json;
using Assistant.Api.Access;
using Assistant.Contracts.Http;
using Assistant.Core.Access;
using Assistant.Core.Feedback;
using Assistant.Core.Learning.Replay;
using Assistant.Hosting.Access;
using Assistant.Hosting.Errors;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Assistant.Api.Replay;

/// <summary><c>/api/replay</c>: what was kept to learn from. Everybody sees, exports and deletes what its own judgements made; an administrator everything.</summary>
internal static class ReplayEndpoints
{
    private const int MaxItems = 1_000;

    public static void MapReplay(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/replay").RequireAuthorization(AccessPolicies.Reader).WithTags("learning");
        group.MapGet("/", CountAsync).WithSummary("Counts what the replay buffer holds of the collections that you may read");
        group.MapGet("/quota", Quota).WithSummary("Says how many items the replay buffer may hold");
        group.MapGet("/items", ListAsync).WithSummary("Lists items of your judgements, newest first; all: everybody's, for administrators");
        group.MapGet("/export", ExportAsync).WithSummary("Exports items with their vectors as JSON lines").Produces<ReplayExportLine>(StatusCodes.Status200OK, "application/x-ndjson");
        group.MapDelete("/items/{id:guid}", DeleteAsync).WithSummary("Deletes an item");
        group.MapDelete("/", ForgetAsync).WithSummary("Deletes everything that you left to learn from: logged searches, judgements and items");
    }

    private static async Task<Ok<IReadOnlyList<ReplayCountInfo>>> CountAsync(HttpContext context, IReplayStore replay, ReadableCollections readable, CancellationToken cancellationToken)
    {
        var names = await readable.NamesAsync(Caller.Of(context), null, cancellationToken);
        return TypedResults.Ok<IReadOnlyList<ReplayCountInfo>>([.. (await replay.CountAsync(cancellationToken)).Where(count => names?.Contains(count.Collection) != false).Select(ReplayMapping.ToInfo)]);
    }

    private static Ok<ReplayQuotaInfo> Quota(IOptions<ReplayOptions> options) => TypedResults.Ok(new ReplayQuotaInfo(options.Value.MaxItems, options.Value.MaxGold));

    private static async Task<Ok<IReadOnlyList<ReplayItemInfo>>> ListAsync(HttpContext context, IReplayStore replay, bool all = false, int limit = 100, CancellationToken cancellationToken = default)
    {
        if (limit is < 1 or > MaxItems)
            throw new RequestRefusedException($"limit is the number of items, 1 to {MaxItems}.");
        return TypedResults.Ok<IReadOnlyList<ReplayItemInfo>>([.. (await replay.ListAsync(Whose(Caller.Of(context), all), limit, cancellationToken)).Select(ReplayMapping.ToInfo)]);
    }

    private static async Task ExportAsync(HttpContext context, IReplayStore replay, bool all = false, CancellationToken cancellationToken = default)
    {
        var items = replay.ExportAsync(Whose(Caller.Of(context), all), cancellationToken);
        context.Response.ContentType = "application/x-ndjson";
        await foreach (var item in items)
        {
            await JsonSerializer.SerializeAsync(context.Response.Body, item.ToExport(), AssistantJson.Options, cancellationToken);
            await context.Response.WriteAsync("\n", cancellationToken);
        }
    }

    private static async Task<Results<NoContent, NotFound>> DeleteAsync(Guid id, HttpContext context, IReplayStore replay, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(context);
        return await replay.DeleteAsync(caller.Role == ApiRole.Admin ? null : caller.User, id, cancellationToken) ? TypedResults.NoContent() : TypedResults.NotFound();
    }

    private static async Task<Ok<ReplayForgotten>> ForgetAsync(HttpContext context, ISignalStore signals, SearchLog log, CancellationToken cancellationToken)
    {
        await log.FlushAsync(cancellationToken);
        return TypedResults.Ok(new ReplayForgotten(await signals.ForgetUserAsync(Caller.Of(context).User, cancellationToken)));
    }

    private static string? Whose(Caller caller, bool all) =>
        !all ? caller.User : caller.Role == ApiRole.Admin ? null : throw new RequestRefusedException(StatusCodes.Status403Forbidden, "Not yours", "Only an administrator sees what others' judgements made; leave all out.");
}
