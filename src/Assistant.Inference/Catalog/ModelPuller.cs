namespace Assistant.Inference.Catalog;

/// <summary>Loads models from a hub into a folder of models, <c>ORG/NAME</c> each. All files are of one commit; each is checked by its hash.</summary>
/// <param name="modelsFolder">Folder of models; made when missing.</param>
/// <param name="options">The hub.</param>
public sealed class ModelPuller(string modelsFolder, HubOptions options)
{
    private const string LockName = ".pull.lock";

    /// <summary>Loads what is missing of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="revision">Branch, tag or commit.</param>
    /// <param name="progress">Told how far it is; may be null.</param>
    /// <param name="cancellationToken">Stops; what came stays, and the next pull goes on from there.</param>
    /// <exception cref="HubException">The model cannot be loaded; what to do is in the message.</exception>
    /// <exception cref="IOException">The disk is full or cannot be written.</exception>
    public async Task<PullResult> PullAsync(HubModel model, string revision, IProgress<PullProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(revision);
        using var hub = new HubClient(options);
        var commit = await hub.CommitAsync(model, revision, cancellationToken);
        var wanted = ModelSelection.Choose(model, await hub.FilesAsync(model, commit, cancellationToken));
        var folder = Directory.CreateDirectory(Path.Combine(modelsFolder, model.Organization, model.Name)).FullName;
        using var alone = Lock(folder, model);
        RequireSpace(folder, wanted);

        var before = Known(folder);
        var (done, total) = (0L, wanted.Sum(file => file.Bytes));
        var pulled = new List<PulledFile>();
        foreach (var file in wanted)
        {
            var target = Path.Combine(folder, Path.Combine(file.Path.Split('/')));
            RequireInside(folder, target, model);
            var there = await HashIfSameAsync(target, file, cancellationToken);
            var sha256 = there ?? await new FileDownload(hub, options, model, commit, file, target).RunAsync(bytes => progress?.Report(new(file.Path, done + bytes, total)), cancellationToken);
            done += file.Bytes;
            progress?.Report(new(file.Path, done, total));
            pulled.Add(new(file.Path, file.Bytes, sha256, there is not null));
        }

        // Files of earlier pulls, such as another precision, stay listed.
        var others = before.Where(file => pulled.TrueForAll(other => other.Path != file.Path));
        new ModelManifest(model.Id, commit, [.. pulled.Select(file => new ManifestFile(file.Path, file.Bytes, file.Sha256)), .. others]).Write(folder);
        return new(model.Id, commit, folder, pulled);
    }

    private static IReadOnlyList<ManifestFile> Known(string folder)
    {
        try
        {
            return ModelManifest.Read(folder)?.Files ?? [];
        }
        catch (ModelFormatException)
        {
            // A damaged list is written anew; every file of it is hashed again in any case.
            return [];
        }
    }

    private static FileStream Lock(string folder, HubModel model)
    {
        try
        {
            return new FileStream(Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException e)
        {
            throw new HubException($"{model.Id} is being loaded by another process. Wait for it to end.", e);
        }
    }

    private static void RequireSpace(string folder, List<HubFile> wanted)
    {
        var missing = wanted.Where(file => !File.Exists(Path.Combine(folder, file.Path))).Sum(file => file.Bytes);
        var free = new DriveInfo(folder).AvailableFreeSpace;
        if (missing > free) throw new HubException($"the model needs {missing >> 20} MB more, and the disk has {free >> 20} MB. Free some, or set --data to another disk.");
    }

    // A link in the folder, left by someone else, must not lead a download elsewhere.
    private static void RequireInside(string folder, string target, HubModel model)
    {
        for (var path = target; path.Length > folder.Length; path = Path.GetDirectoryName(path)!)
        {
            if (new FileInfo(path).LinkTarget is not null) throw new HubException($"{path} is a link; {model.Id} is not loaded through it. Remove it, then try again.");
        }
    }

    private static async Task<string?> HashIfSameAsync(string path, HubFile file, CancellationToken cancellationToken)
    {
        if (!File.Exists(path) || new FileInfo(path).Length != file.Bytes || (file.Sha256 is null && file.GitId is null)) return null;
        var (sha256, gitId) = await FileHash.OfAsync(path, cancellationToken);
        return (file.Sha256 ?? sha256) == sha256 && (file.GitId ?? gitId) == gitId ? sha256 : null;
    }
}
