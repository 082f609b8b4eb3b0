using System.Runtime.InteropServices;

namespace Assistant.Index.Dense;

/// <summary>A block of native memory, aligned to 64 bytes and zeroed, freed on dispose or by its finalizer.</summary>
/// <remarks>The garbage collector neither moves nor scans it. Readers opened over it must not outlive it.</remarks>
public sealed unsafe class NativeBuffer : IDisposable
{
    // Blocks that the collector should know about, as it is what frees those that nobody disposes.
    private const long LargeBytes = 1 << 16;

    private byte* _pointer;

    /// <summary>Allocates <paramref name="length"/> zeroed bytes.</summary>
    /// <exception cref="OutOfMemoryException">The memory is not to be had.</exception>
    public NativeBuffer(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        var rounded = (nuint)((Math.Max(length, 1) + 63) / 64 * 64);
        _pointer = (byte*)NativeMemory.AlignedAlloc(rounded, 64);
        NativeMemory.Clear(_pointer, rounded);
        Length = length;
        if (length >= LargeBytes)
            GC.AddMemoryPressure(length);
    }

    /// <summary>Frees the memory when nobody disposed the buffer.</summary>
    ~NativeBuffer() => Free();

    /// <summary>Length in bytes.</summary>
    public long Length { get; }

    /// <summary>First byte; the memory stays in place until <see cref="Dispose"/>.</summary>
    /// <exception cref="ObjectDisposedException">The buffer was disposed.</exception>
    public byte* Start
    {
        get
        {
            ObjectDisposedException.ThrowIf(_pointer is null, this);
            return _pointer;
        }
    }

    /// <summary>The bytes with this buffer as their owner, for the <c>Open</c> methods.</summary>
    public ByteRegion Region => new(Start, Length, this);

    /// <summary>Copies a stream's remaining bytes into a new buffer.</summary>
    public static NativeBuffer ReadFrom(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var buffer = new NativeBuffer(stream.Length - stream.Position);
        for (long at = 0; at < buffer.Length;)
        {
            var span = new Span<byte>(buffer.Start + at, (int)Math.Min(buffer.Length - at, 1 << 20));
            stream.ReadExactly(span);
            at += span.Length;
        }
        return buffer;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (_pointer is not null && Length >= LargeBytes)
            GC.RemoveMemoryPressure(Length);
        NativeMemory.AlignedFree(_pointer);
        _pointer = null;
    }
}
