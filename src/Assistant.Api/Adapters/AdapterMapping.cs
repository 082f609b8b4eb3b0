using Assistant.Adaptation.Refresh;
using Assistant.Adaptation.Versions;
using Assistant.Contracts.Http;
using Assistant.Hosting.Errors;

namespace Assistant.Api.Adapters;

/// <summary>Adapters as the HTTP interface and <c>--json</c> write them.</summary>
internal static class AdapterMapping
{
    public static AdapterInfo ToInfo(this (AdapterManifest Manifest, string State) version)
    {
        var (manifest, state) = version;
        return new AdapterInfo(
            manifest.Version, manifest.Direction, state, manifest.CreatedAt, manifest.Parent, manifest.EncoderId, manifest.Strategy,
            [.. manifest.Metrics.Select(metric => new AdapterMetricInfo(metric.Name, metric.Base, metric.Value, metric.Low, metric.High, metric.Queries))],
            manifest.Reasons,
            new AdapterDataInfo(manifest.Data.Hash, manifest.Data.Positives, manifest.Data.Negatives, manifest.Data.Tuning, manifest.Data.Validation, manifest.Lineage.Count),
            manifest.Seed, manifest.Scale, manifest.Seconds, manifest.Sha256,
            manifest.Weights is { } weights ? new AdapterWeightsInfo(weights.Bm25, weights.DenseText, weights.DenseImage) : null,
            manifest.Calibration is { } calibration ? new AdapterCalibrationInfo(calibration.Slope, calibration.Offset) : null);
    }

    /// <summary>What can be learned, by name; words find passages when none is named.</summary>
    /// <exception cref="RequestRefusedException">There is none.</exception>
    public static string Direction(string? name)
    {
        var wanted = name ?? DirectionNames.Of(Core.Learning.AdapterDirection.TextToText);
        return Refreshes.IsKnown(wanted) ? wanted : throw new RequestRefusedException($"There is no direction \"{name}\". There are: {Refreshes.Names}.");
    }
}
