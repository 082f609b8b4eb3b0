namespace Assistant.Core.Answering;

/// <summary>Who writes what stands beside answers: summaries of conversations, and questions that could follow.</summary>
public enum WrittenBy
{
    /// <summary>The language model where its context is large, for small ones write them poorly; rules otherwise.</summary>
    Auto,

    /// <summary>The language model, whatever its size; rules where there is none.</summary>
    Model,

    /// <summary>Rules.</summary>
    Rules,
}
