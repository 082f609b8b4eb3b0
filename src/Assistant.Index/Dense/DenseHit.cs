namespace Assistant.Index.Dense;

/// <summary>One row found.</summary>
/// <param name="Row">Number of the row within its vectors.</param>
/// <param name="Score">Inner product of the query with the row, the cosine when both are of unit length.</param>
public readonly record struct DenseHit(int Row, float Score);
