using System.ComponentModel.DataAnnotations;

namespace Assistant.Inference.Encoders;

/// <summary>How encoders run; section <c>Assistant:Encoders</c>.</summary>
public sealed class EncoderEngineOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Assistant:Encoders";

    /// <summary>File of the ONNX Runtime to load, such as a build with CUDA; null for the one that is installed.</summary>
    public string? OnnxRuntimeLibrary { get; set; }

    /// <summary>Threads that embed documents, each a batch of its own; 0 for one a core. They yield to queries.</summary>
    [Range(0, 256)]
    public int Threads { get; set; }

    /// <summary>
    /// Threads that work on one query; 0 for one a core, 8 at most. With 1 queries and documents share the weights in memory;
    /// with more a model that serves both is held twice.
    /// </summary>
    [Range(0, 256)]
    public int QueryThreads { get; set; }

    /// <summary>Most inputs in one run of the model.</summary>
    [Range(1, 256)]
    public int BatchSize { get; set; } = 8;

    /// <summary>Inputs that wait for one model; past it callers wait before they hand in more.</summary>
    [Range(1, 100_000)]
    public int QueueLength { get; set; } = 256;

    /// <summary>Vectors of repeated query texts that are kept; 0 keeps none.</summary>
    [Range(0, 1_000_000)]
    public int QueryCacheSize { get; set; } = 1_000;

    /// <summary>Which file of a model is taken.</summary>
    public EncoderPrecision Precision { get; set; }

    /// <summary>Megabytes that all models together may use for intermediate results, weights not counted.</summary>
    [Range(64, 1_048_576)]
    public int MemoryMegabytes { get; set; } = 4_096;

    /// <summary>Largest model file, with what it keeps outside, in megabytes.</summary>
    [Range(1, 1_048_576)]
    public int MaxModelMegabytes { get; set; } = 4_096;

    /// <summary>Seconds that one run of a model may take, and that loading it for the first time may take.</summary>
    [Range(1, 3_600)]
    public int TimeoutSeconds { get; set; } = 120;

    /// <summary>File that remembers which models loaded well in a process of their own; null checks them at every load.</summary>
    public string? VerdictFile { get; set; }

    internal int ThreadCount => Threads > 0 ? Threads : Environment.ProcessorCount;
}
