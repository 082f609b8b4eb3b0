using System.Globalization;
using Assistant.Inference.Encoders.Folders;
using Assistant.Native.OnnxRuntime;

namespace Assistant.Inference.Encoders.Probing;

/// <summary>Lets a model load in this process only after it loaded and ran in another.</summary>
internal sealed class ModelTrial(OnnxRuntimeLibrary library, EncoderEngineOptions options)
{
    // Loading holds the file, the weights and their rearranged copies; the engine and the runtime need some more.
    private const int MemoryPerByte = 5, MemoryBesides = 1_024;

    private readonly ProbeVerdicts verdicts = new(options.VerdictFile);

    /// <summary>Tries a model unless it is known to be good.</summary>
    /// <param name="files">The model's folder.</param>
    /// <param name="model">The file.</param>
    /// <param name="shapes">Sizes of its inputs.</param>
    /// <param name="cancellationToken">Ends the trial.</param>
    /// <exception cref="Core.Encoders.EncoderLoadException">It failed there.</exception>
    internal void Require(ModelFiles files, ModelFile model, IReadOnlyList<(string Name, IReadOnlyList<long> Shape)> shapes, CancellationToken cancellationToken)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{model.Hash} {library.Version} {string.Join(' ', shapes.Select(input => $"{input.Name}={string.Join('x', input.Shape)}"))}");
        if (verdicts.IsGood(key)) return;
        var memory = MemoryBesides + (model.Bytes >> 20) * MemoryPerByte;
        if (ProbeProgram.Run(model.Path, library.Path, memory, TimeSpan.FromSeconds(options.TimeoutSeconds), shapes, cancellationToken) is { } problem)
            throw files.Problem($"{model.Relative}: {problem}.");
        verdicts.AddGood(key);
    }
}
