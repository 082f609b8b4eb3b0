using System.Runtime.InteropServices;
using Assistant.Inference.Llm;
using Assistant.Inference.Llm.Loading;
using Assistant.Inference.Llm.Memory;
using Assistant.Inference.Llm.Scheduling;
using Assistant.Native.Gguf;
using Assistant.Native.LlamaCpp;
using Microsoft.Extensions.Logging.Abstractions;

namespace Assistant.Inference.Tests.Llm;

/// <summary>A model of half a million random weights, with a smaller one of the same vocabulary beside it, and engines over them.</summary>
public sealed class TinyModel : IDisposable
{
    private static readonly RandomModelShape Shape = new("tiny", 64, 2, 128, 4, 2, Vocabulary: 1024, ContextTokens: 2048);
    private readonly string folder = Directory.CreateTempSubdirectory("tiny-llm").FullName;

    public TinyModel()
    {
        RandomModel.Write(Path, Shape, LlamaFileType.F16);
        RandomModel.Write(DraftPath, Shape with { Layers = 1 }, LlamaFileType.F16);
        RandomModel.Write(StrangerPath, Shape with { Layers = 1, Vocabulary = 768 }, LlamaFileType.F16);
        if (!RequiresLlamaFactAttribute.IsInstalled) return;
        Library = LlamaLibrary.Open();
        Model = LlamaModel.Load(Library, Path);
        Draft = LlamaModel.Load(Library, DraftPath);
    }

    public string Path => System.IO.Path.Combine(folder, "tiny.gguf");

    public string DraftPath => System.IO.Path.Combine(folder, "draft.gguf");

    /// <summary>A model of another vocabulary.</summary>
    public string StrangerPath => System.IO.Path.Combine(folder, "stranger.gguf");

    public LlamaLibrary Library { get; } = null!;

    public LlamaModel Model { get; } = null!;

    public LlamaModel Draft { get; } = null!;

    internal ModelTokens Tokens => new(Model.Vocabulary);

    /// <summary>An engine's memory and computing, with one thread.</summary>
    internal static LlamaWorker Worker(LlamaModel model, int cells = 4096, int sequences = 24, int batch = 256, IReadOnlyDictionary<string, LlamaAdapter>? adapters = null, bool isUnified = true) => new(
        LlamaContext.Create(model, new LlamaContextSettings { ContextTokens = cells, BatchTokens = batch, Sequences = sequences, UnifiedCache = isUnified, Threads = 1, BatchThreads = 1 }), new ThreadCounts(1, 1, 1), adapters ?? new Dictionary<string, LlamaAdapter>());

    /// <summary>Writes a LoRA adapter of rank 4 that changes every layer's queries at random, and loads it.</summary>
    internal LlamaAdapter Adapter(int seed)
    {
        const int rank = 4;
        var random = new Random(seed);
        var writer = new GgufWriter().Set("general.architecture", "llama").Set("general.type", "adapter").Set("adapter.type", "lora").Set("adapter.lora.alpha", 4f);
        for (var layer = 0; layer < Shape.Layers; layer++)
        {
            writer.Add($"blk.{layer}.attn_q.weight.lora_a", GgufTensorType.F32, [Shape.Embedding, rank], Numbers());
            writer.Add($"blk.{layer}.attn_q.weight.lora_b", GgufTensorType.F32, [rank, Shape.Embedding], Numbers());
        }

        var path = System.IO.Path.Combine(folder, $"adapter-{seed}.gguf");
        writer.Write(path);
        return LlamaAdapter.Load(Model, path);

        Action<Stream> Numbers()
        {
            var numbers = Enumerable.Range(0, Shape.Embedding * rank).Select(_ => (float)(2 * random.NextDouble() - 1)).ToArray();
            return stream => stream.Write(MemoryMarshal.AsBytes(numbers.AsSpan()));
        }
    }

    /// <summary>A scheduler over an engine of its own, or over the given one.</summary>
    internal LlmScheduler Scheduler(SchedulerSettings? settings = null, ILlmContext? context = null, Drafting? drafting = null) =>
        new(context ?? Worker(Model), settings ?? new SchedulerSettings(), drafting, NullLogger.Instance);

    internal Drafting Drafting(int ahead = 5) => new(Worker(Draft), ahead, 64, NullLogger.Instance, leastProbability: 0);

    internal int[] Prompt(string text) => Model.Vocabulary.Tokenize(text, addSpecial: true, parseSpecial: false);

    internal Generation Generation(LlmRequest request, int window = 2048, int? sinks = null) => request.Beams > 1
        ? new BeamGeneration(request, Tokens, request.Sampling.Grammar is null ? null : LlamaSampler.Create(Model, new LlamaSamplerSettings { Grammar = request.Sampling.Grammar }), window)
        : new SamplingGeneration(request, Tokens, LlamaSampler.Create(Model, request.Sampling), window, sinks);

    internal LlmRequest Request(string prompt, int tokens, int? logProbabilities = null) => new() { Prompt = Prompt(prompt), MaxTokens = tokens, LogProbabilities = logProbabilities };

    /// <summary>What the engine writes in a plain loop: the best token each time, one sequence, nothing shared.</summary>
    internal List<int> Reference(int[] prompt, int count, LlamaAdapter? adapter = null)
    {
        using var context = LlamaContext.Create(Model, new LlamaContextSettings { ContextTokens = 2048, BatchTokens = 512, Threads = 1, BatchThreads = 1 });
        if (adapter is not null) context.SetAdapters([(adapter, 1)]);
        var batch = new LlamaBatch(512);
        for (var i = 0; i < prompt.Length; i++) batch.Add(prompt[i], i, 0, i == prompt.Length - 1);
        var written = new List<int>();
        while (true)
        {
            context.Decode(batch);
            var logits = context.Logits(batch.Count - 1);
            var best = 0;
            for (var i = 1; i < logits.Length; i++) best = logits[i] > logits[best] ? i : best;
            written.Add(best);
            if (written.Count == count || Model.Vocabulary.IsEndOfGeneration(best)) return written;
            batch.Clear();
            batch.Add(best, prompt.Length + written.Count - 1, 0, true);
        }
    }

    public void Dispose()
    {
        Draft?.Dispose();
        Model?.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
