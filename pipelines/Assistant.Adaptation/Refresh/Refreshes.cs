using Assistant.Adaptation.Versions;
using Assistant.Core.Retrieval;

namespace Assistant.Adaptation.Refresh;

/// <summary>Runs the refresh that a name asks for: of a direction, of the weights of a collection, or of the certainty of looks.</summary>
public sealed class Refreshes(AdapterRefresh adapters, FusionRefresh fusion, CalibrationRefresh calibration, IEncoderDirectory encoders)
{
    /// <summary>Every name, for messages.</summary>
    public static string Names { get; } = $"{string.Join(", ", DirectionNames.All)}, fusion:COLLECTION for the weights of the legs, {CalibrationRefresh.Name} for the certainty of looks";

    /// <summary>Whether something can be learned under a name.</summary>
    public static bool IsKnown(string? direction) => direction == CalibrationRefresh.Name || DirectionNames.Parse(direction) is not null || FusionNames.CollectionOf(direction) is not null;

    /// <summary>The encoders that what is learned under a name is for; null when none serves.</summary>
    public string? EncoderOf(string direction) =>
        direction == CalibrationRefresh.Name ? encoders.ForQueries(EncoderRole.Image)?.Id : DirectionNames.Parse(direction) is { } parsed ? adapters.EncoderOf(parsed)?.Id : FusionEncoders.Of(encoders);

    /// <summary>Runs it.</summary>
    /// <param name="direction">A direction, <c>fusion:COLLECTION</c> or <c>calibration</c>.</param>
    /// <param name="strategy">How a direction is learned; null for the configured strategy. Weights are learned in one way.</param>
    /// <param name="trained">Told when a candidate is trained, with its strategy and the seconds; null for nobody.</param>
    /// <param name="cancellationToken">Ends it; nothing changes then.</param>
    /// <exception cref="ArgumentException">There is no such direction or strategy.</exception>
    /// <exception cref="IOException">The version cannot be written; what served before goes on.</exception>
    public Task<RefreshOutcome> RunAsync(string direction, string? strategy, Func<string, double, Task>? trained, CancellationToken cancellationToken)
    {
        if (DirectionNames.Parse(direction) is null && strategy is not null && IsKnown(direction)) throw new ArgumentException($"{direction} is learned in one way; leave the strategy out.", nameof(strategy));
        if (direction == CalibrationRefresh.Name) return calibration.RunAsync(trained, cancellationToken);
        if (FusionNames.CollectionOf(direction) is { } collection) return fusion.RunAsync(collection, trained, cancellationToken);
        return DirectionNames.Parse(direction) is { } known
            ? adapters.RunAsync(known, strategy, trained, cancellationToken)
            : throw new ArgumentException($"There is no direction \"{direction}\". There are: {Names}.", nameof(direction));
    }
}
