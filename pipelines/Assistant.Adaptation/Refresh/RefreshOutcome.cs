namespace Assistant.Adaptation.Refresh;

/// <summary>How a run ended.</summary>
/// <param name="Promoted">Whether what serves changed.</param>
/// <param name="Version">The version that was made; null when none was.</param>
/// <param name="Reasons">Why, in words.</param>
public sealed record RefreshOutcome(bool Promoted, string? Version, IReadOnlyList<string> Reasons);
