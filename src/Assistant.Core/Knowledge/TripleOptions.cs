using System.ComponentModel.DataAnnotations;

namespace Assistant.Core.Knowledge;

/// <summary>
/// Knowledge triples taken from documents while they are ingested; section <c>Assistant:Ingestion:Triples</c>. With it the agent has the tool
/// <c>query_knowledge</c>. Documents that were ingested before have none until they are ingested anew.
/// </summary>
public sealed class TripleOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Assistant:Ingestion:Triples";

    /// <summary>What takes them.</summary>
    public TripleSource Source { get; set; }

    /// <summary>Most triples of a document; those further down are left out.</summary>
    [Range(1, 10_000)]
    public int MaxPerDocument { get; set; } = 200;
}
