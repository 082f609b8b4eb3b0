using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Assistant.Index.Segments;

/// <summary>Numbers byte strings in the order of their first sight: an open hash table over one arena.</summary>
internal sealed class TermTable
{
    private byte[] _arena = new byte[1 << 14];
    private (int Start, int Length, uint Hash)[] _entries = new (int, int, uint)[256];
    private int[] _slots = new int[1024];
    private int _used;

    /// <summary>Strings in the table.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of memory held.</summary>
    public long Memory => _arena.Length + (_entries.Length * 12L) + (_slots.Length * 4L);

    /// <summary>The bytes of a string.</summary>
    public ReadOnlySpan<byte> this[int id] => _arena.AsSpan(_entries[id].Start, _entries[id].Length);

    /// <summary>Number of a string; it is added when it is new.</summary>
    public int Add(ReadOnlySpan<byte> bytes, uint seed, out bool added)
    {
        var hash = Hash(bytes, seed);
        for (var slot = (int)(hash & (uint)(_slots.Length - 1)); ; slot = (slot + 1) & (_slots.Length - 1))
        {
            var id = _slots[slot] - 1;
            if (id < 0)
                break;
            ref var entry = ref _entries[id];
            if (entry.Hash == hash && entry.Length == bytes.Length && bytes.SequenceEqual(_arena.AsSpan(entry.Start, entry.Length)))
            {
                added = false;
                return id;
            }
        }

        added = true;
        return Insert(bytes, hash);
    }

    /// <summary>Forgets everything and gives memory back.</summary>
    public void Clear()
    {
        _arena = new byte[1 << 14];
        _entries = new (int, int, uint)[256];
        _slots = new int[1024];
        _used = 0;
        Count = 0;
    }

    private int Insert(ReadOnlySpan<byte> bytes, uint hash)
    {
        if (Count * 2 >= _slots.Length)
            Grow();
        if (Count == _entries.Length)
            Array.Resize(ref _entries, Count * 2);
        if (_used + bytes.Length > _arena.Length)
            Array.Resize(ref _arena, Math.Max(_arena.Length * 2, _used + bytes.Length));
        bytes.CopyTo(_arena.AsSpan(_used));
        _entries[Count] = (_used, bytes.Length, hash);
        _used += bytes.Length;
        Place(hash, Count + 1);
        return Count++;
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 2];
        for (var id = 0; id < Count; id++)
            Place(_entries[id].Hash, id + 1);
    }

    private void Place(uint hash, int value)
    {
        var slot = (int)(hash & (uint)(_slots.Length - 1));
        while (_slots[slot] != 0)
            slot = (slot + 1) & (_slots.Length - 1);
        _slots[slot] = value;
    }

    /// <summary>Multiply and fold, eight bytes at a time; the seed tells equal bytes of different meaning apart.</summary>
    private static uint Hash(ReadOnlySpan<byte> bytes, uint seed)
    {
        const ulong Mix = 0x9E3779B97F4A7C15;
        var hash = (seed + (ulong)bytes.Length) * Mix;
        ref var at = ref MemoryMarshal.GetReference(bytes);
        var n = bytes.Length;
        while (n >= 8)
        {
            hash = (hash ^ Unsafe.ReadUnaligned<ulong>(ref at)) * Mix;
            hash ^= hash >> 32;
            at = ref Unsafe.Add(ref at, 8);
            n -= 8;
        }

        ulong rest = 0;
        for (var i = 0; i < n; i++)
            rest |= (ulong)Unsafe.Add(ref at, i) << (8 * i);
        hash = (hash ^ rest) * Mix;
        return (uint)(hash >> 32) ^ (uint)hash;
    }
}
