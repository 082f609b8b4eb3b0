using Assistant.Core.Learning.Calibration;
using Assistant.Core.Learning.Refresh;
using Assistant.Core.Retrieval;

namespace Assistant.Adaptation.Versions;

/// <summary>What is known of a version: <c>VERSION.json</c> beside its file <c>VERSION.adapter</c>. Written once, never changed.</summary>
public sealed record AdapterManifest
{
    /// <summary>The format that this code writes and the newest that it reads.</summary>
    public const int NewestFormat = 1;

    /// <summary>Format of the manifest.</summary>
    public int Format { get; init; } = NewestFormat;

    /// <summary>Its name.</summary>
    public required string Version { get; init; }

    /// <summary>What it serves, as <see cref="DirectionNames"/> or, for weights of legs, <see cref="FusionNames"/> write it; <c>calibration</c> for the certainty of looks.</summary>
    public required string Direction { get; init; }

    /// <summary>Whose queries it moves; the id contains the hash of the model's weights.</summary>
    public required string EncoderId { get; init; }

    /// <summary>Width d of the queries; 0 for weights and calibrations.</summary>
    public required int Dimensions { get; init; }

    /// <summary>How it was trained.</summary>
    public required string Strategy { get; init; }

    /// <summary>Seed of training and gate.</summary>
    public required int Seed { get; init; }

    /// <summary>The version that served when it was made; null for the plain encoder.</summary>
    public string? Parent { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Version of the code that trained it.</summary>
    public required string CodeVersion { get; init; }

    /// <summary>What it learned from.</summary>
    public required AdapterData Data { get; init; }

    /// <summary>Ids of every document that an item of the data was made from.</summary>
    public required IReadOnlyList<Guid> Lineage { get; init; }

    /// <summary>How much of what was learned it uses, above 0 to 1.</summary>
    public double Scale { get; init; }

    /// <summary>Seconds of training.</summary>
    public double Seconds { get; init; }

    /// <summary>Whether the gate let it pass.</summary>
    public required bool Promoted { get; init; }

    /// <summary>Why, in words.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>What the gate measured.</summary>
    public required IReadOnlyList<AdapterMetric> Metrics { get; init; }

    /// <summary>The weights of the legs, before those that encoders bring along; null for all else.</summary>
    public LegWeights? Weights { get; init; }

    /// <summary>What deviations of a look above the noise mean; null for all else.</summary>
    public ScoreCalibration? Calibration { get; init; }

    /// <summary>SHA-256 of the file, or of the weights or the calibration, in hexadecimal; null for a version that was refused.</summary>
    public string? Sha256 { get; init; }
}

/// <summary>What a version learned from.</summary>
/// <param name="Hash">SHA-256 of the snapshot.</param>
/// <param name="Positives">Right answers trained on.</param>
/// <param name="Negatives">Wrong answers trained on.</param>
/// <param name="Tuning">Right answers that chose the scale.</param>
/// <param name="Validation">Right answers that the gate measured with.</param>
/// <param name="Gold">Gold items of the guard.</param>
/// <param name="Until">When the newest item was made.</param>
public sealed record AdapterData(string Hash, int Positives, int Negatives, int Tuning, int Validation, int Gold, DateTimeOffset Until);
