using Assistant.Core.Answering;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Assistant.Inference.Llm;

/// <summary>
/// The language model of this process. It is loaded in the background, by <see cref="Start"/> or the first request, so that a service
/// answers at once; a model that cannot be loaded fails its requests with the reason and nothing else. Thread-safe.
/// </summary>
public sealed partial class LanguageModel : IAsyncDisposable
{
    private readonly CancellationTokenSource closing = new();
    private readonly Lazy<Task<LocalModel>> loading;
    private readonly LlmQueueOptions queue;

    /// <summary>Loads nothing yet.</summary>
    public LanguageModel(IOptions<LlmOptions> options, IOptions<LlmServingOptions> serving, IOptions<LlmQueueOptions> queue, IOptions<LlmFolders> folders, ILogger<LanguageModel> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(serving);
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(folders);
        this.queue = queue.Value;
        Name = string.IsNullOrWhiteSpace(options.Value.Model) || options.Value.Model == LlmOptions.Bundled ? LocalModelFiles.BundledName : Path.GetFileNameWithoutExtension(options.Value.Model);
        // A thread of its own: reading a large file takes minutes.
        loading = new(() => Task.Factory.StartNew(
            () => Load(() => LocalModel.Load(LocalModelFiles.Find(options.Value, folders.Value), options.Value, serving.Value, queue.Value, logger, closing.Token), logger),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
    }

    /// <summary>Name that it goes by.</summary>
    public string Name { get; }

    /// <summary>How it is now.</summary>
    public LlmStatus Status
    {
        get
        {
            if (!loading.IsValueCreated || !loading.Value.IsCompleted) return new(LlmState.Loading, Name, "is being loaded", 0, 0, 0, 0, 0, 0, 0);
            if (!loading.Value.IsCompletedSuccessfully) return new(LlmState.Failed, Name, loading.Value.Exception?.InnerException?.Message ?? "was unloaded", 0, 0, 0, 0, 0, 0, 0);
            var model = loading.Value.Result;
            var load = model.Scheduler.Load;
            return new(LlmState.Ready, Name, model.Model.Description, load.Waiting, load.Running, load.Kept, load.UsedTokens, load.Capacity, load.StoredBytes, model.Model.TensorBytes);
        }
    }

    /// <summary>Begins to load it, if nobody has yet.</summary>
    public void Start() => _ = loading.Value;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync().ConfigureAwait(false);
        if (loading.IsValueCreated)
        {
            await ((Task)loading.Value).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (loading.Value.IsCompletedSuccessfully) loading.Value.Result.Dispose();
        }

        closing.Dispose();
    }

    /// <summary>Waits until it is loaded.</summary>
    /// <exception cref="ChatModelException">It could not be loaded, or is still being loaded after the longest wait.</exception>
    internal async Task<LocalModel> LoadedAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await loading.Value.WaitAsync(TimeSpan.FromSeconds(queue.WaitSeconds), cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException failure)
        {
            throw new ChatModelException($"The language model {Name} is still being loaded. Try again later.", isUnreachable: true, failure);
        }
        catch (OperationCanceledException failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ChatModelException("The language model was unloaded.", isUnreachable: true, failure);
        }
    }

    private static LocalModel Load(Func<LocalModel> load, ILogger logger)
    {
        try
        {
            var model = load();
            LlmTelemetry.Observe(() => model.Scheduler.Load);
            return model;
        }
        catch (ChatModelException failure)
        {
            LogFailed(logger, failure.Message);
            throw;
        }
    }

    [LoggerMessage(LogLevel.Error, "{Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
