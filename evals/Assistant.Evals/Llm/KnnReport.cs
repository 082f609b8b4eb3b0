namespace Assistant.Evals.Llm;

/// <summary>Perplexities of kept-back text; the settings were chosen on one half of it, and are measured on the other.</summary>
/// <param name="Model">The model.</param>
/// <param name="Keys">Keys of the datastore.</param>
/// <param name="Tokens">Tokens that were measured.</param>
/// <param name="Lambda">The share of the neighbours that was best on the first half.</param>
/// <param name="Temperature">Their temperature.</param>
/// <param name="Neighbours">How many are looked for.</param>
/// <param name="Alone">Perplexity of the model alone.</param>
/// <param name="Interpolated">Perplexity with the neighbours.</param>
/// <param name="MsPerToken">Milliseconds that a token took with its search.</param>
public sealed record KnnReport(string Model, int Keys, int Tokens, double Lambda, double Temperature, int Neighbours, double Alone, double Interpolated, double MsPerToken);
