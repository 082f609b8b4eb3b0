using System.Runtime.InteropServices;

namespace Assistant.Native.LlamaCpp;

/// <summary>
/// A loaded model. Its weights stay in memory until it and everything made from it (contexts, samplers, adapters) are disposed, in
/// any order. Thread-safe.
/// </summary>
public sealed unsafe class LlamaModel : IDisposable
{
    private readonly Lazy<IReadOnlyDictionary<string, string>> metadata;

    private LlamaModel(LlamaModelHandle handle, string path, bool isOffloaded)
    {
        (Handle, Path, IsOffloaded) = (handle, path, isOffloaded);
        Vocabulary = new LlamaVocabulary(handle);
        metadata = new(ReadMetadata);
    }

    /// <summary>File that it was loaded from.</summary>
    public string Path { get; }

    /// <summary>Its tokens.</summary>
    public LlamaVocabulary Vocabulary { get; }

    /// <summary>Architecture, size and quantization in the engine's words, such as <c>llama 8B Q4_K - Medium</c>; without the size where the engine knows no name for it.</summary>
    public string Description
    {
        get
        {
            var buffer = stackalloc byte[256];
            return LlamaNative.llama_model_desc(Handle, buffer, 256) > 0 ? LlamaLibrary.Text(buffer).Replace(" ?B ", " ", StringComparison.Ordinal) : "";
        }
    }

    /// <summary>Tokens that it was trained to look back on.</summary>
    public int TrainedContext => LlamaNative.llama_model_n_ctx_train(Handle);

    /// <summary>Numbers in one of its embeddings.</summary>
    public int EmbeddingSize => LlamaNative.llama_model_n_embd_out(Handle);

    /// <summary>Layers, not counting the output.</summary>
    public int Layers => LlamaNative.llama_model_n_layer(Handle);

    /// <summary>Weights in all its tensors.</summary>
    public long Parameters => (long)LlamaNative.llama_model_n_params(Handle);

    /// <summary>Bytes of all its tensors: what one step of generation reads.</summary>
    public long TensorBytes => (long)LlamaNative.llama_model_size(Handle);

    /// <summary>Whether it generates text (an encoder alone does not).</summary>
    public bool CanGenerate => LlamaNative.llama_model_has_decoder(Handle);

    /// <summary>Whether its state is one vector a sequence (Mamba, RWKV), which cannot be cut back to an earlier token.</summary>
    public bool IsRecurrent => LlamaNative.llama_model_is_recurrent(Handle);

    /// <summary>Whether layers of it are on a graphics card.</summary>
    public bool IsOffloaded { get; }

    /// <summary>The Jinja chat template in the file; null when it has none.</summary>
    public string? ChatTemplate => Template(null);

    /// <summary>Metadata of the file as text; arrays are left out by the engine.</summary>
    public IReadOnlyDictionary<string, string> Metadata => metadata.Value;

    internal LlamaModelHandle Handle { get; }

    /// <summary>Loads a model; blocks while it reads the file, which a large one takes minutes for.</summary>
    /// <param name="library">The engine.</param>
    /// <param name="path">A GGUF file; of a split one, the first part.</param>
    /// <param name="settings">How; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the load between tensors.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="LlamaException">The engine refuses it or there is not enough memory; the message says why.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static LlamaModel Load(LlamaLibrary library, string path, LlamaModelSettings? settings = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(library);
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no model file {path}.", path);
        settings ??= new LlamaModelSettings();
        LlamaMemory.RequireWeights(library, path, settings);
        var parameters = LlamaNative.llama_model_default_params();
        parameters.GpuLayers = settings.GpuLayers;
        parameters.SplitMode = (int)settings.Split;
        parameters.MainGpu = settings.MainGpu;
        parameters.UseMmap = Byte(settings.MemoryMap);
        parameters.UseMlock = Byte(settings.MemoryLock);
        parameters.VocabularyOnly = Byte(settings.VocabularyOnly);
        parameters.CheckTensors = Byte(settings.CheckTensors);
        var overrides = settings.Overrides is { Count: > 0 } values ? LlamaOverrides.Of(values) : null;
        var split = Split(settings.TensorSplit);
        var goOn = GCHandle.Alloc(cancellationToken);
        try
        {
            fixed (NativeOverride* overrideList = overrides)
            fixed (float* shares = split)
            {
                parameters.Overrides = overrideList;
                parameters.TensorSplit = shares;
                parameters.Progress = &LlamaCallbacks.GoOnLoading;
                parameters.ProgressData = GCHandle.ToIntPtr(goOn);
                LlamaLog.CaptureErrors();
                var handle = LlamaNative.llama_model_load_from_file(path, parameters);
                var errors = LlamaLog.TakeErrors();
                if (handle != 0) return new LlamaModel(new LlamaModelHandle(handle), path, settings.GpuLayers != 0 && library.Devices.Any(device => device.IsGpu));
                cancellationToken.ThrowIfCancellationRequested();
                throw new LlamaException($"The model {path} could not be loaded: {(errors.Length > 0 ? errors : "the engine gave no reason")}");
            }
        }
        finally
        {
            goOn.Free();
        }
    }

    /// <summary>A named chat template in the file (<c>tool_use</c>), or the default one for null; null when there is none.</summary>
    public string? Template(string? name)
    {
        var text = LlamaNative.llama_model_chat_template(Handle, name);
        return text is null ? null : LlamaLibrary.Text(text);
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    internal static byte Byte(bool value) => value ? (byte)1 : (byte)0;

    private static float[]? Split(IReadOnlyList<float>? shares)
    {
        if (shares is not { Count: > 0 }) return null;
        // The engine reads one share for each device that it could ever have.
        var all = new float[(int)LlamaNative.llama_max_devices()];
        if (shares.Count > all.Length) throw new ArgumentException($"{shares.Count} shares were given; the engine takes at most {all.Length}.", nameof(shares));
        for (var i = 0; i < shares.Count; i++) all[i] = shares[i];
        return all;
    }

    private Dictionary<string, string> ReadMetadata()
    {
        Dictionary<string, string> values = [];
        for (var i = 0; i < LlamaNative.llama_model_meta_count(Handle); i++)
        {
            var index = i;
            values[Sized((buffer, size) => LlamaNative.llama_model_meta_key_by_index(Handle, index, (byte*)buffer, size))] =
                Sized((buffer, size) => LlamaNative.llama_model_meta_val_str_by_index(Handle, index, (byte*)buffer, size));
        }

        return values;
    }

    /// <summary>Asks again with more room when the text did not fit.</summary>
    private static string Sized(Func<nint, nuint, int> read)
    {
        var buffer = new byte[256];
        while (true)
        {
            fixed (byte* start = buffer)
            {
                var length = read((nint)start, (nuint)buffer.Length);
                if (length < buffer.Length) return LlamaLibrary.Text(start);
                buffer = new byte[length + 1];
            }
        }
    }
}
