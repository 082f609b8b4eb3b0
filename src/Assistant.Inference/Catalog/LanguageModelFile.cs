using Assistant.Native.Gguf;
using Assistant.Native.LlamaCpp;

namespace Assistant.Inference.Catalog;

/// <summary>A GGUF file of an installed model, as its header describes it.</summary>
/// <param name="Path">The file.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Architecture">Kind of network; null when the file cannot be read.</param>
/// <param name="Parameters">Numbers in its tensors.</param>
/// <param name="Format">Number format of its matrices, such as <c>Q4_K_M</c>; null when the file does not say or it has no name here.</param>
/// <param name="ContextTokens">Tokens that it was trained to look back on.</param>
/// <param name="Problem">Why it cannot be read; null when it can.</param>
public sealed record LanguageModelFile(string Path, long Bytes, string? Architecture, long Parameters, string? Format, long? ContextTokens, string? Problem)
{
    /// <summary>The GGUF files of a model's folder, by name.</summary>
    public static IReadOnlyList<LanguageModelFile> Of(InstalledModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return [.. Directory.EnumerateFiles(model.Folder, "*.gguf", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(Describe)];
    }

    private static LanguageModelFile Describe(string path)
    {
        var bytes = new FileInfo(path).Length;
        try
        {
            var file = GgufFile.Read(path);
            var format = file.Number("general.file_type") is { } number && Enum.IsDefined((LlamaFileType)number) ? ((LlamaFileType)number).ToString() : null;
            return new(path, bytes, file.Architecture, file.Parameters, format, file.Shape("context_length"), null);
        }
        catch (Exception e) when (e is GgufException or IOException or UnauthorizedAccessException)
        {
            return new(path, bytes, null, 0, null, null, e.Message);
        }
    }
}
