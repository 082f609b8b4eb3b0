using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Assistant.Storage;

/// <summary>
/// One owner process at a time for a data directory. The lock is the operating system's lock on <c>owner.lock</c>, so that it
/// ends with its process however that ends; <c>owner.json</c> beside it says who holds it and where it listens (a file of its
/// own, because .NET cannot open a file for reading that another process has locked).
/// </summary>
public sealed class OwnerLock : IDisposable
{
    // A reader holds a shared lock for some microseconds; a few tries tell it from an owner.
    private const int Tries = 5;
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(10);
    private readonly FileStream _file;

    private readonly string _namePath;

    private OwnerLock(FileStream file, DataDirectory directory)
    {
        _file = file;
        _namePath = NamePath(directory);
    }

    /// <summary>Tries to become the owner, making the folder when needed.</summary>
    /// <param name="directory">The data directory.</param>
    /// <param name="acquired">The lock, to be disposed by the caller; null when another process has it.</param>
    /// <param name="owner">Who has it, when it is not this process.</param>
    public static bool TryAcquire(DataDirectory directory, [NotNullWhen(true)] out OwnerLock? acquired, [NotNullWhen(false)] out DataOwner? owner)
    {
        ArgumentNullException.ThrowIfNull(directory);
        directory.Create();
        for (var attempt = 1; ; attempt++)
        {
            if (TryOpen(directory.OwnerLockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None) is { } file)
            {
                acquired = new OwnerLock(file, directory);
                acquired.Write(new DataOwner(Environment.ProcessId, null));
                owner = null;
                return true;
            }

            if (attempt == Tries)
            {
                acquired = null;
                owner = ReadOwner(directory) ?? new DataOwner(0, null);
                return false;
            }

            Thread.Sleep(_pause);
        }
    }

    /// <summary>Reads who owns the directory; null when no living process does, whatever a dead one left in the file.</summary>
    public static DataOwner? ReadOwner(DataDirectory directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        if (!File.Exists(directory.OwnerLockPath))
            return null;

        // A shared lock is refused while an owner holds the exclusive one.
        using (var probe = TryOpen(directory.OwnerLockPath, FileMode.Open, FileAccess.Read, FileShare.Read))
            if (probe is not null)
                return null;

        for (var attempt = 1; attempt <= Tries; attempt++)
        {
            using var file = TryOpen(NamePath(directory), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file is not null && Parse(file) is { } owner)
                return owner;

            // The owner is between taking the lock and writing its name.
            Thread.Sleep(_pause);
        }

        return new DataOwner(0, null);
    }

    /// <summary>Says where this process's service listens.</summary>
    public void SetAddress(string? address) => Write(new DataOwner(Environment.ProcessId, address));

    /// <summary>Gives the directory free. The lock file stays: removing it would let two processes lock two files of one name.</summary>
    public void Dispose()
    {
        if (!_file.CanWrite)
            return;
        File.Delete(_namePath);
        _file.Dispose();
    }

    private static FileStream? TryOpen(string path, FileMode mode, FileAccess access, FileShare share)
    {
        try
        {
            return new FileStream(path, mode, access, share, bufferSize: 1);
        }
        catch (IOException exception) when (exception is not (DirectoryNotFoundException or PathTooLongException))
        {
            return null;
        }
    }

    private static DataOwner? Parse(FileStream file)
    {
        try
        {
            return JsonSerializer.Deserialize<DataOwner>(file, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string NamePath(DataDirectory directory) => Path.Combine(directory.Root, "owner.json");

    // Written beside and renamed, so that a reader sees the old name or the new one.
    private void Write(DataOwner owner)
    {
        File.WriteAllBytes(_namePath + ".new", JsonSerializer.SerializeToUtf8Bytes(owner, JsonSerializerOptions.Web));
        File.Move(_namePath + ".new", _namePath, overwrite: true);
    }
}
