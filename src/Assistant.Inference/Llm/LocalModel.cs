using Assistant.Core.Answering;
using Assistant.Inference.Llm.Loading;
using Assistant.Inference.Llm.Scheduling;
using Assistant.Inference.Templates;
using Assistant.Native.LlamaCpp;
using Assistant.Native.Processes;
using Microsoft.Extensions.Logging;

namespace Assistant.Inference.Llm;

/// <summary>A language model that is loaded, with its engine. Thread-safe.</summary>
internal sealed partial class LocalModel : IDisposable
{
    /// <summary>What models without a template are given: the form that most later ones were trained on (ChatML).</summary>
    private const string PlainTemplate = "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

    private const int LongestByDefault = 8_192, LeastCache = 8_192;

    // Of the free memory the part that cells for each slot may take without being asked for.
    private const int OwnCellsShare = 16;

    // Finished texts in the engine beside those that run; older ones are kept outside.
    private const int KeptSequences = 24;
    private readonly List<IDisposable> owned;
    private readonly LlmServingOptions serving;
    private readonly Dictionary<string, LlamaAdapter> adapters;

    private LocalModel(string name, LlamaModel model, int window, LlmServingOptions serving, Dictionary<string, LlamaAdapter> adapters, List<IDisposable> owned)
    {
        (Name, Model, Window, this.serving, this.adapters, this.owned) = (name, model, window, serving, adapters, owned);
        Tokens = new ModelTokens(model.Vocabulary);
        Template = ChatTemplate.Parse(model.ChatTemplate ?? PlainTemplate);
        Prompts = new PromptTokenizer(model.Vocabulary);
    }

    internal string Name { get; }

    internal LlamaModel Model { get; }

    internal ModelTokens Tokens { get; }

    internal ChatTemplate Template { get; }

    internal PromptTokenizer Prompts { get; }

    /// <summary>Tokens of a prompt with its answer.</summary>
    internal int Window { get; }

    /// <summary>Threads that were chosen.</summary>
    internal ThreadCounts Threads { get; private set; } = new(1, 1, 1);

    internal LlmScheduler Scheduler { get; private set; } = null!;

    /// <summary>Loads a model; takes as long as its file is large.</summary>
    /// <exception cref="ChatModelException">The engine is missing, or it refuses the file, or there is not enough memory; the message says what to do.</exception>
    internal static LocalModel Load(LocalModelFiles files, LlmOptions options, LlmServingOptions serving, LlmQueueOptions queue, ILogger logger, CancellationToken cancellationToken)
    {
        var owned = new List<IDisposable>();
        try
        {
            EngineLog.Attach(logger);
            var library = LlamaLibrary.Open();
            var settings = new LlamaModelSettings { GpuLayers = options.GpuLayers };
            var loader = new LanguageModelLoader(library, files.VerdictFile);
            // What comes with the program is trusted; other files are tried in a process of their own first.
            var model = Owned(files.IsBundled ? LlamaModel.Load(library, files.Model, settings, cancellationToken) : loader.Load(files.Model, settings, cancellationToken));
            if (!model.CanGenerate) throw new ChatModelException($"{files.Model} is an encoder: it does not write. Set Assistant:Llm:Model to a language model.");
            var adapters = options.Adapters.ToDictionary(adapter => adapter.Key, adapter => Owned(LlamaAdapter.Load(model, adapter.Value)));
            var draft = files.Draft is null ? null : Owned(loader.Load(files.Draft, settings, cancellationToken));
            if (draft is not null) RequireSameVocabulary(model, draft);
            var hasGpu = options.GpuLayers != 0 && library.Devices.Any(device => device.IsGpu);
            var window = options.ContextLength > 0 ? options.ContextLength : Math.Min(model.TrainedContext, LongestByDefault);
            var loaded = new LocalModel(files.Name, model, window, serving, adapters, owned);
            loaded.Start(draft, files.ThreadsFile, options, queue, hasGpu, logger);
            LogLoaded(logger, files.Name, model.Description, window, loaded.Threads.Generation, loaded.Threads.SmallBatch, loaded.Threads.Prompt);
            return loaded;
        }
        catch (Exception failure)
        {
            for (var i = owned.Count - 1; i >= 0; i--) owned[i].Dispose();
            throw failure switch
            {
                OperationCanceledException or ChatModelException => failure,
                _ => new ChatModelException($"The language model {files.Name} could not be loaded: {failure.Message}", isUnreachable: true, failure),
            };
        }

        T Owned<T>(T item)
            where T : IDisposable
        {
            owned.Add(item);
            return item;
        }
    }

    /// <summary>Makes a request ready to run.</summary>
    /// <exception cref="ChatModelException">It does not fit or has a setting that is out of range.</exception>
    internal Generation Prepare(LlmRequest request)
    {
        var sinks = serving.Overflow == ContextOverflow.Shift && request.Beams == 1 ? serving.SinkTokens : (int?)null;
        request = Fitted(request, sinks);
        if (request.Adapters.Keys.FirstOrDefault(name => !adapters.ContainsKey(name)) is { } unknown)
        {
            throw new ChatModelException($"There is no adapter '{unknown}'. {(adapters.Count == 0 ? "None is configured; add it" : $"There are: {string.Join(", ", adapters.Keys)}; add others")} under Assistant:Llm:Adapters.");
        }

        try
        {
            if (request.Beams == 1) return new SamplingGeneration(request, Tokens, LlamaSampler.Create(Model, request.Sampling), Window, sinks);
            var grammar = request.Sampling.Grammar is { } text ? LlamaSampler.Create(Model, new LlamaSamplerSettings { Grammar = text }) : null;
            return new BeamGeneration(request, Tokens, grammar, Window);
        }
        catch (ArgumentException failure)
        {
            throw new ChatModelException(failure.Message, failure);
        }
    }

    public void Dispose()
    {
        Scheduler.Dispose();
        for (var i = owned.Count - 1; i >= 0; i--) owned[i].Dispose();
    }

    private LlmRequest Fitted(LlmRequest request, int? sinks)
    {
        var length = request.Prompt.Length;
        if (length == 0) throw new ChatModelException("The prompt is empty.");
        if (length + request.MaxTokens <= Window) return request;
        if (sinks is not { } kept)
        {
            throw new ChatModelException($"The prompt has {length} tokens and {request.MaxTokens} more may be written; together they exceed the context of {Window}. Shorten the prompt, ask for less, or raise Assistant:Llm:ContextLength.");
        }

        // Room for at least a quarter; what lies between the first tokens and the end of the prompt goes.
        var room = Window - Math.Min(request.MaxTokens, Window / 4);
        return length <= room ? request : request with { Prompt = [.. request.Prompt.Take(kept), .. request.Prompt.TakeLast(room - kept)] };
    }

    private void Start(LlamaModel? draft, string threadsFile, LlmOptions options, LlmQueueOptions queue, bool hasGpu, ILogger logger)
    {
        var (memory, isUnified) = Memory(options, hasGpu, draft is not null);
        Threads = Choose(Model, threadsFile, options);
        var worker = Open(Model, Threads, options, memory, isUnified, Model.IsRecurrent || !isUnified ? 0 : KeptSequences, adapters, hasGpu);
        var chunk = serving.PromptChunk > 0 ? serving.PromptChunk : hasGpu ? 512 : 64;
        var drafting = draft is null ? null : new Drafting(Open(draft, Choose(draft, threadsFile, options), options, memory, isUnified: true, KeptSequences, new Dictionary<string, LlamaAdapter>(), hasGpu), serving.DraftTokens, chunk, logger);
        Scheduler = new LlmScheduler(worker, new SchedulerSettings
        {
            Slots = serving.Slots,
            PromptChunk = chunk,
            StoreBytes = (long)serving.StoreMegabytes << 20,
            QueueLimit = queue.Limit,
            QueuePerUser = queue.PerUser,
            SlotsPerUser = queue.SlotsPerUser > 0 ? queue.SlotsPerUser : serving.Slots,
            QueueTimeout = TimeSpan.FromSeconds(queue.WaitSeconds),
            Timeout = TimeSpan.FromSeconds(queue.TimeoutSeconds),
        }, drafting, logger);
    }

    /// <summary>
    /// Tokens of the engine's memory, and whether all requests share it: each slot has cells of its own for a whole text where those
    /// are granted or take little. Not with drafts: of texts with cells of their own only as many tokens of each are computed
    /// together as the shortest has, and drafts differ in length.
    /// </summary>
    private (int Tokens, bool IsUnified) Memory(LlmOptions options, bool hasGpu, bool hasDrafts)
    {
        var own = (long)serving.Slots * Window;
        var isUnified = Model.IsRecurrent || hasDrafts;
        if (serving.CacheTokens > 0) return (serving.CacheTokens, isUnified || serving.CacheTokens < own);
        var free = hasGpu ? LlamaLibrary.Open().Devices.Where(device => device.IsGpu).Sum(device => device.FreeBytes) : AvailableMemory.Bytes;
        isUnified |= LlamaMemory.CacheBytesPerToken(Model, options.KeyType, options.ValueType) * own > free / OwnCellsShare;
        return isUnified ? (Math.Max(LeastCache, 2 * Window), true) : ((int)own, false);
    }

    private LlamaWorker Open(LlamaModel model, ThreadCounts threads, LlmOptions options, int memory, bool isUnified, int kept, IReadOnlyDictionary<string, LlamaAdapter> named, bool hasGpu) => new(
        LlamaContext.Create(model, new LlamaContextSettings
        {
            ContextTokens = memory,
            BatchTokens = serving.BatchSize,
            Sequences = serving.Slots + kept,
            UnifiedCache = isUnified,
            Threads = threads.Generation,
            BatchThreads = threads.Prompt,
            KeyType = options.KeyType,
            ValueType = options.ValueType,
            FlashAttention = options.FlashAttention,
            RopeScaling = options.Rope.Scaling,
            RopeFrequencyBase = options.Rope.FrequencyBase,
            RopeFrequencyScale = options.Rope.FrequencyScale,
            YarnOriginalContext = options.Rope.OriginalContext,
        }),
        threads, named,
        // Set by hand, they stay; a graphics card computes without them.
        options is { Threads: 0, PromptThreads: 0 } && !hasGpu ? Environment.ProcessorCount : 0);

    private static ThreadCounts Choose(LlamaModel model, string threadsFile, LlmOptions options)
    {
        var measured = options.Threads > 0 && options.PromptThreads > 0 ? new ThreadCounts(options.Threads, options.Threads, options.PromptThreads) : ThreadMeasurement.Choose(model, threadsFile);
        return new ThreadCounts(
            options.Threads > 0 ? options.Threads : measured.Generation,
            options.Threads > 0 ? options.Threads : measured.SmallBatch,
            options.PromptThreads > 0 ? options.PromptThreads : measured.Prompt);
    }

    private static void RequireSameVocabulary(LlamaModel model, LlamaModel draft)
    {
        var (own, other) = (model.Vocabulary, draft.Vocabulary);
        var isSame = own.Count == other.Count && Enumerable.Range(0, own.Count).All(token => own.Bytes(token).Span.SequenceEqual(other.Bytes(token).Span));
        if (!isSame) throw new ChatModelException($"The draft model {draft.Path} has another vocabulary than {model.Path}. Set Assistant:Llm:DraftModel to a smaller model of the same family.");
    }

    [LoggerMessage(LogLevel.Information, "Language model {Name} is ready: {Description}, context {Window} tokens; threads {One} for one token, {Few} for a few, {Prompt} for prompts.")]
    private static partial void LogLoaded(ILogger logger, string name, string description, int window, int one, int few, int prompt);
}
