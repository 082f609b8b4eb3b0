using System.Text.Json;

namespace Assistant.Inference.Catalog;

/// <summary>What a model's folder holds and where it came from: <c>assistant-manifest.json</c> in it.</summary>
/// <param name="Source"><c>ORG/NAME</c> of the hub, or what else it came from.</param>
/// <param name="Commit">Commit of the repository; null where there is none.</param>
/// <param name="Files">Its files.</param>
public sealed record ModelManifest(string Source, string? Commit, IReadOnlyList<ManifestFile> Files)
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "assistant-manifest.json";

    private const int LargestFile = 4 << 20;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    /// <summary>Reads it; null when the folder has none.</summary>
    /// <exception cref="ModelFormatException">It is damaged, or names a file outside of the folder.</exception>
    public static ModelManifest? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return null;
        try
        {
            if (new FileInfo(path).Length > LargestFile) throw new ModelFormatException($"{path} is larger than {LargestFile >> 20} MB.");
            var manifest = JsonSerializer.Deserialize<ModelManifest>(File.ReadAllBytes(path), Json) ?? throw new ModelFormatException($"{path} is empty.");
            return manifest.Files.FirstOrDefault(file => !HubFile.IsSafe(file.Path)) is null ? manifest : throw new ModelFormatException($"{path} names a file outside of its folder.");
        }
        catch (JsonException e)
        {
            throw new ModelFormatException($"{path} is damaged: {e.Message}", e);
        }
    }

    /// <summary>Writes it: whole or not at all.</summary>
    public void Write(string folder)
    {
        var path = Path.Combine(folder, FileName);
        File.WriteAllBytes(path + ".part", JsonSerializer.SerializeToUtf8Bytes(this, Json));
        File.Move(path + ".part", path, overwrite: true);
    }
}

/// <summary>A file of a model.</summary>
/// <param name="Path">Path in the folder, with forward slashes.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">SHA-256 of its bytes, 64 hexadecimal digits.</param>
public sealed record ManifestFile(string Path, long Bytes, string Sha256);
