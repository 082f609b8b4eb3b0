using System.Globalization;
using Assistant.Api.Access;
using Assistant.Api.Search;
using Assistant.Contracts.Http;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Hosting.Access;
using Assistant.Hosting.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Assistant.Api.Content;

/// <summary>What a document has to do with others: what is like it, and what goes with it when it is deleted.</summary>
internal static class ContentRelationEndpoints
{
    private const int MaxSimilar = 50;

    /// <summary>Characters of a passage that are searched with: encoders read no more, and a longer query only takes longer.</summary>
    private const int MostQueryCharacters = 1_000;

    public static void MapContentRelations(this RouteGroupBuilder group)
    {
        group.MapGet("/{id}/similar", SimilarAsync).RequireAuthorization(AccessPolicies.Reader).WithSummary("Finds more like a document, or like one of its chunks: pictures by their look, text by its words and meaning");
        group.MapGet("/{id}/deletion", DeletionAsync).RequireAuthorization(AccessPolicies.Reader).WithSummary("Says what a deletion would take with it");
    }

    private static async Task<Results<Ok<SearchResult>, NotFound>> SimilarAsync(
        string id,
        HttpContext context,
        ReadableCollections readable,
        IContentStore store,
        IBlobStore blobs,
        IRetriever retriever,
        string? chunk = null,
        int k = 12,
        CancellationToken cancellationToken = default)
    {
        if (k is < 1 or > MaxSimilar)
            throw new RequestRefusedException($"k is the number of hits, 1 to {MaxSimilar}.");
        var caller = Caller.Of(context);
        if (await readable.FindAsync(caller, id, cancellationToken) is not { LiveVersion: not null } document)
            return TypedResults.NotFound();
        var request = document.Kind == ContentKind.Image && chunk is null
            ? new SearchRequest("") { Image = await BytesAsync(document, blobs, cancellationToken), Kind = ContentKind.Image }
            : new SearchRequest(await WordsAsync(document, chunk, store, cancellationToken));
        // More than wanted, because the document itself is among them.
        var found = await retriever.SearchAsync(request with { Groups = caller.Groups, Limit = Math.Min(100, k + 10) }, cancellationToken);
        var others = found.Hits.Where(hit => hit.Passage.DocumentId != document.Id).Take(k).Select((hit, at) => hit with { Rank = at + 1 });
        return TypedResults.Ok((found with { Hits = [.. others] }).ToResult());
    }

    private static async Task<Results<Ok<ContentDeletionPreview>, NotFound>> DeletionAsync(string id, HttpContext context, ReadableCollections readable, IContentStore store, CancellationToken cancellationToken) =>
        await readable.FindAsync(Caller.Of(context), id, cancellationToken) is { } document && await store.PreviewDeletionAsync(document.Id, cancellationToken) is { } preview
            ? TypedResults.Ok(new ContentDeletionPreview(preview.Unpacked, preview.Documents, preview.Chunks, preview.Vectors, preview.Citations, preview.Answers, preview.Feedback, preview.Pictures))
            : TypedResults.NotFound();

    private static async Task<ReadOnlyMemory<byte>> BytesAsync(DocumentRecord document, IBlobStore blobs, CancellationToken cancellationToken)
    {
        // The thumbnail is what every picture has, drawings too, and large enough for an encoder.
        if (await blobs.OpenReadAsync(document.Thumbnail ?? document.Blob, cancellationToken) is not { } stream)
            throw new RequestRefusedException(StatusCodes.Status409Conflict, "The picture is gone", "Its bytes are no longer stored; ingest it again.");
        await using (stream)
        {
            using var memory = new MemoryStream();
            await stream.CopyToAsync(memory, cancellationToken);
            return memory.ToArray();
        }
    }

    private static async Task<string> WordsAsync(DocumentRecord document, string? chunk, IContentStore store, CancellationToken cancellationToken)
    {
        string words;
        if (chunk is not null)
        {
            if (!long.TryParse(chunk, NumberStyles.None, CultureInfo.InvariantCulture, out var key))
                throw new RequestRefusedException("chunk is the chunkId of a hit.");
            var passages = await store.ReadPassagesAsync([key], null, cancellationToken);
            words = passages is [var passage] && passage.DocumentId == document.Id
                ? passage.Text
                : throw new RequestRefusedException(StatusCodes.Status404NotFound, "No such chunk", "The document has changed since; search again.");
        }
        else
        {
            words = (await store.ReadTextAsync(document.Id, cancellationToken))?.Text ?? "";
        }

        words = $"{document.Title} {words}".Trim();
        if (words.Length <= MostQueryCharacters)
            return words;
        return words[..(char.IsHighSurrogate(words[MostQueryCharacters - 1]) ? MostQueryCharacters - 1 : MostQueryCharacters)];
    }
}
