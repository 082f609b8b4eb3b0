using Assistant.Adaptation.Versions;

namespace Assistant.Adaptation.Refresh;

/// <summary>Runs the refresh that a name asks for: of a direction, or of the weights of a collection.</summary>
public sealed class Refreshes(AdapterRefresh adapters, FusionRefresh fusion)
{
    /// <summary>Runs it.</summary>
    /// <param name="direction">A direction, or <c>fusion:COLLECTION</c>.</param>
    /// <param name="strategy">How a direction is learned; null for the configured strategy. Weights are learned in one way.</param>
    /// <param name="trained">Told when a candidate is trained, with its strategy and the seconds; null for nobody.</param>
    /// <param name="cancellationToken">Ends it; nothing changes then.</param>
    /// <exception cref="ArgumentException">There is no such direction or strategy.</exception>
    /// <exception cref="IOException">The version cannot be written; what served before goes on.</exception>
    public Task<RefreshOutcome> RunAsync(string direction, string? strategy, Func<string, double, Task>? trained, CancellationToken cancellationToken)
    {
        if (FusionNames.CollectionOf(direction) is { } collection)
        {
            return strategy is null
                ? fusion.RunAsync(collection, trained, cancellationToken)
                : throw new ArgumentException("The weights of the legs are learned in one way; leave the strategy out.", nameof(strategy));
        }

        return DirectionNames.Parse(direction) is { } known
            ? adapters.RunAsync(known, strategy, trained, cancellationToken)
            : throw new ArgumentException($"There is no direction \"{direction}\". There are: {string.Join(", ", DirectionNames.All)}, and fusion:COLLECTION for the weights of the legs.", nameof(direction));
    }
}
