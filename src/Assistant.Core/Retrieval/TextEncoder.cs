using Microsoft.Extensions.AI;

namespace Assistant.Core.Retrieval;

/// <summary>An encoder of text that the host registered; none means that there is no dense leg. Owned by the container.</summary>
/// <param name="Id">Names the model and its weights; vectors are keyed by it.</param>
/// <param name="Dimensions">Width of its vectors.</param>
/// <param name="Generator">Gives L2-normalized vectors.</param>
public sealed record TextEncoder(string Id, int Dimensions, IEmbeddingGenerator<string, Embedding<float>> Generator);
