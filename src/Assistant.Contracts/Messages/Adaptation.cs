namespace Assistant.Contracts.Messages;

/// <summary>Train an adapter of a direction anew, and promote it when the gate lets it.</summary>
/// <param name="RunId">Names the run in the events that follow.</param>
/// <param name="Direction"><c>text-to-text</c>, <c>text-to-image</c>, <c>image-to-image</c>, <c>image-to-text</c>, <c>fusion:COLLECTION</c> for the weights of the legs of a collection, or <c>calibration</c> for the certainty of looks.</param>
/// <param name="Strategy">How; null for the configured strategy.</param>
/// <param name="Cause">Why: <c>hand</c>, <c>signal</c>, <c>drift</c>, <c>schedule</c> or <c>deletion</c>.</param>
public sealed record RefreshAdapter(Guid RunId, string Direction, string? Strategy, string Cause);

/// <summary>A candidate was trained and goes to the gate.</summary>
public sealed record AdapterTrained(Guid RunId, string Direction, string Strategy, double Seconds);

/// <summary>A version serves from now on; every host swaps to it. Null: nothing learned serves the direction any more.</summary>
public sealed record AdapterPromoted(Guid RunId, string Direction, string? Version, IReadOnlyList<string> Reasons);

/// <summary>A run ended without a version that may serve; what served before goes on.</summary>
public sealed record AdapterRejected(Guid RunId, string Direction, string? Version, IReadOnlyList<string> Reasons);
