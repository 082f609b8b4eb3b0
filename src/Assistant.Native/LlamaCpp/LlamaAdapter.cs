namespace Assistant.Native.LlamaCpp;

/// <summary>A LoRA adapter in memory: low-rank changes of a model's weights, switched on for a context by <see cref="LlamaContext.SetAdapters"/>. Thread-safe.</summary>
public sealed class LlamaAdapter : IDisposable
{
    private LlamaAdapter(LlamaModel model, LlamaAdapterHandle handle, string path) => (Model, Handle, Path) = (model, handle, path);

    /// <summary>The model that it changes.</summary>
    public LlamaModel Model { get; }

    /// <summary>File that it was loaded from.</summary>
    public string Path { get; }

    internal LlamaAdapterHandle Handle { get; }

    /// <summary>Loads an adapter; contexts that are at work are not disturbed.</summary>
    /// <param name="model">The model that it was made for.</param>
    /// <param name="path">A GGUF file of type <c>adapter</c>.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="LlamaException">The engine refuses it: another architecture, other shapes, not an adapter.</exception>
    public static LlamaAdapter Load(LlamaModel model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no adapter file {path}.", path);
        LlamaLog.CaptureErrors();
        var handle = LlamaNative.llama_adapter_lora_init(model.Handle, path);
        var errors = LlamaLog.TakeErrors();
        return handle != 0
            ? new LlamaAdapter(model, new LlamaAdapterHandle(handle, model.Handle), path)
            : throw new LlamaException($"The adapter {path} could not be loaded: {(errors.Length > 0 ? errors : "the engine gave no reason")}");
    }

    /// <summary>Frees it; contexts that use it keep it until they are given other adapters or end.</summary>
    public void Dispose() => Handle.Dispose();
}
