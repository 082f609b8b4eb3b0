using Assistant.Native.Gguf;
using Assistant.Native.LlamaCpp;

namespace Assistant.Native.Tests.LlamaCpp;

/// <summary>A model of three layers with random weights, made once for all tests, and its folder.</summary>
public sealed class TinyModel : IDisposable
{
    internal static readonly RandomModelShape Shape = new("tiny", Embedding: 256, Layers: 3, FeedForward: 512, Heads: 4, KeyValueHeads: 2, Vocabulary: 1_024, ContextTokens: 512);

    private readonly Lazy<LlamaModel> model;

    public TinyModel()
    {
        Folder = Directory.CreateTempSubdirectory("assistant-llama-").FullName;
        Path = System.IO.Path.Combine(Folder, "tiny.gguf");
        RandomModel.Write(Path, Shape, LlamaFileType.F16);
        model = new(() => LlamaModel.Load(LlamaLibrary.Open(), Path));
    }

    internal string Folder { get; }

    internal string Path { get; }

    internal LlamaModel Model => model.Value;

    public void Dispose()
    {
        if (model.IsValueCreated) model.Value.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    internal LlamaContext Context(int sequences = 4) =>
        LlamaContext.Create(Model, new LlamaContextSettings { ContextTokens = 512, BatchTokens = 256, Sequences = sequences, BatchThreads = 1 });

    /// <summary>Feeds tokens to a sequence and gives the logits of the last.</summary>
    internal static float[] Feed(LlamaContext context, ReadOnlySpan<int> tokens, int sequence = 0, int start = 0)
    {
        var batch = new LlamaBatch(tokens.Length);
        for (var i = 0; i < tokens.Length; i++) batch.Add(tokens[i], start + i, sequence, output: i == tokens.Length - 1);
        Assert.Equal(LlamaDecodeResult.Done, context.Decode(batch));
        return context.Logits(-1).ToArray();
    }

    /// <summary>Goes on writing.</summary>
    internal static int[] Write(LlamaContext context, LlamaSampler sampler, int[] prompt, int count)
    {
        Feed(context, prompt);
        var written = new int[count];
        for (var i = 0; i < count; i++)
        {
            written[i] = sampler.Sample(context, -1);
            Feed(context, [written[i]], start: prompt.Length + i);
        }

        return written;
    }
}

[CollectionDefinition(Name)]
public sealed class TinyModelCollection : ICollectionFixture<TinyModel>
{
    public const string Name = "tiny model";
}
