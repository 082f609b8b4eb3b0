using System.Runtime.InteropServices;
using Assistant.Index.Segments;

namespace Assistant.Index.Tests.Faults;

/// <summary>Bytes whose end is followed by a page that cannot be read: a read past them ends the process.</summary>
internal sealed unsafe partial class GuardedBytes : IDisposable
{
    private const nuint Page = 4096;
    private readonly nuint _mapped;
    private readonly byte* _region;
    private readonly byte[] _original;

    public GuardedBytes(byte[] bytes)
    {
        _original = bytes;
        _mapped = (((nuint)bytes.Length + Page - 1) / Page * Page) + Page;
        _region = MMap(null, _mapped, 3, 0x22, -1, 0);
        Assert.True((nint)_region != -1);
        Assert.Equal(0, MProtect(_region + _mapped - Page, Page, 0));
        Start = _region + _mapped - Page - (nuint)bytes.Length;
        Restore(0, bytes.Length);
    }

    public byte* Start { get; }

    public int Length => _original.Length;

    public Span<byte> Span => new(Start, Length);

    public SegmentBytes Segment() => new(Start, Length, isMapped: true, () => { });

    public void Restore(int from, int length) => _original.AsSpan(from, length).CopyTo(Span[from..]);

    /// <summary>Changes one to four places; gives the span that holds them all.</summary>
    public (int From, int Length) Damage(Random random)
    {
        int from = Length, to = 0;
        for (var count = random.Next(1, 5); count > 0; count--)
        {
            var at = random.Next(Length);
            var length = random.Next(4) switch { 0 or 1 => 1, 2 => Math.Min(random.Next(1, 65), Length - at), _ => Math.Min(random.Next(1, 2049), Length - at) };
            var place = Span.Slice(at, length);
            switch (random.Next(4))
            {
                case 0:
                    place[0] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    random.NextBytes(place);
                    break;
                case 2:
                    place.Fill(0xFF);
                    break;
                default:
                    place.Fill((byte)random.Next(256));
                    break;
            }

            (from, to) = (Math.Min(from, at), Math.Max(to, at + length));
        }

        return (from, to - from);
    }

    public void Dispose() => _ = MUnmap(_region, _mapped);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial byte* MMap(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int MProtect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int MUnmap(void* address, nuint length);
}
