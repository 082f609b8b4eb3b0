namespace Assistant.Native.OnnxRuntime;

/// <summary>How a model is loaded and run.</summary>
public sealed record OnnxSessionSettings
{
    /// <summary>Threads of one operator, the calling one included; 0 leaves it to the engine (all cores).</summary>
    public int IntraOpThreads { get; init; }

    /// <summary>Whether waiting threads of the engine spin: a little faster, at the cost of everything else on the machine.</summary>
    public bool Spinning { get; init; }

    /// <summary>How far the graph is optimized.</summary>
    public OnnxGraphOptimization Optimization { get; init; } = OnnxGraphOptimization.All;

    /// <summary>Whether the model runs on a CUDA device when the library and the machine have one.</summary>
    public bool UseCuda { get; init; } = true;
}
