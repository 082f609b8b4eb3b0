using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Assistant.Core.Learning.Replay;

/// <summary>Which items measure and which train.</summary>
public static class ReplaySplit
{
    /// <summary>One of ten items, by the SHA-256 of its id modulo 10: the same for good, whatever else is in the buffer.</summary>
    public static bool IsValidation(Guid id) => Part(id) == 0;

    /// <summary>Another one of ten items: what chooses the strength of an adapter, so that the choice does not flatter the validation part.</summary>
    public static bool IsTuning(Guid id) => Part(id) == 1;

    private static int Part(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return (int)(BinaryPrimitives.ReadUInt64LittleEndian(hash) % 10);
    }
}
