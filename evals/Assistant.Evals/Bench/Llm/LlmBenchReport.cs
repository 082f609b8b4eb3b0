namespace Assistant.Evals.Bench.Llm;

/// <summary>Medians over the rounds; ratios are of those medians.</summary>
/// <param name="Model">Architecture, size and quantization.</param>
/// <param name="Device">What computed.</param>
/// <param name="Threads">Threads for one token, for a few, for prompts.</param>
/// <param name="Rounds">Rounds.</param>
/// <param name="BareTokensPerSecond">A bare loop around llama_decode, one sequence.</param>
/// <param name="OneTokensPerSecond">One request at a time.</param>
/// <param name="OneToBare">The two, as a ratio.</param>
/// <param name="SequentialTokensPerSecond">Eight requests one after the other, prompts included.</param>
/// <param name="TogetherTokensPerSecond">The same at once.</param>
/// <param name="TogetherToSequential">The two, as a ratio.</param>
/// <param name="BareTogetherTokensPerSecond">A bare loop around llama_decode over the same eight in step, prompts included.</param>
/// <param name="TogetherToBare">Eight at once against that.</param>
/// <param name="PrefixTokens">Tokens of the shared beginning.</param>
/// <param name="FirstTokenMs">To the first token of the first request with that beginning.</param>
/// <param name="AgainFirstTokenMs">To the first token of the second.</param>
/// <param name="AgainToFirst">The two, as a ratio.</param>
/// <param name="PeerTokensPerSecond">The peer with eight at once; null when it did not run.</param>
/// <param name="ToPeer">Together against the peer; null when it did not run.</param>
/// <param name="WeightBytes">Bytes of the weights: what each step reads.</param>
/// <param name="ReadGigabytesPerSecond">Weights read a second by one request: the bandwidth that it reaches.</param>
/// <param name="DeviceMegabytes">Memory taken on the graphics card; 0 without one.</param>
/// <param name="ProcessMegabytes">Memory of the process.</param>
public sealed record LlmBenchReport(
    string Model, string Device, string Threads, int Rounds,
    double BareTokensPerSecond, double OneTokensPerSecond, double OneToBare,
    double SequentialTokensPerSecond, double TogetherTokensPerSecond, double TogetherToSequential, double BareTogetherTokensPerSecond, double TogetherToBare,
    int PrefixTokens, double FirstTokenMs, double AgainFirstTokenMs, double AgainToFirst,
    double? PeerTokensPerSecond, double? ToPeer, long WeightBytes, double ReadGigabytesPerSecond, double DeviceMegabytes, double ProcessMegabytes);
