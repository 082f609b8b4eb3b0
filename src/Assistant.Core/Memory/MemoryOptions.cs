using System.ComponentModel.DataAnnotations;

namespace Assistant.Core.Memory;

/// <summary>What is remembered of users; section <c>Assistant:Memory</c>.</summary>
public sealed class MemoryOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Assistant:Memory";

    /// <summary>Whether statements of users about themselves are kept by the admission rule, without being asked to.</summary>
    public bool Admission { get; set; } = true;

    /// <summary>Days without use after which a fact counts half in recall.</summary>
    [Range(1, 36_500)]
    public double HalfLifeDays { get; set; } = 90;

    /// <summary>Strength (see <see cref="FactStrength"/>) below which a consolidation deletes a fact that nobody asked to be kept; at 0.05 and 90 days without recall that is after a year and a month. 0 for never.</summary>
    [Range(0.0, 0.9)]
    public double FadeBelow { get; set; } = 0.05;

    /// <summary>Most facts of one user; the least used of those that nobody asked to be kept make room.</summary>
    [Range(10, 100_000)]
    public int MaxFacts { get; set; } = 1_000;
}
