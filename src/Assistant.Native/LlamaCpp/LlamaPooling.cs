namespace Assistant.Native.LlamaCpp;

/// <summary>How the embeddings of a sequence's tokens become one; the numbers are the engine's.</summary>
public enum LlamaPooling
{
    /// <summary>As the file says.</summary>
    FromModel = -1,

    /// <summary>Not: one embedding a token.</summary>
    None = 0,

    /// <summary>Their mean.</summary>
    Mean = 1,

    /// <summary>The first token's.</summary>
    First = 2,

    /// <summary>The last token's.</summary>
    Last = 3,

    /// <summary>A score of a re-ranking model.</summary>
    Rank = 4,
}
