namespace Assistant.Evals.Answers;

/// <summary>What is left of answers in shortened passages.</summary>
/// <param name="Method">How they were shortened: <c>cut</c> (the beginning of each), <c>alone</c> (sentences, the same budget for each passage) or <c>together</c> (sentences, one budget).</param>
/// <param name="BudgetTokens">The budget, at three characters a token.</param>
/// <param name="Questions">Questions whose answer stands in the whole passages.</param>
/// <param name="Kept">How many of them still find it.</param>
/// <param name="Characters">Characters of the passages after it, on average.</param>
/// <param name="WholeCharacters">The same before it.</param>
public sealed record CompressionReport(string Method, int BudgetTokens, int Questions, int Kept, double Characters, double WholeCharacters);
