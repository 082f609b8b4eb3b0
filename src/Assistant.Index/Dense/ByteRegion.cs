namespace Assistant.Index.Dense;

/// <summary>Bytes at a fixed address: a memory-mapped file, a part of one, or native memory.</summary>
/// <param name="start">First byte; best aligned to 64, the layouts below keep their sections aligned to it.</param>
/// <param name="length">Number of readable bytes.</param>
/// <param name="owner">Object whose life keeps the bytes valid; readers hold it, nobody disposes it.</param>
public readonly unsafe struct ByteRegion(byte* start, long length, object? owner = null)
{
    /// <summary>First byte.</summary>
    public byte* Start { get; } = start;

    /// <summary>Number of readable bytes.</summary>
    public long Length { get; } = length;

    /// <summary>Object whose life keeps the bytes valid.</summary>
    public object? Owner { get; } = owner;

    /// <summary>The part [<paramref name="offset"/>, <paramref name="offset"/> + <paramref name="length"/>).</summary>
    /// <exception cref="InvalidDataException">The part does not lie within the region.</exception>
    public ByteRegion Slice(long offset, long length)
    {
        if (offset < 0 || length < 0 || offset > Length || length > Length - offset)
            throw new InvalidDataException($"Bytes {offset}+{length} lie outside of {Length}.");
        return new ByteRegion(Start + offset, length, Owner);
    }
}
