using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Assistant.Inference.Catalog;

/// <summary>Hashes of a file while its bytes come: SHA-256, and git's SHA-1 for files that the hub knows by that only.</summary>
internal sealed class FileHash : IDisposable
{
    private const int BufferBytes = 1 << 20;
    private readonly IncrementalHash sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash git;

    public FileHash(long bytes)
    {
#pragma warning disable CA5350 // Git's ids are SHA-1; the manifest keeps SHA-256.
        git = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
#pragma warning restore CA5350
        git.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {bytes}\0")));
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        sha256.AppendData(bytes);
        git.AppendData(bytes);
    }

    /// <summary>Appends what a file holds; gives its length.</summary>
    public async Task<long> AppendAsync(string path, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
        var buffer = new byte[BufferBytes];
        var total = 0L;
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0; total += read) Append(buffer.AsSpan(0, read));
        return total;
    }

    /// <summary>Both hashes, in hexadecimal digits.</summary>
    public (string Sha256, string GitId) Finish() => (Convert.ToHexStringLower(sha256.GetHashAndReset()), Convert.ToHexStringLower(git.GetHashAndReset()));

    public void Dispose()
    {
        sha256.Dispose();
        git.Dispose();
    }

    /// <summary>SHA-256 and git id of a file.</summary>
    public static async Task<(string Sha256, string GitId)> OfAsync(string path, CancellationToken cancellationToken)
    {
        using var hash = new FileHash(new FileInfo(path).Length);
        await hash.AppendAsync(path, cancellationToken);
        return hash.Finish();
    }
}
