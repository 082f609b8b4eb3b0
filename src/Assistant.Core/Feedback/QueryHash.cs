using System.Security.Cryptography;
using System.Text;

namespace Assistant.Core.Feedback;

/// <summary>A query in 16 bytes: the same for the same words, whatever their case and spaces, with the same picture.</summary>
/// <param name="Value">The first half of the SHA-256, as 32 lower-case hexadecimal digits.</param>
public readonly record struct QueryHash(string Value)
{
    private const int Size = 16;

    /// <summary>Makes the hash of words and a picture (empty for none).</summary>
    public static QueryHash Of(string query, ReadOnlyMemory<byte> image = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var words = string.Join(' ', query.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant().Normalize();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(words));
        hash.AppendData([0]);
        hash.AppendData(image.Span);
        return OfBytes(hash.GetHashAndReset().AsSpan(0, Size));
    }

    /// <summary>Reads stored bytes.</summary>
    public static QueryHash OfBytes(ReadOnlySpan<byte> bytes) => new(Convert.ToHexStringLower(bytes));

    /// <summary>The 16 bytes.</summary>
    public byte[] ToBytes() => Convert.FromHexString(Value);
}
