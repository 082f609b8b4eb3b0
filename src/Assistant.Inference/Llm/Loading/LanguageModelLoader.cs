using System.Globalization;
using Assistant.Inference.Encoders.Probing;
using Assistant.Native.Gguf;
using Assistant.Native.LlamaCpp;

namespace Assistant.Inference.Llm.Loading;

/// <summary>
/// Loads language models that nobody vouches for: the file is checked first, then loaded once in a process of its own, because what
/// a damaged one does to the engine may end the process; a good verdict is remembered by path, size and time. Thread-safe.
/// </summary>
/// <param name="library">The engine.</param>
/// <param name="verdictFile">File that remembers which models loaded well; null tries them at every load.</param>
/// <param name="timeout">Longest trial; null for ten minutes.</param>
public sealed class LanguageModelLoader(LlamaLibrary library, string? verdictFile, TimeSpan? timeout = null)
{
    // Its vocabulary, its small cache and the runtime; the weights are mapped and do not count.
    private const int TrialMegabytes = 4_096;

    private static readonly TimeSpan LongestTrial = TimeSpan.FromMinutes(10);
    private readonly ProbeVerdicts verdicts = new(verdictFile);

    /// <summary>The engine.</summary>
    public LlamaLibrary Library => library;

    /// <summary>Checks and loads a model; blocks while it does.</summary>
    /// <param name="path">A GGUF file; of a split one, the first part.</param>
    /// <param name="settings">How; null for the defaults.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ModelFormatException">It is no GGUF, damaged, cut short, of an unknown architecture, or not a language model.</exception>
    /// <exception cref="LlamaException">There is not enough memory, or the engine failed otherwise.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public LlamaModel Load(string path, LlamaModelSettings? settings = null, CancellationToken cancellationToken = default)
    {
        path = Path.GetFullPath(path);
        var file = Check(path);
        LlamaMemory.RequireWeights(library, path, settings);
        Require(file, cancellationToken);
        return LlamaModel.Load(library, path, settings, cancellationToken);
    }

    /// <summary>Reads what stands before the weights, and refuses what is not a whole language model.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ModelFormatException">It is refused; the message says why.</exception>
    public static GgufFile Check(string path)
    {
        var file = Read(path);
        return file.Metadata.GetValueOrDefault("general.type") is "adapter"
            ? throw new ModelFormatException($"{path} is an adapter, not a model. It is loaded with the model that it was made for.")
            : file;
    }

    /// <summary>Checks and loads an adapter of a model.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ModelFormatException">It is no GGUF, damaged, cut short, or not a LoRA adapter.</exception>
    /// <exception cref="LlamaException">It was made for another model.</exception>
    public static LlamaAdapter LoadAdapter(LlamaModel model, string path)
    {
        path = Path.GetFullPath(path);
        var file = Read(path);
        if (file.Metadata.GetValueOrDefault("general.type") is not "adapter" || file.Metadata.GetValueOrDefault("adapter.type") is not "lora")
            throw new ModelFormatException($"{path} is not a LoRA adapter.");
        return LlamaAdapter.Load(model, path);
    }

    private static GgufFile Read(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no model file {path}.", path);
        try
        {
            return GgufFile.Read(path);
        }
        catch (GgufException e)
        {
            throw new ModelFormatException(e.Message, e);
        }
    }

    private void Require(GgufFile file, CancellationToken cancellationToken)
    {
        var info = new FileInfo(file.Path);
        var key = string.Create(CultureInfo.InvariantCulture, $"{file.Path} {info.Length} {info.LastWriteTimeUtc.Ticks} {LlamaLibrary.Release}");
        if (verdicts.IsGood(key)) return;
        if (ProbeProgram.Run(file.Path, library.Folder, TrialMegabytes, timeout ?? LongestTrial, [], cancellationToken) is { } problem)
            throw new ModelFormatException($"{file.Path}: {problem}.");
        verdicts.AddGood(key);
    }
}
