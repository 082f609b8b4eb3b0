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
            manifest.Weights is { } weights ? new AdapterWeightsInfo(weights.Bm25, weights.DenseText, weights.DenseImage) : null);
    }

    /// <summary>A direction, or the weights of a collection, by name; words find passages when none is named.</summary>
    /// <exception cref="RequestRefusedException">There is none.</exception>
    public static string Direction(string? name)
    {
        var wanted = name ?? DirectionNames.Of(Core.Learning.AdapterDirection.TextToText);
        return DirectionNames.Parse(wanted) is not null || FusionNames.CollectionOf(wanted) is not null
            ? wanted
            : throw new RequestRefusedException($"There is no direction \"{name}\". There are: {string.Join(", ", DirectionNames.All)}, and fusion:COLLECTION for the weights of the legs.");
    }
}
