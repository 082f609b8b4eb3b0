using Assistant.Inference.Llm.Loading;
using Assistant.Native.Gguf;
using Assistant.Native.LlamaCpp;

namespace Assistant.Inference.Tests.Llm.Loading;

public sealed class LanguageModelLoaderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("assistant-models-").FullName;
    private readonly string sound;

    public LanguageModelLoaderTests()
    {
        sound = Path.Combine(folder, "sound.gguf");
        RandomModel.Write(sound, new RandomModelShape("small", 64, 2, 128, 4, 2, 512), LlamaFileType.Q8_0);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [RequiresLlamaFact]
    public void A_sound_model_loads_and_is_tried_once()
    {
        var verdicts = Path.Combine(folder, "verdicts");
        var loader = new LanguageModelLoader(LlamaLibrary.Open(), verdicts);
        using (var model = loader.Load(sound)) Assert.Equal(512, model.Vocabulary.Count);
        var tried = File.ReadAllText(verdicts);

        // A trial needs more time than that; one that is remembered needs none.
        using (var model = new LanguageModelLoader(LlamaLibrary.Open(), verdicts, TimeSpan.FromMilliseconds(1)).Load(sound)) Assert.Equal(2, model.Layers);
        Assert.Equal(tried, File.ReadAllText(verdicts));
        File.SetLastWriteTimeUtc(sound, DateTime.UtcNow.AddMinutes(1));
        Assert.Contains("longer than", Assert.Throws<ModelFormatException>(() => new LanguageModelLoader(LlamaLibrary.Open(), verdicts, TimeSpan.FromMilliseconds(1)).Load(sound)).Message, StringComparison.Ordinal);
    }

    [RequiresLlamaFact]
    public void Models_that_do_not_fit_together_are_refused_with_a_reason()
    {
        var loader = new LanguageModelLoader(LlamaLibrary.Open(), verdictFile: null);
        var file = GgufFile.Read(sound);
        var unexpected = new List<string>();
        foreach (var (name, change) in DamagedModels.All())
        {
            var path = Path.Combine(folder, "damaged.gguf");
            DamagedModels.Write(path, file, change);
            var refused = Record.Exception(() => loader.Load(path).Dispose());
            if (refused is not ModelFormatException || !refused.Message.StartsWith(path, StringComparison.Ordinal)) unexpected.Add($"{name}: {refused}");
        }

        Assert.Empty(unexpected);
    }

    [RequiresLlamaFact]
    public void Bytes_changed_at_random_before_the_weights_are_refused_or_harmless()
    {
        var loader = new LanguageModelLoader(LlamaLibrary.Open(), verdictFile: null);
        var whole = File.ReadAllBytes(sound);
        var header = (int)GgufFile.Read(sound).Tensors[0].Offset;
        var random = new Random(11);
        var path = Path.Combine(folder, "changed.gguf");
        var refused = 0;
        for (var round = 0; round < 40; round++)
        {
            var changed = whole.ToArray();
            for (var i = 0; i < 20; i++) changed[random.Next(header)] = (byte)random.Next(256);
            File.WriteAllBytes(path, changed);
            // Nothing else may come of it than a model or a refusal.
            if (Record.Exception(() => loader.Load(path).Dispose()) is not { } exception) continue;
            Assert.IsType<ModelFormatException>(exception);
            refused++;
        }

        Assert.InRange(refused, 10, 40);
    }

    [RequiresLlamaFact]
    public void A_model_that_the_memory_has_no_room_for_is_refused_before_anything_is_tried()
    {
        var large = Path.Combine(folder, "large.gguf");
        File.Copy(sound, large);
        // Takes no room on the disk: what is not written is a hole.
        using (var file = new FileStream(large, FileMode.Open)) file.SetLength(8L << 40);

        var loader = new LanguageModelLoader(LlamaLibrary.Open(), verdictFile: null);
        var refused = Assert.Throws<LlamaException>(() => loader.Load(large, new LlamaModelSettings { GpuLayers = 0 }));
        Assert.StartsWith($"Out of memory: {large} takes 8388608 MB", refused.Message, StringComparison.Ordinal);
    }

    [RequiresLlamaFact]
    public void Files_that_are_something_else_are_refused()
    {
        var loader = new LanguageModelLoader(LlamaLibrary.Open(), verdictFile: null);
        var text = Path.Combine(folder, "text.gguf");
        File.WriteAllText(text, "hello");
        var adapter = Path.Combine(folder, "adapter.gguf");
        new GgufWriter().Set("general.architecture", "llama").Set("general.type", "adapter").Set("adapter.type", "lora").Add("a", GgufTensorType.F32, [1], stream => stream.Write(new byte[4])).Write(adapter);
        using var model = loader.Load(sound);

        Assert.Contains("too short", Assert.Throws<ModelFormatException>(() => loader.Load(text)).Message, StringComparison.Ordinal);
        Assert.Contains("is an adapter", Assert.Throws<ModelFormatException>(() => loader.Load(adapter)).Message, StringComparison.Ordinal);
        Assert.Contains("not a LoRA adapter", Assert.Throws<ModelFormatException>(() => LanguageModelLoader.LoadAdapter(model, sound)).Message, StringComparison.Ordinal);
        Assert.Throws<ModelFormatException>(() => LanguageModelLoader.LoadAdapter(model, text));
        Assert.Throws<LlamaException>(() => LanguageModelLoader.LoadAdapter(model, adapter));
        Assert.Throws<FileNotFoundException>(() => loader.Load(text + ".missing"));
        Assert.ThrowsAny<OperationCanceledException>(() => loader.Load(sound, cancellationToken: new CancellationToken(canceled: true)));
    }
}
