namespace Assistant.Evals.Index;

/// <summary>What <see cref="IndexBench"/> found.</summary>
/// <param name="Corpus">Where texts and vectors came from.</param>
/// <param name="Dimensions">Width of the vectors.</param>
/// <param name="Queries">Queries asked.</param>
/// <param name="Processors">Processors of the machine.</param>
/// <param name="Load">Load average of the last minute at the end; null where the system tells none.</param>
/// <param name="Sizes">One entry for each size.</param>
public sealed record IndexBenchReport(string Corpus, int Dimensions, int Queries, int Processors, double? Load, IReadOnlyList<IndexBenchSize> Sizes);

/// <summary>Figures of one size; vectors' figures are null without vectors.</summary>
/// <param name="Chunks">Chunks.</param>
/// <param name="Build">The build.</param>
/// <param name="Bm25">Text queries, top 10.</param>
/// <param name="Dense">Vector queries, top 10, default options.</param>
/// <param name="Hybrid">Both legs in one call.</param>
/// <param name="HybridOfSlowerLeg">Median over the queries of the hybrid call's time by that of its slower leg alone.</param>
/// <param name="Recall">Recall@10 of vector queries against the exact neighbours, 0 to 1.</param>
/// <param name="Filtered">Vector queries that may see one document in a hundred.</param>
/// <param name="FilteredRecall">Their recall@10.</param>
/// <param name="Exhaustive">Text queries with every posting scored.</param>
/// <param name="Differing">Queries whose hits differ from exhaustive scoring.</param>
/// <param name="Ingest">Searching while chunks arrive; null when left out.</param>
public sealed record IndexBenchSize(
    int Chunks, BuildFigures Build, LatencyFigures Bm25, LatencyFigures? Dense, LatencyFigures? Hybrid, double? HybridOfSlowerLeg, double? Recall, LatencyFigures? Filtered, double? FilteredRecall,
    LatencyFigures Exhaustive, int Differing, IngestFigures? Ingest);

/// <summary>A build through the change log, one thread applying it; files are flushed and merged beside that, a graph on one thread.</summary>
/// <param name="SearchableSeconds">Until every chunk could be found.</param>
/// <param name="Seconds">Until everything was in files and no merge was due.</param>
/// <param name="ProcessorSeconds">Processor time of all threads until then, reading the corpus included.</param>
/// <param name="PeakMegabytes">Largest resident memory that belongs to no file: managed and native, the runtime and all else in the process included. NaN where the system does not tell.</param>
/// <param name="TextBytes">Bytes of lexical segments.</param>
/// <param name="VectorBytes">Bytes of vector segments, graphs included.</param>
/// <param name="TextSegments">Lexical segments.</param>
/// <param name="VectorSegments">Vector segments.</param>
public sealed record BuildFigures(double SearchableSeconds, double Seconds, double ProcessorSeconds, double PeakMegabytes, long TextBytes, long VectorBytes, int TextSegments, int VectorSegments);

/// <summary>Milliseconds: over all rounds, and over the fastest round of each query, which a busy machine disturbs less.</summary>
public sealed record LatencyFigures(double P50, double P99, double BestP50, double BestP99);

/// <summary>Searching without and with ingestion beside it, hybrid queries where there are vectors.</summary>
/// <param name="Idle">Milliseconds without.</param>
/// <param name="Busy">Milliseconds with.</param>
/// <param name="Rate">Chunks that arrived a second.</param>
/// <param name="SearchableP50">Milliseconds from the log to the index, median of the batches.</param>
/// <param name="SearchableP99">The same, 99th percentile.</param>
public sealed record IngestFigures(SpreadFigures Idle, SpreadFigures Busy, double Rate, double SearchableP50, double SearchableP99);

/// <summary>Median and 99th percentile in milliseconds.</summary>
public sealed record SpreadFigures(double P50, double P99);
