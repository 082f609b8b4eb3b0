using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.AI;

namespace Assistant.Evals.Tests.Continual;

/// <summary>An encoder for tests: the normalized sum of a fixed random vector for each word; a picture is the words that its bytes spell.</summary>
internal sealed class WordEncoder : IEmbeddingGenerator<string, Embedding<float>>, IEmbeddingGenerator<DataContent, Embedding<float>>
{
    public const int Dimensions = 32;

    public static Core.Retrieval.Encoder Make()
    {
        var tower = new WordEncoder();
        return new Core.Retrieval.Encoder("words-1", Dimensions) { Text = tower, Image = tower };
    }

    public static float[] Of(string text)
    {
        var sum = new float[Dimensions];
        foreach (var word in text.ToLowerInvariant().Split([' ', '.', '?', ','], StringSplitOptions.RemoveEmptyEntries))
        {
            var random = new Random(BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes(word))));
            for (var k = 0; k < Dimensions; k++) sum[k] += (float)((random.NextDouble() * 2) - 1);
        }

        var length = MathF.Sqrt(sum.Sum(value => value * value));
        return [.. sum.Select(value => value / length)];
    }

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(value => new Embedding<float>(Of(value)))));

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<DataContent> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        GenerateAsync(values.Select(value => Encoding.UTF8.GetString(value.Data.Span)), options, cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
