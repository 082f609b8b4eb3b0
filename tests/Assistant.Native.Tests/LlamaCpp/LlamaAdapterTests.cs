using System.Runtime.InteropServices;
using Assistant.Native.Gguf;
using Assistant.Native.LlamaCpp;

namespace Assistant.Native.Tests.LlamaCpp;

[Collection(TinyModelCollection.Name)]
public sealed class LlamaAdapterTests(TinyModel tiny)
{
    private static readonly int[] Prompt = [5, 80, 300, 7, 12];

    [RequiresLlamaFact]
    public void An_adapter_changes_the_logits_and_is_switched_off_again()
    {
        using var adapter = LlamaAdapter.Load(tiny.Model, Adapter("one.gguf", seed: 1));
        using var context = tiny.Context();
        var plain = Logits(context);

        context.SetAdapters([(adapter, 1)]);
        var whole = Logits(context);
        Assert.True(Distance(plain, whole) > 0.05, $"{Distance(plain, whole)}");
        context.SetAdapters([(adapter, 0.1f)]);
        Assert.InRange(Distance(plain, Logits(context)), 1e-4, Distance(plain, whole) * 0.5);
        context.SetAdapters([(adapter, 0)]);
        Assert.Equal(plain, Logits(context));
        context.SetAdapters([(adapter, 1)]);
        Assert.Equal(whole, Logits(context));
        context.SetAdapters([]);
        Assert.Equal(plain, Logits(context));
    }

    [RequiresLlamaFact]
    public void Adapters_are_loaded_and_disposed_while_a_context_works()
    {
        using var context = tiny.Context();
        var first = LlamaAdapter.Load(tiny.Model, Adapter("first.gguf", seed: 2));
        context.SetAdapters([(first, 1)]);
        var changed = Logits(context);
        // The context holds it.
        first.Dispose();
        Assert.Equal(changed, Logits(context));

        using var second = LlamaAdapter.Load(tiny.Model, Adapter("second.gguf", seed: 3));
        context.SetAdapters([(second, 1)]);
        Assert.NotEqual(changed, Logits(context));
        Assert.Throws<ObjectDisposedException>(() => context.SetAdapters([(first, 1)]));
    }

    [RequiresLlamaFact]
    public void What_is_no_adapter_of_this_model_is_refused()
    {
        var text = Path.Combine(tiny.Folder, "text.gguf");
        File.WriteAllText(text, "not an adapter");
        var wide = Path.Combine(tiny.Folder, "wide.gguf");
        Write(wide, seed: 1, width: 512);

        Assert.Throws<FileNotFoundException>(() => LlamaAdapter.Load(tiny.Model, text + ".missing"));
        Assert.Throws<LlamaException>(() => LlamaAdapter.Load(tiny.Model, text));
        Assert.Throws<LlamaException>(() => LlamaAdapter.Load(tiny.Model, tiny.Path));
        Assert.Contains(wide, Assert.Throws<LlamaException>(() => LlamaAdapter.Load(tiny.Model, wide)).Message, StringComparison.Ordinal);

        using var other = LlamaModel.Load(LlamaLibrary.Open(), tiny.Path);
        using var foreign = LlamaAdapter.Load(other, Adapter("foreign.gguf", seed: 1));
        using var context = tiny.Context();
        Assert.Throws<ArgumentException>(() => context.SetAdapters([(foreign, 1)]));
    }

    private static float[] Logits(LlamaContext context)
    {
        context.Clear();
        return TinyModel.Feed(context, Prompt);
    }

    private static double Distance(float[] first, float[] second) => first.Zip(second).Max(pair => Math.Abs(pair.First - pair.Second));

    private string Adapter(string name, int seed)
    {
        var path = Path.Combine(tiny.Folder, name);
        Write(path, seed, TinyModel.Shape.Embedding);
        return path;
    }

    /// <summary>A random change of rank 4 of every layer's queries: W + B A.</summary>
    private static void Write(string path, int seed, int width)
    {
        const int rank = 4;
        var random = new Random(seed);
        var writer = new GgufWriter().Set("general.architecture", "llama").Set("general.type", "adapter").Set("adapter.type", "lora").Set("adapter.lora.alpha", 4f);
        for (var layer = 0; layer < TinyModel.Shape.Layers; layer++)
        {
            writer.Add($"blk.{layer}.attn_q.weight.lora_a", GgufTensorType.F32, [width, rank], Numbers(width * rank));
            writer.Add($"blk.{layer}.attn_q.weight.lora_b", GgufTensorType.F32, [rank, width], Numbers(width * rank));
        }

        writer.Write(path);

        Action<Stream> Numbers(int count)
        {
            var numbers = Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray();
            return stream => stream.Write(MemoryMarshal.AsBytes(numbers.AsSpan()));
        }
    }
}
