using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Assistant.Core.Learning.Replay;

/// <summary>Which items stay when there are more than the quota.</summary>
public static class ReplayReservoir
{
    /// <summary>
    /// The priority of an item, uniform over all 64-bit numbers and the same for good: bytes 8 to 15 of the SHA-256 of its id (the
    /// first eight decide on validation). The items with the lowest ones stay, which is a reservoir (bottom-k sampling, Cohen and
    /// Kaplan 2007): every item that was offered is in it with the same chance, in whatever order they came.
    /// </summary>
    public static long Priority(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return BinaryPrimitives.ReadInt64LittleEndian(hash[8..]);
    }
}
