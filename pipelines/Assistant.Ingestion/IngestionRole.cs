namespace Assistant.Ingestion;

/// <summary>What a process does for a data directory.</summary>
public enum IngestionRole
{
    /// <summary>Every step, plus the index and the pump that takes up unfinished documents. One process at a time.</summary>
    Owner,

    /// <summary>Accepts, parses and embeds beside an owner; needs a broker.</summary>
    Worker,
}
