using System.Runtime.InteropServices;
using System.Text.Json;
using Assistant.Core.Encoders;
using Assistant.Core.Retrieval;
using Assistant.Hosting.Errors;
using Microsoft.Extensions.AI;

namespace Assistant.Api.OpenAi;

/// <summary><c>POST /v1/embeddings</c>, OpenAI-compatible.</summary>
internal static class EmbeddingsEndpoint
{
    private const int MostInputs = 256;
    private const int MostCharacters = 400_000;

    public static async Task<IResult> EmbedAsync(HttpContext context, IEncoderDirectory encoders, CancellationToken cancellationToken)
    {
        var body = await context.Request.ReadFromJsonAsync<EmbeddingsBody>(OpenAiEndpoints.Json, cancellationToken) ?? throw new JsonException("The body is null.");
        var encoder = Find(encoders, body.Model);
        var inputs = Inputs(body.Input);
        if (body.Dimensions is { } dimensions && dimensions != encoder.Dimensions)
            throw new RequestRefusedException($"{encoder.Id} has {encoder.Dimensions} dimensions and cannot be cut to {dimensions}. Leave dimensions out.");
        var base64 = body.EncodingFormat switch
        {
            null or "float" => false,
            "base64" => true,
            _ => throw new RequestRefusedException("encoding_format is float or base64."),
        };
        var options = body.InputType switch
        {
            "query" => EncoderInput.Query,
            null or "passage" => EncoderInput.Passage,
            _ => throw new RequestRefusedException("input_type is query or passage."),
        };
        var vectors = await encoder.Text!.GenerateAsync(inputs, options, cancellationToken);
        return Results.Json(
            new EmbeddingList("list", [.. vectors.Select((vector, i) => new EmbeddingItem("embedding", i, base64 ? Base64(vector) : vector.Vector.ToArray()))], encoder.Id, new EmbeddingUsage(0, 0)),
            OpenAiEndpoints.Json);
    }

    private static Encoder Find(IEncoderDirectory encoders, string? model)
    {
        var serving = EncoderLifecycle.Roles.Select(encoders.ForQueries).OfType<Encoder>().Where(encoder => encoder.Text is not null);
        return serving.FirstOrDefault(encoder => model is null or ChatModels.All || encoder.Id == model)
            ?? throw new RequestRefusedException(StatusCodes.Status404NotFound, "No such model", "Vectors are made by the encoder in use; GET /v1/models lists it, GET /api/encoders says why when there is none.");
    }

    private static string[] Inputs(JsonElement input)
    {
        string[] texts = input.ValueKind switch
        {
            JsonValueKind.String => [Text(input)],
            JsonValueKind.Array when input.GetArrayLength() is > 0 and <= MostInputs => [.. input.EnumerateArray().Select(Text)],
            JsonValueKind.Array => throw new RequestRefusedException($"input is 1 to {MostInputs} texts, not {input.GetArrayLength()}."),
            _ => throw new RequestRefusedException("input is a text or a list of texts."),
        };
        var characters = texts.Sum(text => (long)text.Length);
        return characters <= MostCharacters ? texts : throw new RequestRefusedException($"The inputs have {characters} characters; at most {MostCharacters} are encoded in one call.");
    }

    private static string Text(JsonElement input)
    {
        if (input.ValueKind != JsonValueKind.String)
            throw new RequestRefusedException("input is text; lists of token ids are not taken, because encoders have tokens of their own.");
        try
        {
            return input.GetString() is { Length: > 0 } text ? text : throw new RequestRefusedException("An input is empty.");
        }
        catch (InvalidOperationException)
        {
            // Strings are decoded when they are asked for; an escape was half a character.
            throw new RequestRefusedException("An input is not valid Unicode.");
        }
    }

    private static string Base64(Embedding<float> vector) => Convert.ToBase64String(MemoryMarshal.AsBytes(vector.Vector.Span));
}
