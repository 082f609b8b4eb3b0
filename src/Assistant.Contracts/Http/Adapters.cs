namespace Assistant.Contracts.Http;

/// <summary>A version of an adapter: an entry of <c>GET /api/adapters</c>.</summary>
/// <param name="Version">Its name.</param>
/// <param name="Direction"><c>text-to-text</c>, <c>text-to-image</c>, <c>image-to-image</c> or <c>image-to-text</c>; <c>fusion:COLLECTION</c> for the weights of the legs in searches of a collection; <c>calibration</c> for how sure looks of pictures are.</param>
/// <param name="State"><c>Active</c>, <c>Retired</c> (it served before), <c>Rejected</c> or <c>RolledBack</c>.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Parent">What served when it was made; null for the plain encoder.</param>
/// <param name="EncoderId">Whose queries it moves.</param>
/// <param name="Strategy">How it was trained.</param>
/// <param name="Metrics">What the gate measured.</param>
/// <param name="Reasons">Why it was promoted or refused.</param>
/// <param name="Data">What it learned from.</param>
/// <param name="Seed">Seed of training and gate.</param>
/// <param name="Scale">How much of what was learned it uses, 0 to 1.</param>
/// <param name="Seconds">Time of the training.</param>
/// <param name="Sha256">Hash of its file; null when there is none (any more).</param>
/// <param name="Weights">The weights of the legs; null for all else.</param>
/// <param name="Calibration">What deviations of a look above the noise mean; null for all else.</param>
public sealed record AdapterInfo(
    string Version, string Direction, string State, DateTimeOffset CreatedAt, string? Parent, string EncoderId, string Strategy,
    IReadOnlyList<AdapterMetricInfo> Metrics, IReadOnlyList<string> Reasons, AdapterDataInfo Data, int Seed, double Scale, double Seconds, string? Sha256,
    AdapterWeightsInfo? Weights, AdapterCalibrationInfo? Calibration);

/// <summary>The probability that a picture is right by its look: 1 / (1 + exp(−(slope · deviations + offset))).</summary>
/// <param name="Slope">Above 0.</param>
/// <param name="Offset">Any number.</param>
public sealed record AdapterCalibrationInfo(double Slope, double Offset);

/// <summary>What a rank in each leg counts for, before the weights that encoders bring along.</summary>
/// <param name="Bm25">Words.</param>
/// <param name="DenseText">Text vectors.</param>
/// <param name="DenseImage">Picture vectors.</param>
public sealed record AdapterWeightsInfo(double Bm25, double DenseText, double DenseImage);

/// <summary>A measure of a version.</summary>
/// <param name="Name">What was measured, on which queries.</param>
/// <param name="Base">Before, 0 to 1.</param>
/// <param name="Value">With it.</param>
/// <param name="Low">Lower end of the 95 % interval of the difference.</param>
/// <param name="High">Upper end.</param>
/// <param name="Queries">How many queries.</param>
public sealed record AdapterMetricInfo(string Name, double Base, double Value, double Low, double High, int Queries);

/// <summary>What a version learned from.</summary>
/// <param name="Hash">SHA-256 of the snapshot.</param>
/// <param name="Positives">Right answers trained on.</param>
/// <param name="Negatives">Wrong answers trained on.</param>
/// <param name="Tuning">Right answers that chose its scale.</param>
/// <param name="Validation">Right answers that the gate measured with.</param>
/// <param name="Documents">Documents that all of them came from.</param>
public sealed record AdapterDataInfo(string Hash, int Positives, int Negatives, int Tuning, int Validation, int Documents);

/// <summary>Body of <c>POST /api/adapters/train</c>.</summary>
public sealed record AdapterTrainBody
{
    /// <summary>Direction, <c>fusion:COLLECTION</c> or <c>calibration</c>; null for <c>text-to-text</c>.</summary>
    public string? Direction { get; init; }

    /// <summary>Strategy, for a direction only; null for the configured one.</summary>
    public string? Strategy { get; init; }
}

/// <summary>Body of <c>POST /api/adapters/promote</c>.</summary>
public sealed record AdapterPromoteBody
{
    /// <summary>A version, or <c>base</c> for the plain encoder.</summary>
    public string Version { get; init; } = "";

    /// <summary>Direction, <c>fusion:COLLECTION</c> or <c>calibration</c>, that <c>base</c> is for; null for all.</summary>
    public string? Direction { get; init; }
}

/// <summary>Body of <c>POST /api/adapters/rollback</c>.</summary>
public sealed record AdapterRollbackBody
{
    /// <summary>Direction, <c>fusion:COLLECTION</c> or <c>calibration</c>; null for <c>text-to-text</c>.</summary>
    public string? Direction { get; init; }
}

/// <summary>Answer of what changes adapters.</summary>
/// <param name="Changed">Whether another version serves now.</param>
/// <param name="Serving">The versions in force, joined by <c>+</c>; <c>base</c> for none.</param>
/// <param name="Version">The version that the command was about; null for none.</param>
/// <param name="Reasons">Why, in words.</param>
public sealed record AdapterChange(bool Changed, string Serving, string? Version, IReadOnlyList<string> Reasons);
