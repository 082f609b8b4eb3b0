using Assistant.Contracts.Http;
using Assistant.Core.Encoders;
using Assistant.Hosting.Access;
using Assistant.Hosting.Errors;
using Assistant.Ingestion.Encoders;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Assistant.Api.Encoders;

/// <summary><c>/api/encoders</c>: who serves, how far a change is, and the way back.</summary>
internal static class EncoderEndpoints
{
    public static void MapEncoders(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/encoders").WithTags("encoders");
        group.MapGet("", ListAsync).RequireAuthorization(AccessPolicies.Reader).WithSummary("Encoders in use, and how far a change is");
        group.MapPost("/rollback", RollBackAsync).RequireAuthorization(AccessPolicies.Admin).WithSummary("Gives up a change, or goes back to the encoder before");
        group.MapPost("/prune", PruneAsync).RequireAuthorization(AccessPolicies.Admin).WithSummary("Removes vectors that no role uses");
    }

    private static async Task<Ok<IReadOnlyList<EncoderInfo>>> ListAsync(EncoderProgress progress, CancellationToken cancellationToken) =>
        TypedResults.Ok<IReadOnlyList<EncoderInfo>>([.. (await progress.ReadAsync(cancellationToken)).Select(status => status.ToInfo())]);

    private static async Task<Ok<EncoderInfo>> RollBackAsync(EncoderRollback body, EncoderLifecycle lifecycle, EncoderProgress progress, CancellationToken cancellationToken)
    {
        var role = EncoderMapping.Role(body.Role);
        try
        {
            _ = await lifecycle.RollBackAsync(role, cancellationToken)
                ?? throw new RequestRefusedException(StatusCodes.Status409Conflict, "Nothing to go back to", $"No other encoder served {body.Role} before, or its vectors were pruned.");
        }
        catch (EncoderLoadException gone)
        {
            throw new RequestRefusedException(StatusCodes.Status409Conflict, "The encoder before this one cannot be used", gone.Message);
        }

        return TypedResults.Ok((await progress.ReadAsync(cancellationToken)).First(status => status.Role == role).ToInfo());
    }

    private static async Task<Ok<EncoderPrune>> PruneAsync(EncoderLifecycle lifecycle, CancellationToken cancellationToken) =>
        TypedResults.Ok(new EncoderPrune(await lifecycle.PruneAsync(cancellationToken)));
}
