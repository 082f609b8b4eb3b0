using System.Runtime.InteropServices;

namespace Assistant.Native.LlamaCpp;

/// <summary>
/// A model at work: the attention cache of one or several sequences and the output of the last batch. One thread at a time; only the
/// token of <see cref="Decode"/> may be cancelled from elsewhere.
/// </summary>
public sealed unsafe partial class LlamaContext : IDisposable
{
    private readonly LlamaContextHandle handle;
    private readonly LlamaThreadPools threads;
    private readonly int* abort;
    private readonly nint memory;

    private LlamaContext(LlamaModel model, LlamaContextHandle handle, LlamaThreadPools threads, int* abort)
    {
        (Model, this.handle, this.threads) = (model, handle, threads);
        this.abort = abort;
        memory = LlamaNative.llama_get_memory(handle);
        ContextTokens = (int)LlamaNative.llama_n_ctx(handle);
        SequenceTokens = (int)LlamaNative.llama_n_ctx_seq(handle);
        BatchTokens = (int)LlamaNative.llama_n_batch(handle);
        MicroBatchTokens = (int)LlamaNative.llama_n_ubatch(handle);
        Sequences = (int)LlamaNative.llama_n_seq_max(handle);
        Pooling = (LlamaPooling)LlamaNative.llama_pooling_type(handle);
    }

    /// <summary>The model that it belongs to.</summary>
    public LlamaModel Model { get; }

    /// <summary>Tokens that the cache holds, of all sequences together; the engine rounds up what was asked for.</summary>
    public int ContextTokens { get; }

    /// <summary>Most tokens of one sequence.</summary>
    public int SequenceTokens { get; }

    /// <summary>Most tokens of a batch.</summary>
    public int BatchTokens { get; }

    /// <summary>Tokens computed at a time.</summary>
    public int MicroBatchTokens { get; }

    /// <summary>Most sequences.</summary>
    public int Sequences { get; }

    /// <summary>How embeddings of tokens become one.</summary>
    public LlamaPooling Pooling { get; }

    /// <summary>Threads that generate.</summary>
    public int Threads => LlamaNative.llama_n_threads(handle);

    /// <summary>Threads that process prompts.</summary>
    public int BatchThreads => LlamaNative.llama_n_threads_batch(handle);

    internal LlamaContextHandle Handle => handle;

    /// <summary>Makes a context; its cache is allocated at once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    /// <exception cref="LlamaException">The engine refuses the settings or there is not enough memory for the cache; the message says why.</exception>
    public static LlamaContext Create(LlamaModel model, LlamaContextSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        settings ??= new LlamaContextSettings();
        ArgumentOutOfRangeException.ThrowIfNegative(settings.ContextTokens, nameof(settings.ContextTokens));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.BatchTokens, nameof(settings.BatchTokens));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.MicroBatchTokens, nameof(settings.MicroBatchTokens));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.Sequences, nameof(settings.Sequences));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(settings.Sequences, (int)LlamaNative.llama_max_parallel_sequences(), nameof(settings.Sequences));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.Threads, nameof(settings.Threads));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.BatchThreads, nameof(settings.BatchThreads));

        var parameters = LlamaNative.llama_context_default_params();
        parameters.ContextTokens = (uint)settings.ContextTokens;
        parameters.BatchTokens = (uint)settings.BatchTokens;
        parameters.MicroBatchTokens = (uint)Math.Min(settings.MicroBatchTokens, settings.BatchTokens);
        parameters.Sequences = (uint)settings.Sequences;
        parameters.UnifiedCache = LlamaModel.Byte(settings.UnifiedCache);
        (parameters.Threads, parameters.BatchThreads) = (settings.Threads, settings.BatchThreads);
        (parameters.KeyType, parameters.ValueType) = ((int)settings.KeyType, (int)settings.ValueType);
        parameters.FlashAttention = settings.FlashAttention switch { null => -1, false => 0, true => 1 };
        parameters.OffloadKqv = LlamaModel.Byte(settings.OffloadCache);
        parameters.SlidingWindowFull = LlamaModel.Byte(settings.SlidingWindowFull);
        parameters.Embeddings = LlamaModel.Byte(settings.Embeddings);
        parameters.Pooling = (int)settings.Pooling;
        parameters.RopeScaling = (int)settings.RopeScaling;
        (parameters.RopeFrequencyBase, parameters.RopeFrequencyScale) = (settings.RopeFrequencyBase, settings.RopeFrequencyScale);
        parameters.YarnOriginalContext = (uint)settings.YarnOriginalContext;

        LlamaMemory.Require(model, settings);

        var abort = (int*)NativeMemory.AllocZeroed(sizeof(int));
        parameters.Abort = &LlamaCallbacks.Abort;
        parameters.AbortData = (nint)abort;
        LlamaLog.CaptureErrors();
        var handle = LlamaNative.llama_init_from_model(model.Handle, parameters);
        var errors = LlamaLog.TakeErrors();
        if (handle != 0)
        {
            var threads = new LlamaThreadPools();
            var context = new LlamaContext(model, new LlamaContextHandle(handle, model.Handle, abort, threads), threads, abort);
            context.SetThreads(settings.Threads, settings.BatchThreads);
            return context;
        }

        NativeMemory.Free(abort);
        throw new LlamaException($"No context of {settings.ContextTokens} tokens could be made for {model.Path}: {(errors.Length > 0 ? errors : "the engine gave no reason")}");
    }

    /// <summary>Computes a batch: its tokens join the cache, and the output of those that asked for it can be read until the next call.</summary>
    /// <exception cref="ArgumentException">A token or sequence is out of range, or the batch is larger than the context's.</exception>
    /// <exception cref="LlamaException">The engine refused the batch (a position that does not follow) or failed.</exception>
    public LlamaDecodeResult Decode(LlamaBatch batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Count > BatchTokens) throw new ArgumentException($"The batch has {batch.Count} tokens; this context takes {BatchTokens}.", nameof(batch));
        // With a shared cache the engine takes higher numbers too, and counts them nowhere.
        if (batch.HighestSequence >= Sequences) throw new ArgumentException($"The batch has a sequence {batch.HighestSequence}; this context has {Sequences}.", nameof(batch));
        if (batch.Count == 0) throw new ArgumentException("The batch is empty.", nameof(batch));
        if (cancellationToken.IsCancellationRequested) return LlamaDecodeResult.Cancelled;
        Volatile.Write(ref *abort, 0);
        using var cancelled = cancellationToken.UnsafeRegister(static state => ((LlamaContext)state!).RequestAbort(), this);
        LlamaLog.CaptureErrors();
        var code = LlamaNative.llama_decode(handle, batch.Native());
        var errors = LlamaLog.TakeErrors();
        GC.KeepAlive(batch);
        return code switch
        {
            0 => LlamaDecodeResult.Done,
            1 => LlamaDecodeResult.NoRoom,
            2 => LlamaDecodeResult.Cancelled,
            -1 => throw new LlamaException($"The engine refused a batch of {batch.Count} tokens: {errors}"),
            _ => throw new LlamaException($"The engine failed with code {code} on a batch of {batch.Count} tokens: {errors}"),
        };
    }

    /// <summary>Logits of a token of the last batch, unscaled. Valid until the next <see cref="Decode"/>.</summary>
    /// <param name="index">Place in the batch, as <see cref="LlamaBatch.Add(int, int, int, bool)"/> gave it; -1 for the last output.</param>
    /// <returns>[vocabulary]</returns>
    /// <exception cref="ArgumentOutOfRangeException">That token asked for no output.</exception>
    public ReadOnlySpan<float> Logits(int index) => Row(LlamaNative.llama_get_logits_ith(handle, index), Model.Vocabulary.Count, index);

    /// <summary>Embedding of a token of the last batch, not normalized; without pooling. Valid until the next <see cref="Decode"/>.</summary>
    /// <returns>[embedding]</returns>
    /// <exception cref="ArgumentOutOfRangeException">That token asked for no output.</exception>
    public ReadOnlySpan<float> Embedding(int index) => Row(LlamaNative.llama_get_embeddings_ith(handle, index), Model.EmbeddingSize, index);

    /// <summary>Pooled embedding of a sequence of the last batch, not normalized. Valid until the next <see cref="Decode"/>.</summary>
    /// <returns>[embedding], or one score with <see cref="LlamaPooling.Rank"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The sequence was not in the batch or the context does not pool.</exception>
    public ReadOnlySpan<float> SequenceEmbedding(int sequence) =>
        Row(LlamaNative.llama_get_embeddings_seq(handle, Check(sequence)), Pooling == LlamaPooling.Rank ? 1 : Model.EmbeddingSize, sequence);

    /// <summary>Changes the numbers of threads.</summary>
    public void SetThreads(int generation, int batch)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(generation);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        threads.Attach(handle, generation, batch);
        LlamaNative.llama_set_n_threads(handle, generation, batch);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        handle.Dispose();
        foreach (var adapter in adapters) adapter.DangerousRelease();
        adapters = [];
    }

    private void RequestAbort() => Volatile.Write(ref *abort, 1);

    private int Check(int sequence)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sequence);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(sequence, Sequences);
        return sequence;
    }

    private static ReadOnlySpan<float> Row(float* row, int length, int index) =>
        row is null ? throw new ArgumentOutOfRangeException(nameof(index), index, "No output was asked for there in the last batch.") : new ReadOnlySpan<float>(row, length);
}
