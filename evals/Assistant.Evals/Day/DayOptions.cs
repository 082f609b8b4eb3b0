namespace Assistant.Evals.Day;

/// <summary>What <c>eval day</c> was asked for.</summary>
/// <param name="Data">Folder with <c>emoji-styles.zip</c> and <c>corpora/tldr.zip</c>.</param>
/// <param name="Program">How a service is started: the program and its first arguments.</param>
/// <param name="Judgements">Judgements that users give.</param>
/// <param name="Users">Users.</param>
/// <param name="Noise">Share of judgements that are given to any hit.</param>
/// <param name="Poisoned">Whether the attack follows: one user votes 2,000 times for a planted picture, and of the others every third votes at random.</param>
/// <param name="Seed">Of users and choices.</param>
/// <param name="Json">One JSON document instead of text.</param>
public sealed record DayOptions(string Data, IReadOnlyList<string> Program, int Judgements = 500, int Users = 40, double Noise = 0.1, bool Poisoned = false, int Seed = 1, bool Json = false);
