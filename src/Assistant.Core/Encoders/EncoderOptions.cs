using System.ComponentModel.DataAnnotations;
using Assistant.Core.Retrieval;

namespace Assistant.Core.Encoders;

/// <summary>Which encoder serves which role: section <c>Assistant:Encoders</c>.</summary>
public sealed class EncoderOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Assistant:Encoders";

    /// <summary>Names the encoder that comes with the program.</summary>
    public const string Bundled = "bundled";

    /// <summary>Names no encoder: the leg is off.</summary>
    public const string None = "none";

    /// <summary>Compares texts: <c>bundled</c>, <c>none</c>, the <c>ORG/NAME</c> of a pulled model, or a model folder.</summary>
    [Required]
    public string Text { get; set; } = Bundled;

    /// <summary>Compares pictures with texts and pictures; named like <see cref="Text"/>.</summary>
    [Required]
    public string Image { get; set; } = Bundled;

    /// <summary>Chunks or pictures in one call while a new encoder's vectors are built. Small batches let ingestion in between.</summary>
    [Range(1, 1_024)]
    public int BuildBatchSize { get; set; } = 32;

    /// <summary>The model that a role wants; null for none.</summary>
    public string? Of(EncoderRole role) => (role == EncoderRole.Text ? Text : Image) is var model && string.Equals(model, None, StringComparison.OrdinalIgnoreCase) ? null : model;
}
