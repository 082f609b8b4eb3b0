using System.Runtime.InteropServices;

namespace Assistant.Native.Gguf;

/// <summary>
/// Writes tensors of random weights with mean 0 and a given spread, straight in their quantized form: random bits with fixed scales
/// that bring the spread about. Repeatable by seed, and as fast as memory.
/// </summary>
internal sealed class RandomWeights(ulong seed)
{
    private const int ChunkBytes = 1 << 20;

    // Spread of uniform whole numbers: 8 bits, 4 bits, 6 bits.
    private const double Spread8 = 73.9, Spread4 = 4.61, Spread6 = 18.47;

    private ulong state = seed;

    /// <summary>Writes a tensor.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="type">F32, F16, Q8_0, Q4_K or Q6_K.</param>
    /// <param name="count">Numbers in it, a whole number of blocks.</param>
    /// <param name="spread">Standard deviation.</param>
    internal void Write(Stream target, GgufTensorType type, long count, float spread)
    {
        var (weights, bytes) = type.Block();
        Action<Span<byte>> scale = type switch
        {
            GgufTensorType.F32 => chunk => Floats(MemoryMarshal.Cast<byte, float>(chunk), spread),
            GgufTensorType.F16 => chunk => Halves(MemoryMarshal.Cast<byte, Half>(chunk), spread),
            GgufTensorType.Q8_0 => chunk => Each(chunk, bytes, block => Put(block, 0, spread / Spread8)),
            GgufTensorType.Q4_K => chunk => Each(chunk, bytes, block => Scale4(block, spread)),
            GgufTensorType.Q6_K => chunk => Each(chunk, bytes, block => Scale6(block, spread)),
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Random weights can be of type F32, F16, Q8_0, Q4_K or Q6_K."),
        };
        var chunk = new byte[ChunkBytes / bytes / 8 * 8 * bytes];
        for (var left = count / weights * bytes; left > 0;)
        {
            var part = chunk.AsSpan(0, (int)Math.Min(left, chunk.Length));
            Fill(part);
            scale(part);
            target.Write(part);
            left -= part.Length;
        }
    }

    /// <summary>Sum of four uniform bytes, which is nearly normal: 0 with the given spread.</summary>
    private static float Normal(uint bits, float spread) =>
        (float)(((bits & 0xFF) + ((bits >> 8) & 0xFF) + ((bits >> 16) & 0xFF) + (bits >> 24) - 510.0) / (2 * Spread8)) * spread;

    private static void Floats(Span<float> numbers, float spread)
    {
        var bits = MemoryMarshal.Cast<float, uint>(numbers);
        for (var i = 0; i < numbers.Length; i++) numbers[i] = Normal(bits[i], spread);
    }

    private static void Halves(Span<Half> numbers, float spread)
    {
        var bits = MemoryMarshal.Cast<Half, ushort>(numbers);
        for (var i = 0; i < numbers.Length; i++) numbers[i] = (Half)Normal(bits[i] * 0x9E3779B1u, spread);
    }

    private static void Each(Span<byte> chunk, int bytes, Action<Span<byte>> scale)
    {
        for (var at = 0; at < chunk.Length; at += bytes) scale(chunk.Slice(at, bytes));
    }

    private static void Put(Span<byte> block, int at, double scale) => MemoryMarshal.Write(block[at..], (Half)scale);

    /// <summary>A block of Q4_K: scale, offset, 12 bytes of eight 6-bit scales and offsets, 128 bytes of 4-bit numbers. All scales and offsets become 32.</summary>
    private static void Scale4(Span<byte> block, float spread)
    {
        const double mean = 7.5;
        Put(block, 0, spread / (32 * Spread4));
        Put(block, 2, spread / (32 * Spread4) * mean);
        block[4..12].Fill(0xA0);
        block[12..16].Clear();
    }

    /// <summary>A block of Q6_K: 192 bytes of 6-bit numbers, sixteen 8-bit scales, scale. All scales become 16.</summary>
    private static void Scale6(Span<byte> block, float spread)
    {
        block[192..208].Fill(16);
        Put(block, 208, spread / (16 * Spread6));
    }

    /// <summary>SplitMix64 (Steele, Lea and Flood 2014).</summary>
    private void Fill(Span<byte> bytes)
    {
        foreach (ref var word in MemoryMarshal.Cast<byte, ulong>(bytes)) word = Next();
        for (var i = bytes.Length / 8 * 8; i < bytes.Length; i++) bytes[i] = (byte)Next();
    }

    private ulong Next()
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
