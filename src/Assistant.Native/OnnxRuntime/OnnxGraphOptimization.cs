namespace Assistant.Native.OnnxRuntime;

/// <summary>Levels of graph optimization (<c>GraphOptimizationLevel</c>).</summary>
public enum OnnxGraphOptimization
{
    /// <summary>As the file says.</summary>
    None = 0,

    /// <summary>Constant folding and removal of what has no effect.</summary>
    Basic = 1,

    /// <summary>Fused operators too.</summary>
    Extended = 2,

    /// <summary>Memory layouts of this processor too.</summary>
    All = 99,
}
