using System.ComponentModel.DataAnnotations;

namespace Assistant.Core.Answering;

/// <summary>
/// Passages shortened together before a language model reads them; section <c>Assistant:Answering:Compression</c>. For answers from one search
/// and for the observations of the agent; without it each passage is shortened by itself.
/// </summary>
public sealed class CompressionOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Assistant:Answering:Compression";

    /// <summary>Whether it is on.</summary>
    public bool Enabled { get; set; }

    /// <summary>Most tokens of the passages of one search, at three characters a token. What the model's context leaves is the other limit.</summary>
    [Range(50, 100_000)]
    public int BudgetTokens { get; set; } = 600;
}
