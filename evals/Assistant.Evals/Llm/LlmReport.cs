using System.Globalization;

namespace Assistant.Evals.Llm;

/// <summary>Figures of a model, or of a baseline, over the same steps. Shares are 0 to 1.</summary>
/// <param name="Model">Who wrote the steps.</param>
/// <param name="Seed">Seed of sampling; null where the likeliest token was taken.</param>
/// <param name="Steps">Steps asked for.</param>
/// <param name="Valid">Actions that are JSON of the right form.</param>
/// <param name="KnownTool">Actions that name only tools of the prompt.</param>
/// <param name="Choice">Actions that call the expected tools, or answer where an answer is expected.</param>
/// <param name="Arguments">Expected calls (programs left out) that are made with the very same arguments.</param>
/// <param name="QueryF1">Overlap of the words of search queries with the expected ones.</param>
/// <param name="Answers">Answers that passages support.</param>
/// <param name="ExactMatch">Of those, the ones of the expected words.</param>
/// <param name="F1">Their overlap of words with the expected ones.</param>
/// <param name="CitationPrecision">Marks that name an expected passage, over answers with marks.</param>
/// <param name="CitationRecall">Expected passages that are named.</param>
/// <param name="RefusalPrecision">Refusals that are right.</param>
/// <param name="RefusalRecall">Questions without an answer that are refused.</param>
/// <param name="Programs">Programs asked for.</param>
/// <param name="ProgramAccuracy">Programs that print the expected result.</param>
/// <param name="ResultAccuracy">Answers after a program that state its result.</param>
/// <param name="Kinds">Right steps by kind.</param>
public sealed record LlmReport(
    string Model, int? Seed, int Steps, double Valid, double KnownTool, double Choice, double Arguments, double QueryF1, int Answers, double ExactMatch, double F1, double CitationPrecision, double CitationRecall,
    double RefusalPrecision, double RefusalRecall, int Programs, double ProgramAccuracy, double ResultAccuracy, IReadOnlyDictionary<string, double> Kinds)
{
    /// <summary>A few lines of text.</summary>
    public string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        {Model}{(Seed is { } seed ? $", seed {seed}" : "")}: {Steps} steps
          actions    valid {Valid:0.000}, known tool {KnownTool:0.000}, choice {Choice:0.000}, same arguments {Arguments:0.000}, query F1 {QueryF1:0.000}
          reading    {Answers} answers: exact {ExactMatch:0.000}, F1 {F1:0.000}, citation precision {CitationPrecision:0.000}, recall {CitationRecall:0.000}
          refusal    precision {RefusalPrecision:0.000}, recall {RefusalRecall:0.000}
          arithmetic {Programs} programs: right {ProgramAccuracy:0.000}, results stated {ResultAccuracy:0.000}
          by kind    {string.Join(", ", Kinds.Select(kind => string.Create(CultureInfo.InvariantCulture, $"{kind.Key} {kind.Value:0.000}")))}
        """);
}
