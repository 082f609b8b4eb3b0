using Assistant.Native.Gguf;
using Assistant.Native.LlamaCpp;

namespace Assistant.Native.Tests.LlamaCpp;

[Collection(TinyModelCollection.Name)]
public sealed class LlamaQuantizerTests(TinyModel tiny)
{
    private static readonly int[] Prompt = [5, 80, 300, 7, 12];

    [RequiresLlamaFact]
    public void Fewer_bits_make_a_smaller_file_that_says_less_exactly_the_same()
    {
        var exact = Logits(tiny.Model);
        var eight = Quantized(LlamaFileType.Q8_0, GgufTensorType.Q8_0, out var eightBytes);
        var four = Quantized(LlamaFileType.Q4_K_M, GgufTensorType.Q4_K, out var fourBytes);

        var whole = new FileInfo(tiny.Path).Length;
        Assert.True(eightBytes < whole * 0.6 && fourBytes < eightBytes * 0.7, $"{whole}, {eightBytes}, {fourBytes}");
        Assert.InRange(Distance(exact, eight), 1e-5, 0.02);
        Assert.InRange(Distance(exact, four), Distance(exact, eight), 0.3);
    }

    [RequiresLlamaFact]
    public void A_damaged_file_is_refused_and_leaves_nothing_behind()
    {
        var (damaged, output) = (Path.Combine(tiny.Folder, "damaged.gguf"), Path.Combine(tiny.Folder, "damaged-q8.gguf"));
        File.WriteAllBytes(damaged, File.ReadAllBytes(tiny.Path)[..200_000]);

        Assert.Contains(damaged, Assert.Throws<LlamaException>(() => LlamaQuantizer.Quantize(LlamaLibrary.Open(), damaged, output, LlamaFileType.Q8_0)).Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateFiles(tiny.Folder), file => file.StartsWith(output, StringComparison.Ordinal));
        Assert.Throws<ArgumentException>(() => LlamaQuantizer.Quantize(LlamaLibrary.Open(), tiny.Path, tiny.Path, LlamaFileType.Q8_0));
        Assert.Throws<FileNotFoundException>(() => LlamaQuantizer.Quantize(LlamaLibrary.Open(), output, damaged, LlamaFileType.Q8_0));
    }

    private static double Distance(float[] first, float[] second) => Math.Sqrt(first.Zip(second).Average(pair => Math.Pow(pair.First - pair.Second, 2))) / Math.Sqrt(first.Average(value => value * value));

    private static float[] Logits(LlamaModel model)
    {
        using var context = LlamaContext.Create(model, new LlamaContextSettings { ContextTokens = 256, BatchThreads = 1 });
        return TinyModel.Feed(context, Prompt);
    }

    private float[] Quantized(LlamaFileType type, GgufTensorType matrix, out long bytes)
    {
        var output = Path.Combine(tiny.Folder, $"{type}.gguf");
        LlamaQuantizer.Quantize(LlamaLibrary.Open(), tiny.Path, output, type, threads: 1);
        var file = GgufFile.Read(output);
        Assert.Equal((long)type, file.Number("general.file_type"));
        Assert.Equal(matrix, file.Tensors.Single(tensor => tensor.Name == "blk.1.attn_q.weight").Type);
        Assert.Equal(file.Metadata["tokenizer.ggml.tokens"], GgufFile.Read(tiny.Path).Metadata["tokenizer.ggml.tokens"]);
        bytes = new FileInfo(output).Length;
        using var model = LlamaModel.Load(LlamaLibrary.Open(), output);
        return Logits(model);
    }
}
