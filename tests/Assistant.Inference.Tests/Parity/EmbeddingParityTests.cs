using System.Numerics.Tensors;
using System.Text.Json;
using Assistant.Core.Retrieval;
using Assistant.Inference.Tests.Encoders;
using Microsoft.Extensions.AI;

namespace Assistant.Inference.Tests.Parity;

public sealed class EmbeddingParityTests
{
    private const double Floor = 0.9999;

    [RequiresEnginesTheory]
    [InlineData("clip-tiny")]
    [InlineData("siglip-tiny")]
    [InlineData("siglip2-tiny")]
    [InlineData("mobileclip-tiny")]
    [InlineData("bge-tiny")]
    [InlineData("minilm-tiny")]
    [InlineData("e5-tiny")]
    public async Task Texts_have_the_vectors_of_the_reference(string model)
    {
        using var encoder = LoadedEncoder.From(ParityFiles.Model(model));
        var goldens = ParityFiles.Golden($"{model}.texts.json");
        string[] texts = [.. goldens.Select(golden => golden.GetProperty("text").GetString()!)];

        // In one call, so that texts of all lengths share batches.
        Compare(goldens, "passage", await encoder.Text.GenerateAsync(texts, EncoderInput.Passage));
        Compare(goldens, "query", await encoder.Text.GenerateAsync(texts, EncoderInput.Query));
    }

    [RequiresEnginesTheory]
    [InlineData("clip-tiny")]
    [InlineData("siglip-tiny")]
    [InlineData("siglip2-tiny")]
    [InlineData("mobileclip-tiny")]
    public async Task Pictures_have_the_vectors_of_the_reference(string model)
    {
        using var encoder = LoadedEncoder.From(ParityFiles.Model(model));
        var goldens = ParityFiles.Golden($"{model}.images.json");

        Compare(goldens, "vector", await encoder.Image.GenerateAsync(goldens.Select(golden => LoadedEncoder.Picture(ParityFiles.Picture(golden.GetProperty("picture").GetString()!)))));
    }

    private static void Compare(JsonElement[] goldens, string kind, GeneratedEmbeddings<Embedding<float>> vectors)
    {
        var wrong = new List<string>();
        foreach (var (golden, vector) in goldens.Zip(vectors))
        {
            var expected = ParityFiles.Floats(golden.TryGetProperty(kind, out var special) ? special : golden.GetProperty("vector"));
            var cosine = TensorPrimitives.CosineSimilarity(expected, vector.Vector.Span);
            if (!(cosine >= Floor)) wrong.Add($"{cosine:0.00000} {golden.EnumerateObject().First().Value}");
            Assert.Equal(1, TensorPrimitives.Norm(vector.Vector.Span), 1e-4);
        }

        Assert.True(goldens.Length >= 10 && vectors.Count == goldens.Length);
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {goldens.Length} differ:\n{string.Join('\n', wrong.Take(10))}");
    }
}
