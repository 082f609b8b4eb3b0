namespace Assistant.Evals.Bench.Llm;

/// <summary>What <c>bench llm</c> was asked for.</summary>
/// <param name="Model">GGUF file.</param>
/// <param name="Peer">Whether node-llama-cpp runs on the same file too; npm installs it for the run.</param>
/// <param name="Rounds">Rounds of everything, alternating.</param>
/// <param name="Tokens">Tokens that each request writes.</param>
/// <param name="GpuLayers">Layers on the graphics card; -1 for all.</param>
/// <param name="Json">One JSON document instead of text.</param>
public sealed record LlmBenchOptions(string Model, bool Peer = false, int Rounds = 3, int Tokens = 96, int GpuLayers = -1, bool Json = false);
