using Assistant.Api.Search;
using Assistant.Contracts.Http;
using Assistant.Core.Content;

namespace Assistant.Api.Content;

/// <summary>Documents as the HTTP interface and <c>--json</c> write them.</summary>
internal static class ContentMapping
{
    public static ContentInfo ToInfo(this DocumentRecord document) => new(
        document.Id.ToString(),
        document.Collection,
        document.Uri,
        document.Version,
        document.LiveVersion,
        document.State.ToString(),
        document.Reason,
        document.Attempts,
        document.Title,
        document.MediaType,
        document.Kind?.ToWire(),
        document.Chunks,
        document.Size,
        document.Source,
        document.Parent?.ToString(),
        document.Pixels?.Width,
        document.Pixels?.Height,
        document.Thumbnail is not null,
        document.Created,
        document.Updated,
        document.Blob.Hex,
        document.Tags,
        document.GivenTags,
        document.Date);

    public static ContentText ToText(this DocumentText text) => new(
        text.Id.ToString(),
        text.Version,
        text.Title,
        text.Text,
        [.. text.Chunks.Select(chunk => new ContentChunk(chunk.Start, chunk.End, chunk.Headings, chunk.Page, chunk.Kind.ToString()))]);

    public static ContentDeletion ToDto(this Deletion deletion) => new(
        deletion.Id.ToString(),
        deletion.Sequence,
        deletion.Documents,
        deletion.Chunks,
        deletion.Vectors,
        deletion.Blobs,
        deletion.Citations,
        deletion.Feedback,
        deletion.At);

    public static ContentAcceptedItem ToItem(this Acceptance acceptance, string uri) =>
        new(uri, acceptance.Ref.Id.ToString(), acceptance.Ref.Version, acceptance.State.ToString(), acceptance.Changed);
}
