using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Assistant.Core.Content;

/// <summary>The SHA-256 of a blob's bytes: its only name.</summary>
public readonly record struct BlobHash
{
    private BlobHash(string hex) => Hex = hex;

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public string Hex { get; }

    /// <summary>Hashes bytes in memory.</summary>
    public static BlobHash Of(ReadOnlySpan<byte> bytes) => FromDigest(SHA256.HashData(bytes));

    /// <summary>Wraps a finished SHA-256 digest of 32 bytes.</summary>
    public static BlobHash FromDigest(ReadOnlySpan<byte> digest) => digest.Length == SHA256.HashSizeInBytes
        ? new(Convert.ToHexStringLower(digest))
        : throw new ArgumentException($"A SHA-256 digest has 32 bytes, not {digest.Length}.", nameof(digest));

    /// <summary>Reads 64 hexadecimal digits; anything else is refused, so that a hash can be part of a path.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out BlobHash hash)
    {
        if (text is { Length: 64 } && text.All(char.IsAsciiHexDigit))
        {
            hash = new BlobHash(text.ToLowerInvariant());
            return true;
        }

        hash = default;
        return false;
    }

    /// <inheritdoc/>
    public override string ToString() => Hex;
}
