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
    private readonly MemoryMappedFile? _file;
    private readonly MemoryMappedViewAccessor? _view;

    private SegmentBytes(byte* address, long length, MemoryMappedFile? file, MemoryMappedViewAccessor? view)
        : base(0, ownsHandle: true)
    {
        _file = file;
        _view = view;
        Length = length;
        SetHandle((nint)address);
    }

    /// <summary>Bytes of the segment; <see cref="BitPacking.Padding"/> more are readable.</summary>
    public long Length { get; }

    /// <summary>First byte.</summary>
    public byte* Address => (byte*)handle;

    /// <summary>Whether the bytes are those of a file.</summary>
    public bool IsMapped => _view is not null;

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
        return new SegmentBytes(address + view.PointerOffset, length, file, view);
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
        return new SegmentBytes(address, length, null, null);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        if (_view is null)
        {
            NativeMemory.AlignedFree((void*)handle);
            GC.RemoveMemoryPressure(Length + 1);
        }
        else
        {
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
            _file!.Dispose();
        }

        return true;
    }
}
