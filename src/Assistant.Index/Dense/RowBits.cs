using System.Runtime.CompilerServices;

namespace Assistant.Index.Dense;

/// <summary>A pinned <see cref="RowFilter"/>, for loops and for other threads.</summary>
internal readonly unsafe struct RowBits(ulong* allowed, ulong* deleted, int rows)
{
    /// <summary>Whether some row may be excluded.</summary>
    public bool Restricts
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => allowed is not null || deleted is not null;
    }

    /// <summary>The 64 rows from 64·<paramref name="word"/>; bits past the last row are zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Word(int word)
    {
        var bits = ulong.MaxValue;
        if (allowed is not null)
            bits = allowed[word];
        if (deleted is not null)
            bits &= ~deleted[word];
        var left = rows - (word << 6);
        return left >= 64 ? bits : bits & ((1UL << left) - 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Contains(int row) =>
        (allowed is null || (allowed[row >> 6] >> (row & 63) & 1) != 0) && (deleted is null || (deleted[row >> 6] >> (row & 63) & 1) == 0);
}
