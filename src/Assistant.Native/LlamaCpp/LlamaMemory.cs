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
