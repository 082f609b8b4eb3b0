using System.Buffers.Binary;
using System.Security.Cryptography;
using Assistant.Core.Retrieval;

namespace Assistant.Core.Feedback;

/// <summary>Lets chance change the places of neighbours, so that what a rank does can be told from what a hit is.</summary>
public static class AdjacentSwaps
{
    /// <summary>Swaps each hit with the next one with a chance; a hit that was swapped is not swapped again. The same id gives the same order.</summary>
    /// <param name="hits">Best first.</param>
    /// <param name="id">Of the search; the chance comes from its SHA-256.</param>
    /// <param name="rate">The chance, 0 to 1.</param>
    /// <returns>The hits with their new ranks, and how each was moved: 1 down, −1 up, 0 not.</returns>
    public static (IReadOnlyList<SearchHit> Hits, IReadOnlyList<int> Moved) Apply(IReadOnlyList<SearchHit> hits, Guid id, double rate)
    {
        ArgumentNullException.ThrowIfNull(hits);
        var moved = new int[hits.Count];
        if (rate <= 0)
            return (hits, moved);
        var swapped = hits.ToArray();
        Span<byte> seed = stackalloc byte[20];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        id.TryWriteBytes(seed);
        for (var i = 0; i + 1 < swapped.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(seed[16..], i);
            SHA256.HashData(seed, hash);
            if (BinaryPrimitives.ReadUInt32LittleEndian(hash) >= rate * uint.MaxValue)
                continue;
            (swapped[i], swapped[i + 1]) = (swapped[i + 1] with { Rank = i + 1 }, swapped[i] with { Rank = i + 2 });
            (moved[i], moved[i + 1]) = (-1, 1);
            i++;
        }

        return (swapped, moved);
    }
}
