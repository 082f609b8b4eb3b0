namespace Assistant.Inference.Llm.Loading;

/// <summary>How many threads compute best on this machine.</summary>
/// <param name="Generation">For one token at a time.</param>
/// <param name="SmallBatch">For the next token of several sequences together.</param>
/// <param name="Prompt">For prompts.</param>
public sealed record ThreadCounts(int Generation, int SmallBatch, int Prompt);
