using Assistant.Core.Learning.Adapters;
using Assistant.Core.Learning.Calibration;
using Assistant.Core.Learning.Linear;
using Assistant.Core.Retrieval;

namespace Assistant.Core.Learning.Serving;

/// <summary>The adapters and the learned weights of legs in force at a moment. Immutable and safe from many threads: a request pins one from query embedding to log line.</summary>
public sealed class AdapterSnapshot
{
    private readonly Dictionary<(AdapterDirection Direction, string EncoderId), ServedAdapter> adapters;
    private readonly Dictionary<(string Collection, string EncoderId), ServedWeights> weights;
    private readonly Dictionary<string, ServedCalibration> calibrations;
    private readonly List<string> always;

    /// <summary>Makes one.</summary>
    /// <param name="adapters">At most one for each direction and encoder.</param>
    /// <param name="weights">At most one for each collection and encoders; null for none.</param>
    /// <param name="calibrations">At most one for each encoder; null for none.</param>
    /// <exception cref="ArgumentException">Two serve the same.</exception>
    public AdapterSnapshot(IReadOnlyCollection<ServedAdapter> adapters, IReadOnlyCollection<ServedWeights>? weights = null, IReadOnlyCollection<ServedCalibration>? calibrations = null)
    {
        ArgumentNullException.ThrowIfNull(adapters);
        this.adapters = adapters.ToDictionary(adapter => (adapter.Direction, adapter.EncoderId));
        this.weights = (weights ?? []).ToDictionary(served => (served.Collection, served.EncoderId));
        this.calibrations = (calibrations ?? []).ToDictionary(served => served.EncoderId);
        always = [.. adapters.Select(adapter => adapter.Version), .. this.calibrations.Values.Select(served => served.Version)];
        Version = Join(always.Concat(this.weights.Values.Select(served => served.Version)));
    }

    /// <summary>Nothing learned: every query stays as its encoder gave it.</summary>
    public static AdapterSnapshot Base { get; } = new([]);

    /// <summary>Names all versions in force; <c>base</c> when there are none.</summary>
    public string Version { get; }

    /// <summary>The adapters.</summary>
    public IReadOnlyCollection<ServedAdapter> Adapters => adapters.Values;

    /// <summary>The learned weights.</summary>
    public IReadOnlyCollection<ServedWeights> Weights => weights.Values;

    /// <summary>The learned certainties of looks.</summary>
    public IReadOnlyCollection<ServedCalibration> Calibrations => calibrations.Values;

    /// <summary>What the deviations of a look of this encoder mean; null when nothing was learned.</summary>
    public ScoreCalibration? CalibrationOf(string encoderId) => calibrations.GetValueOrDefault(encoderId)?.Calibration;

    /// <summary>The weights that were learned for searches of a collection with these encoders; null when there are none.</summary>
    public ServedWeights? WeightsOf(string collection, string? encoderId) => encoderId is not null && weights.TryGetValue((collection, encoderId), out var served) ? served : null;

    /// <summary>Names the versions that a search is answered with: the adapters and calibrations, and the weights where it uses any; <c>base</c> for none. Part of answers, logs and cache keys.</summary>
    public string VersionWith(ServedWeights? used) => Join(used is null ? always : [.. always, used.Version]);

    /// <summary>Moves a query; where no adapter serves its direction and encoder, gives it back as it is.</summary>
    /// <param name="direction">What is asked with, and what is to be found.</param>
    /// <param name="encoderId">Who made the vector.</param>
    /// <param name="query">L2-normalized, [d].</param>
    /// <returns>L2-normalized, [d].</returns>
    public ReadOnlyMemory<float> Apply(AdapterDirection direction, string encoderId, ReadOnlyMemory<float> query)
    {
        if (!adapters.TryGetValue((direction, encoderId), out var served)) return query;
        var row = new Matrix(1, query.Length);
        query.Span.CopyTo(row[0]);
        return served.Adapter.Apply(row).Values.ToArray();
    }

    private static string Join(IEnumerable<string> versions) => string.Join('+', versions.Order(StringComparer.Ordinal)) is { Length: > 0 } names ? names : "base";
}

/// <summary>An adapter in force.</summary>
/// <param name="Direction">What it serves.</param>
/// <param name="EncoderId">The encoder whose vectors it moves; it never touches others.</param>
/// <param name="Version">Its name, as in <c>adapters list</c>.</param>
/// <param name="Adapter">The map.</param>
public sealed record ServedAdapter(AdapterDirection Direction, string EncoderId, string Version, IQueryAdapter Adapter);

/// <summary>Learned weights of legs in force.</summary>
/// <param name="Collection">The collection: they serve searches that reach it and no other.</param>
/// <param name="EncoderId">The encoders, as <see cref="FusionEncoders"/> names them; they never serve others.</param>
/// <param name="Version">Its name, as in <c>adapters list</c>.</param>
/// <param name="Weights">The weights, before those that encoders bring along.</param>
public sealed record ServedWeights(string Collection, string EncoderId, string Version, LegWeights Weights);

/// <summary>A learned certainty of looks in force.</summary>
/// <param name="EncoderId">The encoder whose looks it is of; it never serves others.</param>
/// <param name="Version">Its name, as in <c>adapters list</c>.</param>
/// <param name="Calibration">From deviations above the noise to the probability of being right.</param>
public sealed record ServedCalibration(string EncoderId, string Version, ScoreCalibration Calibration);
