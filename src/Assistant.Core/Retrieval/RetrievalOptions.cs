using System.ComponentModel.DataAnnotations;

namespace Assistant.Core.Retrieval;

/// <summary>How legs are fused and hits are shown; section <c>Assistant:Retrieval</c>.</summary>
public sealed class RetrievalOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Assistant:Retrieval";

    /// <summary>The constant of reciprocal rank fusion: 60 in the paper, which found the choice uncritical.</summary>
    [Range(1, 1000)]
    public int FusionConstant { get; set; } = 60;

    /// <summary>Weight of the BM25 leg.</summary>
    [Range(0.0, 100.0)]
    public double Bm25Weight { get; set; } = 1;

    /// <summary>Weight of the leg that compares text vectors.</summary>
    [Range(0.0, 100.0)]
    public double DenseTextWeight { get; set; } = 1;

    /// <summary>Hits asked of every leg for each hit wanted; more helps fusion and the limit for each document, and costs time.</summary>
    [Range(1, 20)]
    public int DepthFactor { get; set; } = 4;

    /// <summary>Most passages of one document among the hits; 0 does not limit.</summary>
    [Range(0, 100)]
    public int MaxPerDocument { get; set; }

    /// <summary>Length of a snippet in characters, about.</summary>
    [Range(40, 2000)]
    public int SnippetLength { get; set; } = 240;

    internal double WeightOf(string leg) => leg switch
    {
        "bm25" => Bm25Weight,
        "dense_text" => DenseTextWeight,
        _ => 1,
    };
}
