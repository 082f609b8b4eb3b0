using System.Text;
using Assistant.Core.Encoders;
using Microsoft.Extensions.AI;

namespace Assistant.Ingestion.Worker;

/// <summary>
/// Encoders for tests, named <c>words:SEED[:MS]</c>: a text's vector is the sum of a direction for each of its words, so that it is
/// nearest to texts with the same words; other seeds give other spaces, of another width. A picture is read as text; one that begins
/// with <c>unreadable</c> is refused. Each call takes MS milliseconds.
/// </summary>
public sealed class WordEncoders : IEncoderLoader
{
    /// <summary>Models that are gone.</summary>
    public HashSet<string> Gone { get; } = [];

    /// <inheritdoc/>
    public Core.Retrieval.Encoder Load(string model)
    {
        var parts = model.Split(':');
        if (parts is not ["words", var seed, ..] || Gone.Contains(model))
            throw new EncoderLoadException($"There is no model {model}.");
        var towers = new Towers(int.Parse(seed, null), parts.Length > 2 ? int.Parse(parts[2], null) : 0);
        return new Core.Retrieval.Encoder("words-" + seed, towers.Dimensions) { Text = towers, Image = towers };
    }

    private sealed class Towers(int seed, int milliseconds) : IEmbeddingGenerator<string, Embedding<float>>, IEmbeddingGenerator<DataContent, Embedding<float>>
    {
        public int Dimensions => 128 + (8 * seed);

        public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            if (milliseconds > 0 && !Core.Retrieval.EncoderInput.IsQuery(options))
                await Task.Delay(milliseconds, cancellationToken);
            return [.. values.Select(text => new Embedding<float>(Encode(text)))];
        }

        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<DataContent> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            var texts = values.Select(value => Encoding.UTF8.GetString(value.Data.Span)).ToArray();
            return texts.Any(text => text.StartsWith("unreadable", StringComparison.Ordinal))
                ? throw new EncoderInputException("no picture format that is known")
                : GenerateAsync(texts, options, cancellationToken);
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }

        private float[] Encode(string text)
        {
            var vector = new float[Dimensions];
            foreach (var word in text.ToLowerInvariant().Split([' ', '\n', '.', ',', '#', '|'], StringSplitOptions.RemoveEmptyEntries))
            {
                var random = new Random(HashCode(word));
                for (var i = 0; i < vector.Length; i++)
                    vector[i] += random.NextSingle() - 0.5f;
            }

            var length = MathF.Sqrt(vector.Sum(value => value * value));
            return [.. vector.Select(value => length == 0 ? 0 : value / length)];
        }

        // FNV-1a: the same in every process.
        private int HashCode(string word)
        {
            var hash = 2166136261u ^ (uint)seed;
            foreach (var letter in word)
                hash = (hash ^ letter) * 16777619;
            return (int)hash;
        }
    }
}
