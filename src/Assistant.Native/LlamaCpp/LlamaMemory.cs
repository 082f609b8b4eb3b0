using System.Globalization;
using Assistant.Native.Gguf;
using Assistant.Native.Processes;

namespace Assistant.Native.LlamaCpp;

/// <summary>What a context's cache takes, and whether the machine has that.</summary>
public static class LlamaMemory
{
    /// <summary>Bytes of the attention cache for one token, over all layers; for models with a sliding window it is the upper bound.</summary>
    public static long CacheBytesPerToken(LlamaModel model, LlamaCacheType keys = LlamaCacheType.F16, LlamaCacheType values = LlamaCacheType.F16)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.IsRecurrent) return 0;
        var width = LlamaNative.llama_model_n_embd(model.Handle) / Math.Max(1, LlamaNative.llama_model_n_head(model.Handle));
        var heads = LlamaNative.llama_model_n_head_kv(model.Handle);
        return model.Layers * (Bytes(keys, heads * Width("key_length")) + Bytes(values, heads * Width("value_length")));

        long Width(string key) => model.Metadata.TryGetValue($"{model.Metadata["general.architecture"]}.attention.{key}", out var text) && long.TryParse(text, CultureInfo.InvariantCulture, out var own) ? own : width;
    }

    /// <summary>Refuses weights that the machine has no room for: mapping the file would succeed, but the engine rearranges weights in memory of its own.</summary>
    /// <param name="library">The engine.</param>
    /// <param name="path">The model file; what a card takes of it is the engine's to check.</param>
    /// <param name="settings">How it is loaded; null for the defaults.</param>
    /// <exception cref="LlamaException">There is not enough memory.</exception>
    public static void RequireWeights(LlamaLibrary library, string path, LlamaModelSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(library);
        if (settings is { VocabularyOnly: true } || (settings is not { GpuLayers: 0 } && library.Devices.Any(device => device.IsGpu))) return;
        var (needed, available) = (new FileInfo(path).Length, AvailableMemory.Bytes);
        if (needed > available)
            throw new LlamaException($"Out of memory: {path} takes {needed >> 20} MB, and {available >> 20} MB are free. Take a smaller model, or one of fewer bits: assistant models list");
    }

    /// <summary>Refuses a cache that the machine has no room for: the system would grant it and end the process when it is used.</summary>
    /// <exception cref="LlamaException">There is not enough memory.</exception>
    internal static void Require(LlamaModel model, LlamaContextSettings settings)
    {
        // On a card the engine itself says when there is no room.
        if (settings.OffloadCache && model.IsOffloaded) return;
        var tokens = settings.ContextTokens > 0 ? settings.ContextTokens : model.TrainedContext;
        var (needed, available) = ((long)(CacheBytesPerToken(model, settings.KeyType, settings.ValueType) * (double)tokens), AvailableMemory.Bytes);
        if (needed > available)
            throw new LlamaException($"Out of memory: a context of {tokens} tokens takes {needed >> 20} MB for its cache, and {available >> 20} MB are free. Ask for fewer tokens, or for a cache of 8-bit numbers.");
    }

    private static long Bytes(LlamaCacheType type, long numbers)
    {
        var (weights, bytes) = ((GgufTensorType)type).Block();
        return numbers * bytes / weights;
    }
}
