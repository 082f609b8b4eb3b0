using System.ComponentModel.DataAnnotations;

namespace Assistant.Core.Agent.Demonstrations;

/// <summary>Liked answers as examples for the model; section <c>Assistant:Agent:Demonstrations</c>. For the strategies that write in steps.</summary>
public sealed class DemonstrationOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Assistant:Agent:Demonstrations";

    /// <summary>Most examples with a question; 0 for none.</summary>
    [Range(0, 20)]
    public int Count { get; set; }

    /// <summary>Most tokens of all of them together, at three characters a token.</summary>
    [Range(50, 32_768)]
    public int BudgetTokens { get; set; } = 500;

    /// <summary>Least similarity of an example's question: the cosine of the text encoder, or of the words where there is none; -1 to 1.</summary>
    [Range(-1.0, 1.0)]
    public double LeastSimilarity { get; set; } = 0.5;

    /// <summary>Whether answers that others liked are shown too, where everything that they saw may be read by the asker. Else only the asker's own.</summary>
    public bool FromOthers { get; set; }
}
