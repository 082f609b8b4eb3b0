using System.ComponentModel.DataAnnotations;
using Assistant.Index.Lexical;
using Assistant.Index.Text;

namespace Assistant.Index;

/// <summary>Settings of the hybrid index, section <c>Assistant:Index</c>.</summary>
public sealed class HybridIndexOptions
{
    /// <summary>Folder of the index files; made when missing.</summary>
    [Required]
    public string Folder { get; set; } = "";

    /// <summary>
    /// Languages that chunks may be stemmed in, told apart by their function words; the first where a text does not tell.
    /// Empty for all that have a stemmer, English first. One entry stems everything in that language; a change takes effect for chunks indexed from then on, or at a rebuild.
    /// </summary>
    public IList<Language> Languages { get; } = [];

    /// <summary>Parameters of the BM25 leg.</summary>
    public Bm25Options Bm25 { get; } = new();

    /// <summary>Chunks or vectors in memory at which they are written to a file, 256 to 1,000,000.</summary>
    [Range(256, 1_000_000)]
    public int FlushChunks { get; set; } = 16_384;

    /// <summary>Longest time that something stays in memory only, in seconds, 1 to 3,600. After a crash it is read from the store again.</summary>
    [Range(1, 3600)]
    public int FlushSeconds { get; set; } = 15;

    /// <summary>Files of about the same size at which they are merged, 2 to 32.</summary>
    [Range(2, 32)]
    public int MergeFactor { get; set; } = 6;

    /// <summary>
    /// Most memory that a merge of vectors may take, in MiB, 64 to 65,536: two bytes a dimension and about 230 a row. Files that together need
    /// more stay apart, and each is searched for itself.
    /// </summary>
    [Range(64, 65_536)]
    public int MergeMegabytes { get; set; } = 1024;

    /// <summary>
    /// Longest time that a search waits for the log to be replayed after the start, in seconds, 0 to 600. Then it answers from what was
    /// applied so far, which its result names.
    /// </summary>
    [Range(0, 600)]
    public int ReplayWaitSeconds { get; set; } = 10;

    /// <summary>
    /// Opens the folder without ever writing to it, beside the process that owns it: what the owner has not committed yet is read from the
    /// change log into memory. For short-lived readers; a rebuild is refused.
    /// </summary>
    public bool ReadOnly { get; set; }

    /// <summary>Threads that build graphs of vectors, 0 for one for each processor.</summary>
    [Range(0, 64)]
    public int GraphThreads { get; set; } = 1;
}
