using Assistant.Api.Access;
using Assistant.Contracts.Http;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Hosting.Access;
using Assistant.Hosting.Errors;
using Assistant.Hosting.Limits;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Assistant.Api.Search;

/// <summary><c>POST /api/search</c>.</summary>
internal static class SearchEndpoints
{
    private const int MaxHits = 100;

    public static void MapSearch(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/search", SearchAsync).RequireAuthorization(AccessPolicies.Reader).WithTags("search").WithSummary("Finds passages; empty queries find nothing");

    /// <summary>Checks a body and turns it into a request; the collections that the caller may not read are left out inside each leg.</summary>
    public static SearchRequest ToRequest(SearchBody body, Caller caller, LimitsOptions limits)
    {
        if (body.K is < 1 or > MaxHits)
            throw new RequestRefusedException($"k is the number of hits, 1 to {MaxHits}.");
        if (body.Query.Length > limits.MaxQueryCharacters)
            throw new RequestRefusedException($"The query has {body.Query.Length} characters; at most {limits.MaxQueryCharacters} are searched.");
        if (body.AfterSequence < 0)
            throw new RequestRefusedException("afterSequence is the number of a change, 0 or more.");
        return new SearchRequest(body.Query)
        {
            Image = ImageInput.Parse(body.Image),
            Kind = Kind(body.Modality),
            Collections = body.Collection is null ? null : [body.Collection],
            Tags = Input.Tags(body.Tags),
            From = Input.Date("from", body.From),
            To = Input.Date("to", body.To),
            Groups = caller.Groups,
            User = caller.User,
            MayVary = body.MayVary,
            Limit = body.K,
            AfterSequence = body.AfterSequence,
        };
    }

    private static async Task<Ok<SearchResult>> SearchAsync(SearchBody body, HttpContext context, IRetriever retriever, IOptions<LimitsOptions> limits, CancellationToken cancellationToken) =>
        TypedResults.Ok((await retriever.SearchAsync(ToRequest(body, Caller.Of(context), limits.Value), cancellationToken)).ToResult());

    private static ContentKind? Kind(string modality) => modality switch
    {
        "any" => null,
        "text" => ContentKind.Text,
        "image" => ContentKind.Image,
        _ => throw new RequestRefusedException("modality is any, text or image."),
    };
}
