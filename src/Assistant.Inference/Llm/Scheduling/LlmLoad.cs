namespace Assistant.Inference.Llm.Scheduling;

/// <summary>What goes on in an engine.</summary>
/// <param name="Waiting">Requests in the queue.</param>
/// <param name="Running">Requests that are computed.</param>
/// <param name="Kept">Finished texts that are kept as prefixes.</param>
/// <param name="UsedTokens">Tokens in its memory.</param>
/// <param name="Capacity">Tokens that fit.</param>
/// <param name="StoredBytes">Bytes of finished texts outside of it.</param>
internal sealed record LlmLoad(int Waiting, int Running, int Kept, int UsedTokens, int Capacity, long StoredBytes);
