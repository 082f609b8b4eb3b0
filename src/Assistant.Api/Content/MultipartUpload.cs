using System.Text;
using Assistant.Api.Access;
using Assistant.Contracts.Http;
using Assistant.Core.Content;
using Assistant.Hosting.Errors;
using Assistant.Hosting.Limits;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Assistant.Api.Content;

/// <summary>Reads a multipart upload straight into the blob store: no file is held in memory or written twice.</summary>
internal sealed class MultipartUpload(IBlobStore blobs, LimitsOptions limits, string? uploader)
{
    private const int MaxFieldCharacters = 4_096;
    private const int MaxBoundaryCharacters = 100;

    /// <summary>A file of the upload: stored, or refused by name or size.</summary>
    public readonly record struct Part(string Uri, Submission? Submission, string? Refusal);

    /// <summary>Reads fields and files in the order sent. <paramref name="onCollection"/> is asked once, before the first file is stored.</summary>
    public async Task<IReadOnlyList<Part>> ReadAsync(HttpRequest request, Func<string, ValueTask> onCollection, CancellationToken cancellationToken)
    {
        var reader = new MultipartReader(Boundary(request), request.Body) { BodyLengthLimit = limits.MaxUploadBytes };
        var collection = new ContentBody().Collection;
        string? source = null;
        List<string>? tags = null;
        var asked = false;
        List<Part> parts = [];
        try
        {
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
                    throw new RequestRefusedException("A part of the upload has no Content-Disposition.");
                if (FileName(disposition) is { } uri)
                {
                    if (!asked)
                        await onCollection(Input.Collection(collection));
                    asked = true;
                    parts.Add(await StoreAsync(section, new Submission(collection, uri, default, 0) { Source = source, Tags = Input.Tags(tags), Uploader = uploader }, cancellationToken));
                    continue;
                }

                var value = await ReadFieldAsync(section, cancellationToken);
                switch (HeaderUtilities.RemoveQuotes(disposition.Name).ToString())
                {
                    case "collection" when !asked:
                        collection = value;
                        break;
                    case "source" when !asked:
                        source = value;
                        break;
                    case "tag" when !asked:
                        (tags ??= []).Add(value);
                        break;
                    case "collection" or "source" or "tag":
                        throw new RequestRefusedException("The fields collection, source and tag come before the files.");
                }
            }
        }
        catch (InvalidDataException exception)
        {
            throw new RequestRefusedException(StatusCodes.Status413PayloadTooLarge, "Too large", exception.Message);
        }
        catch (IOException exception) when (exception is not BadHttpRequestException && !cancellationToken.IsCancellationRequested)
        {
            throw new RequestRefusedException("The upload ends in the middle: " + exception.Message);
        }

        return parts.Count > 0 ? parts : throw new RequestRefusedException("The upload has no file: send each as a part with a file name.");
    }

    private async Task<Part> StoreAsync(MultipartSection section, Submission submission, CancellationToken cancellationToken)
    {
        if (Input.UriProblem(submission.Uri) is { } problem)
            return new Part(submission.Uri, null, problem);
        try
        {
            var (hash, size) = await blobs.PutAsync(section.Body, limits.MaxFileBytes, cancellationToken);
            return new Part(submission.Uri, submission with { Blob = hash, Size = size, MediaType = MediaType(section.ContentType), Modified = Modified(section) }, null);
        }
        catch (InvalidDataException)
        {
            return new Part(submission.Uri, null, $"It has more than {limits.MaxFileBytes >> 20} MiB; that is the limit for a file (Assistant:Limits:MaxFileBytes).");
        }
    }

    private static string Boundary(HttpRequest request)
    {
        var boundary = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? HeaderUtilities.RemoveQuotes(type.Boundary).ToString() : "";
        return boundary.Length is > 0 and <= MaxBoundaryCharacters ? boundary : throw new RequestRefusedException("The multipart body has no boundary, or one that is too long.");
    }

    private static string? FileName(ContentDispositionHeaderValue disposition)
    {
        if (disposition.FileNameStar.HasValue)
            return disposition.FileNameStar.ToString();
        // Only the quotes are unescaped: a backslash that stands before anything else belongs to the name, which is then refused for it.
        return disposition.FileName.HasValue ? HeaderUtilities.RemoveQuotes(disposition.FileName).ToString().Replace("\\\"", "\"", StringComparison.Ordinal) : null;
    }

    private static string? MediaType(string? declared) => MediaTypeHeaderValue.TryParse(declared, out var type) && type.MediaType.Length <= 100 ? type.MediaType.ToString() : null;

    private static DateTimeOffset? Modified(MultipartSection section) =>
        section.Headers?.TryGetValue(HeaderNames.LastModified, out var value) == true && HeaderUtilities.TryParseDate(value.ToString(), out var date) ? date : null;

    private static async Task<string> ReadFieldAsync(MultipartSection section, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(section.Body, Encoding.UTF8, leaveOpen: true);
        var buffer = new char[MaxFieldCharacters + 1];
        var length = await reader.ReadBlockAsync(buffer, cancellationToken);
        return length <= MaxFieldCharacters ? new string(buffer, 0, length) : throw new RequestRefusedException($"A field of the upload has more than {MaxFieldCharacters} characters.");
    }
}
