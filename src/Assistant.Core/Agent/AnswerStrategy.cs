namespace Assistant.Core.Agent;

/// <summary>How questions are answered.</summary>
public enum AnswerStrategy
{
    /// <summary><see cref="ReAct"/> where there is a language model, <see cref="Guided"/> where it is a small one (a context of at most 4,096 tokens), else <see cref="Extractive"/>.</summary>
    Auto,

    /// <summary>The best sentences, quoted; no model is asked.</summary>
    Extractive,

    /// <summary>One search, then the model answers from what it found.</summary>
    ReadOnce,

    /// <summary>The model reasons, calls tools and reads what they give, step by step (Yao et al. 2022, arXiv:2210.03629).</summary>
    ReAct,

    /// <summary><see cref="ReAct"/>, but what the model writes is held back and shown only where it fits the question as well as the best quotation does; for small models.</summary>
    Guided,

    /// <summary>
    /// <see cref="ReAct"/>, and the last sentence of each thought is searched for by itself before the next step; before the first one
    /// the question is. A step may be a thought alone. IRCoT: Trivedi et al. 2023, "Interleaving retrieval with chain-of-thought
    /// reasoning for knowledge-intensive multi-step questions", arXiv:2212.10509.
    /// </summary>
    IrCoT,
}
