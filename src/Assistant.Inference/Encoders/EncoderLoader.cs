using Assistant.Core.Encoders;
using Assistant.Core.Retrieval;
using Microsoft.Extensions.Options;

namespace Assistant.Inference.Encoders;

/// <summary>Finds the folder that a model's name stands for, and loads it.</summary>
internal sealed class EncoderLoader(EncoderModels models, IOptions<EncoderFoldersOptions> folders) : IEncoderLoader
{
    // Measured with eval hybrid and eval pictures (evals/README.md): as a text encoder the bundled one is far below BM25 and is to
    // add only what words do not find at all; its eye for pictures is worth half a match of words.
    private const double BundledTextWeight = 0.01;
    private const double BundledImageWeight = 0.5;

    /// <inheritdoc/>
    public Encoder Load(string model)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        return string.Equals(model, EncoderOptions.Bundled, StringComparison.OrdinalIgnoreCase)
            ? models.Load(Existing(folders.Value.Bundled, "The encoder that comes with the program is not beside it. Build the program again, or name another: Assistant:Encoders:Text and Assistant:Encoders:Image."), trusted: true, CancellationToken.None) with { TextWeight = BundledTextWeight, ImageWeight = BundledImageWeight }
            : models.Load(Folder(model));
    }

    private string Folder(string model)
    {
        var pulled = Path.Combine(folders.Value.Pulled, model);
        // A pulled model's name is ORG/NAME; anything else is a folder.
        return model.Split('/') is [{ Length: > 0 } org, { Length: > 0 } name] && !org.StartsWith('.') && !name.StartsWith('.') && Directory.Exists(pulled)
            ? pulled
            : Existing(model, $"There is no model {model}: it is neither a folder nor a pulled model. Pull it first: assistant models pull {model}");
    }

    private static string Existing(string folder, string problem) => Directory.Exists(folder) ? folder : throw new EncoderLoadException(problem);
}
