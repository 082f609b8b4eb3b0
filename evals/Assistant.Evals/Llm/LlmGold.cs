namespace Assistant.Evals.Llm;

/// <summary>What counts of an expected step beside its text.</summary>
/// <param name="Cited">Numbers of the passages that the answer stands on; none where it stands on none.</param>
/// <param name="Printed">What the program of the step, or of the step before an answer, prints; null without a program.</param>
/// <param name="Nothing">Whether the answer is that nothing was found.</param>
public sealed record LlmGold(IReadOnlyList<int>? Cited = null, string? Printed = null, bool Nothing = false);
