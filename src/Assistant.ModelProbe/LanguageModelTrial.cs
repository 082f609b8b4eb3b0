using Assistant.Native.LlamaCpp;

namespace Assistant.ModelProbe;

/// <summary>Loads a GGUF file and makes a context of it, which builds the whole network; nothing is computed, so that its weights need not be read.</summary>
internal static class LanguageModelTrial
{
    internal static void Run(ProbeRequest request)
    {
        var library = LlamaLibrary.Open(request.Library);
        using var model = LlamaModel.Load(library, request.Model, new LlamaModelSettings { GpuLayers = 0 });
        for (var token = 0; token < model.Vocabulary.Count; token++) _ = model.Vocabulary.Bytes(token);
        _ = model.Vocabulary.Tokenize("Words, 123 and ünïcode.", addSpecial: true, parseSpecial: true);
        _ = model.ChatTemplate;
        using var context = LlamaContext.Create(model, new LlamaContextSettings { ContextTokens = 64, BatchTokens = 64, MicroBatchTokens = 64, BatchThreads = 1 });
    }
}
