namespace Assistant.Core.Knowledge;

/// <summary>What takes triples from documents.</summary>
public enum TripleSource
{
    /// <summary>Nothing: there are no triples.</summary>
    None,

    /// <summary>Rules for definition sentences, relations of common verbs, tables and lists of keys and values. English sentences; fast.</summary>
    Rules,

    /// <summary>The language model, passage by passage; what does not stand in the passage is dropped. Slow.</summary>
    Model,
}
