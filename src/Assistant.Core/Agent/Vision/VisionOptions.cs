using System.ComponentModel.DataAnnotations;

namespace Assistant.Core.Agent.Vision;

/// <summary>What <c>look_at_image</c> tells a model that sees no pictures, and whether pictures go along to one that does; section <c>Assistant:Vision</c>.</summary>
public sealed class VisionOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Assistant:Vision";

    /// <summary>Text in the picture with its places (MM-REACT, Yang et al. 2023, arXiv:2303.11381).</summary>
    public bool Positions { get; set; } = true;

    /// <summary>Names of what it may show, by the encoder of pictures (zero-shot, CLIP, Radford et al. 2021, arXiv:2103.00020).</summary>
    public bool Labels { get; set; } = true;

    /// <summary>Captions of the pictures most like it (PICa, Yang et al. 2021, arXiv:2109.05014).</summary>
    public bool Alike { get; set; } = true;

    /// <summary>The parts that are most like the question first (PNP-VQA, Tiong et al. 2022, arXiv:2210.08773).</summary>
    public bool Patches { get; set; } = true;

    /// <summary>Questions and answers made from its captions and labelled values (Img2LLM, Guo et al. 2022, arXiv:2212.10846).</summary>
    public bool Demonstrations { get; set; } = true;

    /// <summary>A file with one name a line, in place of the list that comes along; null for that list.</summary>
    public string? LabelsFile { get; set; }

    /// <summary>How many standard deviations above unrelated pairs a name must be to be told.</summary>
    [Range(0, 10)]
    public double LabelFloorDeviations { get; set; } = 2.5;

    /// <summary>Whether the language model takes pictures: the question's picture and those that it looks at are sent to it. A model that does not refuses them.</summary>
    public bool SendPictures { get; set; }
}
