using System.Buffers.Text;
using Assistant.Core.Retrieval;
using Assistant.Hosting.Errors;
using Microsoft.Extensions.AI;

namespace Assistant.Api.Access;

/// <summary>Pictures that come with a query, as a data URL or bare base64.</summary>
internal static class ImageInput
{
    private const int MostBytes = 20 << 20;

    /// <summary>The bytes of a picture, at most 20 MiB; empty when there is none.</summary>
    /// <exception cref="RequestRefusedException">It is neither a base64 data URL nor base64, or too large.</exception>
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
        if (length > MostBytes)
            throw new RequestRefusedException(StatusCodes.Status413PayloadTooLarge, "The picture is too large", $"It has {length} bytes; at most {MostBytes} are looked at.");
        var bytes = new byte[length];
        return Convert.TryFromBase64Chars(payload, bytes, out var written) ? bytes.AsMemory(0, written) : throw new RequestRefusedException("The picture is not valid base64.");
    }

    /// <summary>Lets the encoder look at a picture before an answer is begun that would fail in its middle.</summary>
    /// <exception cref="MissingImageEncoderException">There is a picture, and nothing that could look at it.</exception>
    /// <exception cref="Core.Encoders.EncoderInputException">The picture cannot be read.</exception>
    public static async ValueTask EnsureCanSeeAsync(this IEncoderDirectory encoders, ReadOnlyMemory<byte> image, CancellationToken cancellationToken)
    {
        if (image.IsEmpty)
            return;
        var tower = encoders.ForQueries(EncoderRole.Image)?.Image ?? throw new MissingImageEncoderException();
        await tower.GenerateAsync([new DataContent(image, "application/octet-stream")], EncoderInput.Query, cancellationToken);
    }
}
