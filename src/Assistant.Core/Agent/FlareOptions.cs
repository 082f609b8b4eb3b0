using System.ComponentModel.DataAnnotations;

namespace Assistant.Core.Agent;

/// <summary>
/// Searching again while an answer is written, where the model is unsure (FLARE, Jiang et al. 2023, "Active retrieval augmented
/// generation", arXiv:2305.06983); section <c>Assistant:Agent:Flare</c>. For the strategies that write in steps, and for models that
/// report the probabilities of their tokens: the engine of this process, and servers that know <c>logprobs</c>.
/// </summary>
public sealed class FlareOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Assistant:Agent:Flare";

    /// <summary>Whether it is on.</summary>
    public bool Enabled { get; set; }

    /// <summary>A sentence with a token below this probability, 0 to 1, is searched for and written again: θ of the paper.</summary>
    [Range(0.0, 1.0)]
    public double Threshold { get; set; } = 0.6;

    /// <summary>Words with a token below this probability, 0 to 1, are left out of the search: β of the paper.</summary>
    [Range(0.0, 1.0)]
    public double MaskThreshold { get; set; } = 0.4;

    /// <summary>Most searches of an answer.</summary>
    [Range(1, 20)]
    public int MaxSearches { get; set; } = 3;
}
