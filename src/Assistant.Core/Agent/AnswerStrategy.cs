namespace Assistant.Core.Agent;

/// <summary>How questions are answered.</summary>
public enum AnswerStrategy
{
    /// <summary><see cref="ReAct"/> where there is a language model, else <see cref="Extractive"/>.</summary>
    Auto,

    /// <summary>The best sentences, quoted; no model is asked.</summary>
    Extractive,

    /// <summary>One search, then the model answers from what it found.</summary>
    ReadOnce,

    /// <summary>The model reasons, calls tools and reads what they give, step by step (Yao et al. 2022, arXiv:2210.03629).</summary>
    ReAct,
}
