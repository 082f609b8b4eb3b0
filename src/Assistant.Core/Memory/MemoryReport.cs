namespace Assistant.Core.Memory;

/// <summary>What a consolidation found and did.</summary>
/// <param name="Facts">Facts that held before.</param>
/// <param name="Duplicates">Merged into others.</param>
/// <param name="Contradictions">Superseded by newer ones.</param>
/// <param name="Junk">Deleted: faded, or saying nothing.</param>
public sealed record MemoryReport(int Facts, int Duplicates, int Contradictions, int Junk)
{
    /// <summary>Share of duplicates, 0 to 1.</summary>
    public double DuplicateRate => Rate(Duplicates);

    /// <summary>Share of contradicted facts, 0 to 1.</summary>
    public double ContradictionRate => Rate(Contradictions);

    /// <summary>Share of junk, 0 to 1.</summary>
    public double JunkRate => Rate(Junk);

    /// <summary>Both together.</summary>
    public static MemoryReport Add(MemoryReport left, MemoryReport right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new(left.Facts + right.Facts, left.Duplicates + right.Duplicates, left.Contradictions + right.Contradictions, left.Junk + right.Junk);
    }

    private double Rate(int part) => Facts == 0 ? 0 : part / (double)Facts;
}
