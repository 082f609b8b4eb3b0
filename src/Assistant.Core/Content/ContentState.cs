namespace Assistant.Core.Content;

/// <summary>Where the newest version of a document is in the pipeline. The last three are final.</summary>
public enum ContentState
{
    /// <summary>On disk (row and blob); not parsed yet.</summary>
    Accepted,

    /// <summary>Parsed and chunked; its text is in the change log.</summary>
    Parsed,

    /// <summary>Its vectors are stored, or no encoder wants any.</summary>
    Embedded,

    /// <summary>Everything that it gives is in the index.</summary>
    Indexed,

    /// <summary>Refused for what it is, with a reason; sending it again gives the same answer.</summary>
    Rejected,

    /// <summary>Given up after repeated failures, with a reason: the dead letter. Can be redriven.</summary>
    Failed,
}
