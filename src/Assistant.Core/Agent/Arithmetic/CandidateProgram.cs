namespace Assistant.Core.Agent.Arithmetic;

/// <summary>A program over numbers of the question and of passages.</summary>
/// <param name="Kind">How it puts them together.</param>
/// <param name="Expression">What it prints, as Python.</param>
/// <param name="Quantities">The numbers that are taken from passages.</param>
/// <param name="Unit">The measure of the result; empty where it is not known.</param>
/// <param name="Score">How well the numbers fit the question, 0 to 1.</param>
internal sealed record CandidateProgram(CalculationKind Kind, string Expression, IReadOnlyList<Quantity> Quantities, string Unit, double Score)
{
    /// <summary>The program.</summary>
    public string Program => $"print({Expression})";
}
