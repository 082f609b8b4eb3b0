using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Assistant.Core.Retrieval;

/// <summary>How legs are fused and hits are shown; section <c>Assistant:Retrieval</c>.</summary>
public sealed class RetrievalOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Assistant:Retrieval";

    /// <summary>The constant of reciprocal rank fusion: 60 in the paper, which found the choice uncritical.</summary>
    [Range(1, 1000)]
    public int FusionConstant { get; set; } = 60;

    /// <summary>Weights of the legs.</summary>
    [Required]
    [ValidateObjectMembers]
    public LegWeights Weights { get; set; } = new();

    /// <summary>Other weights for searches of one collection, by its name; nothing is learned over them.</summary>
    [Required]
    public IDictionary<string, LegWeights> Collections { get; } = new Dictionary<string, LegWeights>(StringComparer.Ordinal);

    /// <summary>
    /// Pictures that words alone find by their look count only when their cosine stands this many standard deviations above that
    /// of unrelated pairs, so that the least unlike picture of a collection does not get into every answer. Searches for pictures
    /// only, or with a picture, have no floor.
    /// </summary>
    [Range(-10.0, 10.0)]
    public double ImageFloorDeviations { get; set; } = 3;

    /// <summary>Hits asked of every leg for each hit wanted; more helps fusion and the limit for each document, and costs time.</summary>
    [Range(1, 20)]
    public int DepthFactor { get; set; } = 4;

    /// <summary>Most passages of one document among the hits; 0 does not limit.</summary>
    [Range(0, 100)]
    public int MaxPerDocument { get; set; }

    /// <summary>Length of a snippet in characters, about.</summary>
    [Range(40, 2000)]
    public int SnippetLength { get; set; } = 240;

    /// <summary>The weights for a search of these collections; null for all.</summary>
    internal LegWeights WeightsFor(IReadOnlyCollection<string>? collections) =>
        collections is { Count: 1 } && Collections.TryGetValue(collections.First(), out var own) ? own : Weights;
}
