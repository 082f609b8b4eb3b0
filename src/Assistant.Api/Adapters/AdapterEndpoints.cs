using Assistant.Adaptation.Bus;
using Assistant.Adaptation.Refresh;
using Assistant.Adaptation.Versions;
using Assistant.Contracts.Http;
using Assistant.Core.Learning.Serving;
using Assistant.Hosting.Access;
using Assistant.Hosting.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Assistant.Api.Adapters;

/// <summary><c>/api/adapters</c>: what was learned, what it gained, and who decides otherwise.</summary>
internal static class AdapterEndpoints
{
    public static void MapAdapters(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/adapters").WithTags("adapters");
        group.MapGet("", List).RequireAuthorization(AccessPolicies.Reader).WithSummary("Versions of adapters with what they gained, the newest first");
        group.MapGet("/{version}", Explain).RequireAuthorization(AccessPolicies.Reader).WithSummary("One version: why it serves or does not");
        group.MapPost("/train", TrainAsync).RequireAuthorization(AccessPolicies.Admin).WithSummary("Trains an adapter now and promotes it when the gate lets it; answers when it is done");
        group.MapPost("/promote", PromoteAsync).RequireAuthorization(AccessPolicies.Admin).WithSummary("Lets a version that passed the gate serve, or the plain encoder (base)");
        group.MapPost("/rollback", RollBackAsync).RequireAuthorization(AccessPolicies.Admin).WithSummary("Takes the version in force back and lets the one before it serve");
    }

    private static Ok<IReadOnlyList<AdapterInfo>> List(AdapterVersions versions) =>
        TypedResults.Ok<IReadOnlyList<AdapterInfo>>([.. versions.List().Reverse().Select(version => version.ToInfo())]);

    private static Results<Ok<AdapterInfo>, NotFound> Explain(string version, AdapterVersions versions)
    {
        try
        {
            return TypedResults.Ok(versions.Find(version).ToInfo());
        }
        catch (AdapterRefusedException)
        {
            return TypedResults.NotFound();
        }
    }

    private static async Task<Ok<AdapterChange>> TrainAsync(AdapterTrainBody body, RefreshRuns runs, LearnedAdapters learned, CancellationToken cancellationToken)
    {
        var direction = AdapterMapping.Direction(body.Direction);
        Check(direction, body.Strategy);
        var outcome = await runs.RunAsync(direction, body.Strategy, "hand", cancellationToken);
        return TypedResults.Ok(new AdapterChange(outcome.Promoted, learned.Current.Version, outcome.Version, outcome.Reasons));
    }

    private static async Task<Ok<AdapterChange>> PromoteAsync(AdapterPromoteBody body, RefreshRuns runs, AdapterVersions versions, LearnedAdapters learned, CancellationToken cancellationToken)
    {
        var direction = body.Direction is null ? null : AdapterMapping.Direction(body.Direction);
        var change = Apply(() => Promote(versions, learned, body.Version, direction));
        await runs.AnnounceAsync(direction ?? "all", body.Version == "base" ? null : body.Version, "promoted by hand", cancellationToken);
        return TypedResults.Ok(change);
    }

    private static async Task<Ok<AdapterChange>> RollBackAsync(AdapterRollbackBody body, RefreshRuns runs, Refreshes refreshes, AdapterVersions versions, LearnedAdapters learned, CancellationToken cancellationToken)
    {
        var change = Apply(() => RollBack(versions, refreshes, learned, body.Direction));
        await runs.AnnounceAsync(body.Direction ?? "text-to-text", change.Version, "rolled back by hand", cancellationToken);
        return TypedResults.Ok(change);
    }

    /// <summary>Promotes a version, or the plain encoder.</summary>
    internal static AdapterChange Promote(AdapterVersions versions, LearnedAdapters learned, string version, string? direction)
    {
        if (version == "base") return new AdapterChange(versions.PromoteBase(direction), learned.Current.Version, null, ["the plain encoder serves"]);
        var before = learned.Current.Version;
        var manifest = versions.Promote(version);
        return new AdapterChange(before != learned.Current.Version, learned.Current.Version, version, manifest.Reasons);
    }

    /// <summary>Takes the version in force back.</summary>
    internal static AdapterChange RollBack(AdapterVersions versions, Refreshes refreshes, LearnedAdapters learned, string? direction)
    {
        var wanted = AdapterMapping.Direction(direction);
        var encoder = refreshes.EncoderOf(wanted) ?? throw new AdapterRefusedException($"no encoder serves {wanted}");
        return versions.RollBack(wanted, encoder) is { } done
            ? new AdapterChange(true, learned.Current.Version, done.Serving, [$"{done.TakenBack} was taken back"])
            : throw new AdapterRefusedException($"nothing learned serves {wanted}, so there is nothing to take back");
    }

    /// <summary>Says that a direction can be trained by a strategy; null for the usual one.</summary>
    /// <exception cref="RequestRefusedException">It cannot.</exception>
    internal static void Check(string direction, string? strategy)
    {
        if (strategy is null) return;
        if (DirectionNames.Parse(direction) is null) throw new RequestRefusedException($"{direction} is learned in one way; leave the strategy out.");
        try
        {
            AdapterRefresh.Check(strategy);
        }
        catch (ArgumentException unknown)
        {
            throw new RequestRefusedException(unknown.Message, unknown);
        }
    }

    private static AdapterChange Apply(Func<AdapterChange> change)
    {
        try
        {
            return change();
        }
        catch (AdapterRefusedException refused)
        {
            throw new RequestRefusedException(StatusCodes.Status409Conflict, "That version cannot serve", refused.Message);
        }
    }
}
