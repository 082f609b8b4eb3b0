using System.Numerics;

namespace Assistant.Index.Dense;

/// <summary>Which rows may be returned: those in <see cref="Allowed"/> and not in <see cref="Deleted"/>.</summary>
/// <remarks>Bit r of word r / 64 stands for row r. An empty span means that there is no such restriction.</remarks>
/// <param name="allowed">Rows that pass the query's filter, or empty for all; at least one bit a row.</param>
/// <param name="deleted">Tombstones, or empty for none; at least one bit a row.</param>
public readonly ref struct RowFilter(ReadOnlySpan<ulong> allowed, ReadOnlySpan<ulong> deleted = default)
{
    /// <summary>Rows that pass the query's filter, or empty for all.</summary>
    public ReadOnlySpan<ulong> Allowed { get; } = allowed;

    /// <summary>Tombstones, or empty for none.</summary>
    public ReadOnlySpan<ulong> Deleted { get; } = deleted;

    /// <summary>Whether every row may be returned.</summary>
    public bool IsEmpty => Allowed.IsEmpty && Deleted.IsEmpty;

    /// <summary>Number of the first <paramref name="rows"/> rows that may be returned; reads rows / 64 words of each bitmap.</summary>
    public int CountMatches(int rows)
    {
        Check(rows);
        if (IsEmpty)
            return rows;
        var count = 0;
        for (var word = 0; word * 64 < rows; word++)
            count += BitOperations.PopCount(Word(word, rows));
        return count;
    }

    internal void Check(int rows)
    {
        var words = (rows + 63) / 64;
        if (!Allowed.IsEmpty && Allowed.Length < words || !Deleted.IsEmpty && Deleted.Length < words)
            throw new ArgumentException($"A filter over {rows} rows needs {words} words.");
    }

    private ulong Word(int word, int rows)
    {
        var bits = (Allowed.IsEmpty ? ulong.MaxValue : Allowed[word]) & ~(Deleted.IsEmpty ? 0 : Deleted[word]);
        var left = rows - word * 64;
        return left >= 64 ? bits : bits & ((1UL << left) - 1);
    }
}
