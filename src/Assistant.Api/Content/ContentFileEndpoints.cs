using Assistant.Api.Access;
using Assistant.Contracts.Http;
using Assistant.Core.Content;
using Assistant.Hosting.Access;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Assistant.Api.Content;

/// <summary>What a document consists of: its parsed text, its bytes, its thumbnail. Bytes come from strangers, so a browser is never let to run them.</summary>
internal static class ContentFileEndpoints
{
    private const string OctetStream = "application/octet-stream";

    /// <summary>Pictures that a browser decodes without running anything; SVG is not among them.</summary>
    private static readonly string[] ShownInline = ["image/png", "image/jpeg", "image/webp", "image/gif"];

    public static void MapContentFiles(this RouteGroupBuilder group)
    {
        group.MapGet("/{id}/text", TextAsync).RequireAuthorization(AccessPolicies.Reader).WithSummary("Reads the parsed text that citations point into");
        group.MapGet("/{id}/raw", RawAsync).RequireAuthorization(AccessPolicies.Reader).WithSummary("Reads the bytes of the newest version");
        group.MapGet("/{id}/thumbnail", ThumbnailAsync).RequireAuthorization(AccessPolicies.Reader).WithSummary("Reads the thumbnail (WebP) of an image");
    }

    private static async Task<Results<Ok<ContentText>, NotFound>> TextAsync(string id, HttpContext context, ReadableCollections readable, IContentStore store, CancellationToken cancellationToken) =>
        await readable.FindAsync(Caller.Of(context), id, cancellationToken) is { } document && await store.ReadTextAsync(document.Id, cancellationToken) is { } text
            ? TypedResults.Ok(text.ToText())
            : TypedResults.NotFound();

    private static async Task<Results<FileStreamHttpResult, NotFound>> RawAsync(string id, HttpContext context, ReadableCollections readable, IBlobStore blobs, CancellationToken cancellationToken)
    {
        if (await readable.FindAsync(Caller.Of(context), id, cancellationToken) is not { } document || await blobs.OpenReadAsync(document.Blob, cancellationToken) is not { } bytes)
            return TypedResults.NotFound();
        var inline = ShownInline.Contains(document.MediaType);
        var disposition = new ContentDispositionHeaderValue(inline ? "inline" : "attachment");
        disposition.SetHttpFileName(FileName(document.Uri));
        var headers = context.Response.Headers;
        headers.ContentDisposition = disposition.ToString();
        headers.ContentSecurityPolicy = "sandbox; default-src 'none'; style-src 'none'; script-src 'none'";
        headers.CacheControl = "private, no-cache";
        return TypedResults.Stream(bytes, inline ? document.MediaType : OctetStream, entityTag: new EntityTagHeaderValue($"\"{document.Blob}\""), enableRangeProcessing: bytes.CanSeek);
    }

    private static async Task<Results<FileStreamHttpResult, NotFound>> ThumbnailAsync(string id, HttpContext context, ReadableCollections readable, IBlobStore blobs, CancellationToken cancellationToken)
    {
        if (await readable.FindAsync(Caller.Of(context), id, cancellationToken) is not { Thumbnail: { } hash } || await blobs.OpenReadAsync(hash, cancellationToken) is not { } bytes)
            return TypedResults.NotFound();
        context.Response.Headers.CacheControl = "private, no-cache";
        return TypedResults.Stream(bytes, "image/webp", entityTag: new EntityTagHeaderValue($"\"{hash}\""));
    }

    private static string FileName(string uri) => uri[(uri.LastIndexOf('/') + 1)..] is { Length: > 0 } name ? name : "document";
}
