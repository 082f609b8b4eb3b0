namespace Assistant.Inference.Catalog;

/// <summary>The models on this machine: those that came with the program, and those that were pulled.</summary>
/// <param name="modelsFolder">Folder of pulled models.</param>
/// <param name="bundledFolder">Folder of models that came with the program; null for none.</param>
public sealed class ModelCatalog(string modelsFolder, string? bundledFolder)
{
    // ORG/NAME.
    private const int Depth = 2;
    private const int LargestCard = 1 << 20;

    /// <summary>Lists them, bundled ones first, each by name.</summary>
    public IReadOnlyList<InstalledModel> List() => [.. Find(bundledFolder, true), .. Find(modelsFolder, false)];

    /// <summary>Hashes a model's files again and compares them with its manifest.</summary>
    /// <returns>What is wrong, a line a file; empty when all is well.</returns>
    /// <exception cref="ModelFormatException">The model has no manifest, or a damaged one.</exception>
    public static async Task<IReadOnlyList<string>> VerifyAsync(InstalledModel model, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        var manifest = ModelManifest.Read(model.Folder)
            ?? throw new ModelFormatException($"{model.Name} has no {ModelManifest.FileName} to compare with. Load it with: assistant models pull {model.Name}");
        var problems = new List<string>();
        foreach (var file in manifest.Files)
        {
            var path = Path.Combine(model.Folder, file.Path);
            if (!File.Exists(path)) problems.Add($"{file.Path} is missing");
            else if (new FileInfo(path).Length != file.Bytes) problems.Add($"{file.Path} has {new FileInfo(path).Length} bytes, not {file.Bytes}");
            else if ((await FileHash.OfAsync(path, cancellationToken)).Sha256 != file.Sha256) problems.Add($"{file.Path} has other bytes than when it was loaded");
        }

        return problems;
    }

    private static IEnumerable<InstalledModel> Find(string? root, bool isBundled) =>
        root is null || !Directory.Exists(root)
            ? []
            : Folders(new DirectoryInfo(root), Depth).Select(folder => Describe(root, folder, isBundled)).OrderBy(model => model.Name, StringComparer.Ordinal);

    private static IEnumerable<DirectoryInfo> Folders(DirectoryInfo parent, int depth) => depth == 0
        ? []
        : parent.EnumerateDirectories().Where(folder => !folder.Name.StartsWith('.') && folder.LinkTarget is null).SelectMany(folder => IsModel(folder) ? [folder] : Folders(folder, depth - 1));

    private static bool IsModel(DirectoryInfo folder) =>
        File.Exists(Path.Combine(folder.FullName, "config.json")) || File.Exists(Path.Combine(folder.FullName, ModelManifest.FileName)) || folder.EnumerateFiles("*.gguf").Any();

    private static InstalledModel Describe(string root, DirectoryInfo folder, bool isBundled)
    {
        var files = folder.EnumerateFiles("*", SearchOption.AllDirectories).ToList();
        return new(Path.GetRelativePath(root, folder.FullName).Replace('\\', '/'), folder.FullName, Kind(files), files.Sum(file => file.Length), License(folder.FullName), isBundled);
    }

    private static ModelKind Kind(List<FileInfo> files)
    {
        var onnx = files.Where(file => file.Extension == ".onnx").Select(file => file.Name).ToList();
        var text = onnx.Exists(name => name.StartsWith("text_model", StringComparison.Ordinal));
        var image = onnx.Exists(name => name.StartsWith("vision_model", StringComparison.Ordinal));
        return (text, image) switch
        {
            (true, true) => ModelKind.TextAndImageEncoder,
            (true, false) => ModelKind.TextEncoder,
            (false, true) => ModelKind.ImageEncoder,
            _ when files.Exists(file => file.Extension == ".gguf") => ModelKind.Language,
            _ when !onnx.Exists(name => name.StartsWith("model", StringComparison.Ordinal)) => ModelKind.Unknown,
            _ => files.Exists(file => file.Name == "tokenizer.json") ? ModelKind.TextEncoder : files.Exists(file => file.Name == "preprocessor_config.json") ? ModelKind.ImageEncoder : ModelKind.Unknown,
        };
    }

    /// <summary>The line <c>license: …</c> of the model card's front matter.</summary>
    private static string? License(string folder)
    {
        var card = new FileInfo(Path.Combine(folder, "README.md"));
        if (!card.Exists || card.Length > LargestCard) return null;
        var lines = File.ReadLines(card.FullName).Select(line => line.Trim());
        if (lines.FirstOrDefault() != "---") return null;
        var line = lines.Skip(1).TakeWhile(line => line != "---").FirstOrDefault(line => line.StartsWith("license:", StringComparison.Ordinal));
        return line?["license:".Length..].Trim().Trim('"', '\'') is { Length: > 0 and <= 60 } license ? license : null;
    }
}
