using Assistant.Core.Retrieval;
using Assistant.Inference.Encoders;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Assistant.Inference.Tests.Encoders;

/// <summary>An encoder that a test loaded; disposes its generators.</summary>
internal sealed class LoadedEncoder(Encoder encoder) : IDisposable
{
    public Encoder Encoder { get; } = encoder;

    public IEmbeddingGenerator<string, Embedding<float>> Text => Encoder.Text!;

    public IEmbeddingGenerator<DataContent, Embedding<float>> Image => Encoder.Image!;

    public static LoadedEncoder From(string folder, EncoderEngineOptions? options = null) =>
        new(new EncoderModels(Options.Create(options ?? new EncoderEngineOptions()), NullLogger<EncoderModels>.Instance).Load(folder));

    public static DataContent Picture(string path) => new(File.ReadAllBytes(path), "image/*");

    public async Task<float[]> QueryAsync(string text) => (await Text.GenerateAsync([text], EncoderInput.Query))[0].Vector.ToArray();

    public void Dispose()
    {
        Encoder.Text?.Dispose();
        Encoder.Image?.Dispose();
    }
}
