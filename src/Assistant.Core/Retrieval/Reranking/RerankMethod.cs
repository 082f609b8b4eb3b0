namespace Assistant.Core.Retrieval.Reranking;

/// <summary>What re-ranks hits.</summary>
public enum RerankMethod
{
    /// <summary>Nothing: the order of the fused legs stands.</summary>
    None,

    /// <summary>A cross-encoder: an ONNX model for sequence classification that reads query and passage as a pair (Nogueira and Cho 2019, arXiv:1901.04085).</summary>
    CrossEncoder,

    /// <summary>The language model, asked of each passage whether it answers (pointwise, yes or no by probability; Zhuang et al. 2023, arXiv:2310.14122).</summary>
    Model,
}
