namespace Assistant.Inference.Llm;

/// <summary>What happens to a text that outgrows the context.</summary>
public enum ContextOverflow
{
    /// <summary>The request is refused before anything is computed.</summary>
    Refuse,

    /// <summary>The older half is forgotten but for the first tokens (attention sinks, StreamingLLM); the text goes on.</summary>
    Shift,
}
