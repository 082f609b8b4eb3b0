using System.ComponentModel.DataAnnotations;

namespace Assistant.Ingestion;

/// <summary>Limits and sizes of the pipeline: section <c>Assistant:Ingestion</c>.</summary>
public sealed class IngestionOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Assistant:Ingestion";

    /// <summary>Documents that may be between the steps at once; the rest wait in the database. Bounds memory whatever the backlog.</summary>
    [Range(64, 100_000)]
    public int Window { get; set; } = 2_000;

    /// <summary>Documents in one step message.</summary>
    [Range(1, 256)]
    public int BatchSize { get; set; } = 64;

    /// <summary>Batches parsed at the same time; 0 for one per core.</summary>
    [Range(0, 256)]
    public int ParseConcurrency { get; set; }

    /// <summary>Largest document in bytes; larger ones are rejected.</summary>
    [Range(1, 1L << 31)]
    public long MaxBytes { get; set; } = 64L << 20;

    /// <summary>Longest parse of one document; then it is given up.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan ParseTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Texts in one call of the encoder. Small batches let queries in between.</summary>
    [Range(1, 1_024)]
    public int EmbedBatchSize { get; set; } = 32;

    /// <summary>Repeats of a failing document before the dead letter, with waits of 0.1 s, 0.4 s, 1.6 s, 6.4 s and then 10 s.</summary>
    [Range(0, 6)]
    public int RetryLimit { get; set; } = 5;

    /// <summary>A document that has not moved for this long is sent again.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan StaleAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// A document that was being parsed when the process died is parsed alone: at once after the first such crash, this much
    /// after the start after the second, five times this after the third. Random kills then never meet the same document three times.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan SuspectDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Folder of the crash journals, in the data directory; shared by the processes that work on it.</summary>
    [Required]
    public string JournalDirectory { get; set; } = "";
}
