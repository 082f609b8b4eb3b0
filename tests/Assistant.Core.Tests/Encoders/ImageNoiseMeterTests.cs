using Assistant.Core.Encoders;
using Assistant.Core.Retrieval;
using Assistant.Core.Tests.Retrieval;
using Microsoft.Extensions.AI;

namespace Assistant.Core.Tests.Encoders;

public sealed class ImageNoiseMeterTests
{
    [Fact]
    public async Task Mean_and_spread_are_those_of_all_pairs()
    {
        // Half of the pictures at a cosine of 0.6 with every text, half at 0.8.
        var store = new AssignedEncoders { PictureVectors = [.. Enumerable.Range(0, 10).Select(i => (ReadOnlyMemory<float>)(i % 2 == 0 ? [0.6f, 0.8f] : new[] { 0.8f, 0.6f }))] };
        var noise = await ImageNoiseMeter.MeasureAsync(new Encoder("a", 2) { Text = new East() }, store);
        Assert.Equal((0.7, 0.1, 10L), (Math.Round(noise!.Mean, 5), Math.Round(noise.Deviation, 5), noise.Pictures));
        Assert.Equal(2, noise.Deviations(0.9), 3);
    }

    [Fact]
    public async Task A_handful_of_pictures_tells_nothing()
    {
        var store = new AssignedEncoders { PictureVectors = [.. Enumerable.Repeat((ReadOnlyMemory<float>)new[] { 1f, 0f }, ImageNoiseMeter.FewestPictures - 1)] };
        Assert.Null(await ImageNoiseMeter.MeasureAsync(new Encoder("a", 2) { Text = new East() }, store));
    }

    private sealed class East : IEmbeddingGenerator<string, Embedding<float>>
    {
        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(_ => new Embedding<float>(new float[] { 1, 0 }))));

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
