namespace Assistant.Inference.Encoders.Towers;

/// <summary>How the vectors of tokens become one of the text.</summary>
internal enum PoolingMode
{
    /// <summary>The model does it.</summary>
    None,

    /// <summary>Mean over the tokens of the text.</summary>
    Mean,

    /// <summary>The first token.</summary>
    Cls,

    /// <summary>The largest of each dimension.</summary>
    Max,

    /// <summary>The last token of the text.</summary>
    Last,
}
