using System.Security.Cryptography;
using System.Text;

namespace Assistant.Hosting.Access;

/// <summary>
/// A secret that lives as long as the process, written into the data directory readable by its user only: whoever can read
/// that file could read the data too, so it admits the command line of the same user even when API keys are required.
/// </summary>
public sealed class LocalKey : IDisposable
{
    private const string FileName = "service.key";
    private readonly byte[] _digest;
    private readonly string _path;

    private LocalKey(string path, string secret)
    {
        _path = path;
        _digest = SHA256.HashData(Encoding.UTF8.GetBytes(secret));
    }

    /// <summary>Makes a new secret and writes it into the data directory (mode 0600).</summary>
    public static LocalKey Create(string dataDirectory)
    {
        Directory.CreateDirectory(dataDirectory);
        var path = Path.Combine(dataDirectory, FileName);
        var secret = "local-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        // Deleted first: an existing file keeps the permissions that it had.
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(path, options))
            stream.Write(Encoding.UTF8.GetBytes(secret));
        return new LocalKey(path, secret);
    }

    /// <summary>Reads the secret of the service that runs on a data directory; null when there is none.</summary>
    public static string? Read(string dataDirectory)
    {
        try
        {
            return File.ReadAllText(Path.Combine(dataDirectory, FileName));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // No service, or one of another user: the caller then needs an API key, and the service says so.
            return null;
        }
    }

    /// <summary>Removes the file.</summary>
    public void Dispose()
    {
        try
        {
            File.Delete(_path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A file that stays holds a secret that nobody accepts any more.
        }
    }

    /// <summary>Compares in constant time.</summary>
    internal bool Matches(string secret) => CryptographicOperations.FixedTimeEquals(_digest, SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
