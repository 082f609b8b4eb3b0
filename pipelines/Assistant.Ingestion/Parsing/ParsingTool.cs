namespace Assistant.Ingestion.Parsing;

/// <summary>A program or library that parsing uses.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="Version">Version, and what else matters (languages); null when it is missing.</param>
/// <param name="Problem">What is wrong; null when it is there.</param>
/// <param name="InstallCommand">What to run when it is missing.</param>
public sealed record ParsingTool(string Name, string Purpose, string? Version, string? Problem, string InstallCommand);
