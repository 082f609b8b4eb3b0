namespace Assistant.Inference.Llm;

/// <summary>How the local language model is.</summary>
/// <param name="State">Whether it can be asked.</param>
/// <param name="Model">Its name.</param>
/// <param name="Description">Architecture, size and quantization, or why it could not be loaded.</param>
/// <param name="Waiting">Requests in the queue.</param>
/// <param name="Running">Requests that are computed.</param>
/// <param name="KeptPrefixes">Finished texts that are kept as prefixes.</param>
/// <param name="UsedTokens">Tokens in the engine's memory.</param>
/// <param name="CapacityTokens">Tokens that fit.</param>
/// <param name="StoredBytes">Memory of finished texts outside of it.</param>
/// <param name="ModelBytes">Memory of the weights.</param>
public sealed record LlmStatus(LlmState State, string Model, string Description, int Waiting, int Running, int KeptPrefixes, int UsedTokens, int CapacityTokens, long StoredBytes, long ModelBytes);

/// <summary>Whether a language model can be asked.</summary>
public enum LlmState
{
    /// <summary>It is being loaded; requests wait for it.</summary>
    Loading,

    /// <summary>It answers.</summary>
    Ready,

    /// <summary>It could not be loaded; requests are told why.</summary>
    Failed,
}
