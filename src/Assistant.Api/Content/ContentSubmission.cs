using System.Text;
using Assistant.Api.Access;
using Assistant.Connectors.Producers.Web;
using Assistant.Contracts.Http;
using Assistant.Core.Content;
using Assistant.Hosting.Access;
using Assistant.Hosting.Errors;
using Assistant.Hosting.Limits;
using Assistant.Ingestion.Accept;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Assistant.Api.Content;

/// <summary><c>POST /api/content</c>: files as multipart, or text or an address as JSON.</summary>
internal static class ContentSubmission
{
    public static void MapContentSubmission(this RouteGroupBuilder group) =>
        group.MapPost("/", SubmitAsync)
            .RequireAuthorization(AccessPolicies.Writer)
            .Accepts<ContentBody>("application/json", "multipart/form-data")
            .WithSummary("Submits files (multipart: fields collection, source, tag, then files), text, or an address to fetch");

    private static async Task<Accepted<ContentAccepted>> SubmitAsync(
        HttpContext context,
        ReadableCollections readable,
        IBlobStore blobs,
        ContentIntake intake,
        WebFetcher fetcher,
        IOptions<LimitsOptions> limits,
        CancellationToken cancellationToken)
    {
        var caller = Caller.Of(context);
        if (context.Request.HasFormContentType)
        {
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
                size.MaxRequestBodySize = limits.Value.MaxUploadBytes;
            var parts = await new MultipartUpload(blobs, limits.Value, Uploader(caller)).ReadAsync(context.Request, collection => readable.EnsureMayWriteAsync(caller, collection, cancellationToken), cancellationToken);
            return await AcceptAsync(parts, intake, cancellationToken);
        }

        if (!context.Request.HasJsonContentType())
            throw new RequestRefusedException(StatusCodes.Status415UnsupportedMediaType, "Unknown kind of body", "Send application/json, or multipart/form-data with files.");
        var body = await context.Request.ReadFromJsonAsync<ContentBody>(cancellationToken) ?? throw new RequestRefusedException("The body is null.");
        await readable.EnsureMayWriteAsync(caller, Input.Collection(body.Collection), cancellationToken);
        body = body with { Tags = Input.Tags(body.Tags) };
        if (body.Text is null == body.Url is null)
            throw new RequestRefusedException("Give either text or url.");
        var part = body.Text is null ? await FetchAsync(body, body.Url!, caller, fetcher, blobs, cancellationToken) : await StoreTextAsync(body, body.Text, caller, blobs, cancellationToken);
        return await AcceptAsync([part], intake, cancellationToken);
    }

    internal static async Task<Accepted<ContentAccepted>> AcceptAsync(IReadOnlyList<MultipartUpload.Part> parts, ContentIntake intake, CancellationToken cancellationToken)
    {
        var acceptances = await intake.SubmitAsync([.. parts.Select(part => part.Submission).OfType<Submission>()], cancellationToken);
        var next = 0;
        return TypedResults.Accepted((string?)null, new ContentAccepted([.. parts.Select(part => part.Submission is null
            ? new ContentAcceptedItem(part.Uri, null, 0, nameof(ContentState.Rejected), false, part.Refusal)
            : acceptances[next++].ToItem(part.Uri))]));
    }

    private static async Task<MultipartUpload.Part> FetchAsync(ContentBody body, string url, Caller caller, WebFetcher fetcher, IBlobStore blobs, CancellationToken cancellationToken)
    {
        var uri = body.Uri ?? url;
        if (Input.UriProblem(uri) is { } problem)
            throw Refused("The uri is refused", problem);
        switch (await fetcher.FetchAsync(url, cancellationToken))
        {
            case WebFetch.Fetched fetched:
                var hashes = await blobs.PutAsync([fetched.Bytes], cancellationToken);
                return new(uri, new Submission(body.Collection, uri, hashes[0], fetched.Bytes.Length) { MediaType = body.MediaType ?? fetched.MediaType, Source = body.Source, Modified = body.Modified ?? fetched.Modified, Tags = body.Tags, Uploader = Uploader(caller) }, null);
            case WebFetch.Refused refused:
                throw Refused("The address was not fetched", refused.Reason);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>Whose upload it is: the local user owns everything, and nobody's judgements are held against it.</summary>
    private static string? Uploader(Caller caller) => caller.User == Caller.LocalUser ? null : caller.User;

    private static RequestRefusedException Refused(string title, string reason) => new(StatusCodes.Status422UnprocessableEntity, title, reason);

    internal static async Task<MultipartUpload.Part> StoreTextAsync(ContentBody body, string text, Caller caller, IBlobStore blobs, CancellationToken cancellationToken)
    {
        var uri = body.Uri ?? "";
        if (Input.UriProblem(uri) is { } problem)
            throw Refused("The uri is refused", problem);
        var bytes = Encoding.UTF8.GetBytes(text);
        var hashes = await blobs.PutAsync([bytes], cancellationToken);
        return new(uri, new Submission(body.Collection, uri, hashes[0], bytes.Length) { MediaType = body.MediaType, Source = body.Source, Modified = body.Modified, Tags = body.Tags, Uploader = Uploader(caller) }, null);
    }
}
