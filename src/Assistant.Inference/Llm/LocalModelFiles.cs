using Assistant.Core.Answering;

namespace Assistant.Inference.Llm;

/// <summary>Files of the language model to load.</summary>
/// <param name="Name">Name that it goes by.</param>
/// <param name="Model">Its GGUF file; of a split one, the first part.</param>
/// <param name="Draft">GGUF file of the draft model; null for none.</param>
/// <param name="IsBundled">Whether it came with the program.</param>
/// <param name="VerdictFile">File that remembers which models loaded well in a process of their own.</param>
/// <param name="ThreadsFile">File that remembers how many threads are best for a model.</param>
internal sealed record LocalModelFiles(string Name, string Model, string? Draft, bool IsBundled, string VerdictFile, string ThreadsFile)
{
    /// <summary>Name of the model that comes with the program.</summary>
    internal const string BundledName = "assistant-llm-small";

    /// <summary>Whether there is a model to load: one is named, or none is and the bundled one is there.</summary>
    internal static bool IsAny(string? model, string bundledFolder) =>
        string.IsNullOrWhiteSpace(model) ? Weights(bundledFolder) is not null : !string.Equals(model, LlmOptions.None, StringComparison.OrdinalIgnoreCase);

    /// <summary>Finds the files.</summary>
    /// <exception cref="ChatModelException">A model is not there; the message says what to do.</exception>
    internal static LocalModelFiles Find(LlmOptions options, LlmFolders folders)
    {
        var isBundled = string.IsNullOrWhiteSpace(options.Model) || string.Equals(options.Model, LlmOptions.Bundled, StringComparison.OrdinalIgnoreCase);
        var (name, file) = isBundled
            ? (BundledName, Weights(folders.Bundled) ?? throw new ChatModelException($"The language model that comes with the program is not in {folders.Bundled}. Build the program again, or name another model: Assistant:Llm:Model.", isUnreachable: true, null))
            : Named(options.Model!, folders.Pulled);
        var draft = string.IsNullOrWhiteSpace(options.DraftModel) ? null : Named(options.DraftModel, folders.Pulled).File;
        return new LocalModelFiles(name, file, draft, isBundled, Path.Combine(folders.Pulled, "llm-verdicts"), Path.Combine(folders.Pulled, "llm-threads.json"));
    }

    private static (string Name, string File) Named(string model, string pulled)
    {
        if (File.Exists(model)) return (Path.GetFileNameWithoutExtension(model), Path.GetFullPath(model));
        // ORG/NAME, or ORG/NAME:FILE as it was pulled.
        var (name, wanted) = model.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon ? (model[..colon], model[(colon + 1)..]) : (model, null);
        var folder = Path.GetFullPath(Path.Combine(pulled, name));
        var file = folder.StartsWith(Path.GetFullPath(pulled), StringComparison.Ordinal) ? Weights(folder, wanted) : null;
        return file is null
            ? throw new ChatModelException($"There is no language model '{model}': neither a GGUF file nor a pulled model. Load one with: assistant models pull ORG/NAME:FILE.gguf — or set Assistant:Llm:Model to a file.", isUnreachable: true, null)
            : (model, file);
    }

    private static string? Weights(string folder, string? wanted = null) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*.gguf", SearchOption.AllDirectories).Where(file => wanted is null || Path.GetRelativePath(folder, file).Replace('\\', '/') == wanted).Order(StringComparer.Ordinal).FirstOrDefault()
        : null;
}
