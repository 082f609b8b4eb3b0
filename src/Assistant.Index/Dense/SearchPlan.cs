namespace Assistant.Index.Dense;

/// <summary>What one search will do.</summary>
/// <param name="Matches">Rows that may be returned.</param>
/// <param name="Candidates">Rows to re-score.</param>
/// <param name="Width">Rows that a walk keeps.</param>
/// <param name="Walk">Whether the graph is walked.</param>
/// <param name="Budget">Rows that a filtered walk may score.</param>
/// <param name="Unrestricted">Whether every row may be returned.</param>
internal readonly record struct SearchPlan(int Matches, int Candidates, int Width, bool Walk, long Budget, bool Unrestricted);
