namespace Assistant.Storage;

/// <summary>Where everything of one assistant lives. Copying the folder while nothing runs on it is a backup.</summary>
public sealed class DataDirectory
{
    /// <summary>Names a data directory; nothing is made or read yet.</summary>
    /// <param name="root">The folder; made absolute.</param>
    public DataDirectory(string root)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(root);
        Root = Path.GetFullPath(root);
    }

    /// <summary>The folder itself, absolute.</summary>
    public string Root { get; }

    /// <summary>The record of truth: <c>assistant.db</c>.</summary>
    public string DatabasePath => Path.Combine(Root, "assistant.db");

    /// <summary>Derived indexes; may be deleted while nothing runs.</summary>
    public string IndexPath => Path.Combine(Root, "index");

    /// <summary>Blobs too large for the database.</summary>
    public string BlobsPath => Path.Combine(Root, "blobs");

    /// <summary>Model folders.</summary>
    public string ModelsPath => Path.Combine(Root, "models");

    /// <summary>Learned adapters.</summary>
    public string AdaptersPath => Path.Combine(Root, "adapters");

    /// <summary>Held by the process that owns the directory.</summary>
    public string OwnerLockPath => Path.Combine(Root, "owner.lock");

    /// <summary>Makes the folders that are missing, readable by their owner only (mode 0700); existing ones keep their mode.</summary>
    public void Create()
    {
        foreach (var folder in (ReadOnlySpan<string>)[Root, IndexPath, BlobsPath, ModelsPath, AdaptersPath])
            CreatePrivate(folder);
    }

    /// <summary>Makes one folder with mode 0700 where the system has modes.</summary>
    internal static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
