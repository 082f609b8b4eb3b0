using System.Buffers.Text;
using Assistant.Core.Retrieval;
using Assistant.Hosting.Errors;

namespace Assistant.Api.Access;

/// <summary>Pictures that come with a query, as a data URL or bare base64.</summary>
internal static class ImageInput
{
    /// <summary>The bytes of a picture; empty when there is none.</summary>
    /// <exception cref="RequestRefusedException">It is neither a base64 data URL nor base64.</exception>
    public static ReadOnlyMemory<byte> Parse(string? image)
    {
        if (string.IsNullOrEmpty(image))
            return default;
        var payload = image.AsSpan();
        if (payload.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            var comma = payload.IndexOf(',');
            if (comma < 0 || !payload[..comma].EndsWith(";base64", StringComparison.OrdinalIgnoreCase))
                throw new RequestRefusedException("The picture's data URL is not of the form data:image/png;base64,…");
            payload = payload[(comma + 1)..];
        }

        if (!Base64.IsValid(payload, out var length) || length == 0)
            throw new RequestRefusedException("The picture is not valid base64.");
        var bytes = new byte[length];
        return Convert.TryFromBase64Chars(payload, bytes, out var written) ? bytes.AsMemory(0, written) : throw new RequestRefusedException("The picture is not valid base64.");
    }

    /// <summary>Asks the retriever whether it can compare pictures, before an answer is begun that would fail in its middle.</summary>
    /// <exception cref="MissingImageEncoderException">There is a picture, and nothing that could look at it.</exception>
    public static async ValueTask EnsureCanSeeAsync(this IRetriever retriever, ReadOnlyMemory<byte> image, CancellationToken cancellationToken)
    {
        if (!image.IsEmpty)
            await retriever.SearchAsync(new SearchRequest("") { Image = image, Limit = 1 }, cancellationToken);
    }
}
