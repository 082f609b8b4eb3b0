using Microsoft.Extensions.AI;

namespace Assistant.Core.Retrieval;

/// <summary>A model that leads texts, pictures or both into one space. Owned by the container; its generators are safe from many threads.</summary>
/// <param name="Id">Names the model and its weights; vectors are keyed by it.</param>
/// <param name="Dimensions">Width of its vectors.</param>
public sealed record Encoder(string Id, int Dimensions)
{
    /// <summary>What a rank among its text vectors counts for beside a rank among words, before the weights that are configured: 1 for a good encoder of text, less for a weak one.</summary>
    public double TextWeight { get; init; } = 1;

    /// <summary>The same for a rank among its picture vectors.</summary>
    public double ImageWeight { get; init; } = 1;

    /// <summary>Gives L2-normalized vectors of texts; null when the model reads none. See <see cref="EncoderInput"/>.</summary>
    public IEmbeddingGenerator<string, Embedding<float>>? Text { get; init; }

    /// <summary>Gives L2-normalized vectors of pictures (encoded bytes of any supported format); null when the model reads none.</summary>
    public IEmbeddingGenerator<DataContent, Embedding<float>>? Image { get; init; }
}

/// <summary>What vectors are used for; an encoder can serve both.</summary>
public enum EncoderRole
{
    /// <summary>Texts are compared with texts: leg <c>dense_text</c>.</summary>
    Text,

    /// <summary>Texts and pictures are compared with pictures: leg <c>dense_image</c>.</summary>
    Image,
}

/// <summary>What an input is, as options of a generator: encoders have other prefixes for queries, and queries overtake ingestion.</summary>
public static class EncoderInput
{
    /// <summary>Name of the property, the one that hosted embedding services use.</summary>
    public const string Property = "input_type";

    /// <summary>A user waits for it.</summary>
    public static EmbeddingGenerationOptions Query => new() { AdditionalProperties = new() { [Property] = "query" } };

    /// <summary>A document being ingested; also what absent options mean.</summary>
    public static EmbeddingGenerationOptions Passage => new() { AdditionalProperties = new() { [Property] = "passage" } };

    /// <summary>Whether the options say that a user waits.</summary>
    public static bool IsQuery(EmbeddingGenerationOptions? options) =>
        options?.AdditionalProperties?.TryGetValue(Property, out var value) == true && value is "query";
}

/// <summary>Which encoders are in use. Changes while serving: callers ask anew for each query or batch.</summary>
public interface IEncoderDirectory
{
    /// <summary>The encoder whose vectors queries of this role are compared with; null when there is none.</summary>
    Encoder? ForQueries(EncoderRole role);

    /// <summary>Encoders that new documents are embedded with: the one for queries, and the one that is being built to follow it.</summary>
    IReadOnlyList<Encoder> ForIngestion(EncoderRole role);
}
