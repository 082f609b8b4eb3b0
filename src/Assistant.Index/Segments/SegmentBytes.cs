using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Assistant.Index.Lexical;

namespace Assistant.Index.Segments;

/// <summary>
/// The bytes of a segment at a fixed address: a mapped file or native memory. Readers hold a reference to it through their
/// snapshot; the mapping ends when the last of them is collected, so no reader takes a lock or counts references.
/// </summary>
internal sealed unsafe class SegmentBytes : SafeHandle
{
    private readonly Action _release;

    /// <summary>Takes bytes.</summary>
    /// <param name="address">First byte, at a multiple of eight.</param>
    /// <param name="length">Their number.</param>
    /// <param name="isMapped">Whether they are those of a file.</param>
    /// <param name="release">Gives them back, when the last reader is gone.</param>
    public SegmentBytes(byte* address, long length, bool isMapped, Action release)
        : base(0, ownsHandle: true)
    {
        _release = release;
        Length = length;
        IsMapped = isMapped;
        SetHandle((nint)address);
    }

    /// <summary>Bytes of the segment; the footer at their end is longer than <see cref="BitPacking.Padding"/>.</summary>
    public long Length { get; }

    /// <summary>First byte.</summary>
    public byte* Address => (byte*)handle;

    /// <summary>Whether the bytes are those of a file.</summary>
    public bool IsMapped { get; }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Maps a whole file, read-only.</summary>
    public static SegmentBytes Map(string path)
    {
        var length = new FileInfo(path).Length;
        if (length == 0)
            throw new InvalidDataException($"{Path.GetFileName(path)} is empty.");
        var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        var view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* address = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref address);
        return new SegmentBytes(address + view.PointerOffset, length, true, () =>
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
            view.Dispose();
            file.Dispose();
        });
    }

    /// <summary>Copies bytes to native memory.</summary>
    public static SegmentBytes Copy(ReadOnlySpan<byte> bytes)
    {
        var copy = Allocate(bytes.Length);
        bytes.CopyTo(new Span<byte>(copy.Address, bytes.Length));
        return copy;
    }

    /// <summary>Native memory of zeros.</summary>
    public static SegmentBytes Allocate(long length)
    {
        var bytes = (nuint)(length + BitPacking.Padding);
        var address = (byte*)NativeMemory.AlignedAlloc(bytes, 64);
        NativeMemory.Clear(address, bytes);
        GC.AddMemoryPressure(length + 1);
        return new SegmentBytes(address, length, false, () =>
        {
            NativeMemory.AlignedFree(address);
            GC.RemoveMemoryPressure(length + 1);
        });
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        _release();
        return true;
    }
}
