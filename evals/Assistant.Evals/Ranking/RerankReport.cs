namespace Assistant.Evals.Ranking;

/// <summary>Measures of one order of hits over the queries of a collection.</summary>
/// <param name="Collection">Its name.</param>
/// <param name="DataHash">Hash of its data.</param>
/// <param name="Order">What ordered the hits.</param>
/// <param name="Queries">Queries asked.</param>
/// <param name="Depth">Hits that were re-ranked.</param>
/// <param name="NdcgAt10">Mean nDCG@10.</param>
/// <param name="MrrAt10">Mean reciprocal rank of the first relevant one of ten.</param>
/// <param name="P50Ms">Median milliseconds of a search.</param>
public sealed record RerankReport(string Collection, string DataHash, string Order, int Queries, int Depth, double NdcgAt10, double MrrAt10, double P50Ms);
