using System.Runtime.InteropServices;

namespace Assistant.Native.LlamaCpp;

// Every structure that crosses the border to llama.cpp, as in include/llama.h of ggml-org/llama.cpp at commit
// 0011438e931ec7fd258433f61d411301a759fae2: release b10068, npm @node-llama-cpp/* 3.19.1, 64-bit. Structures passed by value
// grow between releases; LlamaLibrary compares the engine's own defaults at these offsets and refuses any other binary.

/// <summary>The release that these structures belong to.</summary>
internal static class LlamaAbi
{
    /// <summary>Release of llama.cpp, as its libraries are named.</summary>
    internal const string Release = "b10068";

    /// <summary>Version of the npm packages that carry it.</summary>
    internal const string Package = "3.19.1";
}

/// <summary><c>llama_model_params</c>, 72 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeModelParams
{
    /// <summary>Null-terminated list of devices; null uses all.</summary>
    internal nint* Devices;
    internal nint TensorBufferOverrides;
    internal int GpuLayers;
    internal int SplitMode;
    internal int MainGpu;
    internal float* TensorSplit;
    internal delegate* unmanaged[Cdecl]<float, nint, byte> Progress;
    internal nint ProgressData;
    /// <summary>Ends with an entry of an empty key; null for none.</summary>
    internal NativeOverride* Overrides;
    internal byte VocabularyOnly;
    internal byte UseMmap;
    internal byte UseDirectIo;
    internal byte UseMlock;
    internal byte CheckTensors;
    internal byte UseExtraBuffers;
    internal byte NoHost;
    internal byte NoAlloc;
}

/// <summary><c>llama_model_kv_override</c>, 264 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 264)]
internal unsafe struct NativeOverride
{
    internal const int KeyLength = 128;

    /// <summary>0 integer, 1 float, 2 boolean, 3 string.</summary>
    [FieldOffset(0)] internal int Tag;
    [FieldOffset(4)] internal fixed byte Key[KeyLength];
    [FieldOffset(136)] internal long Integer;
    [FieldOffset(136)] internal double Float;
    [FieldOffset(136)] internal byte Boolean;
    [FieldOffset(136)] internal fixed byte Text[KeyLength];
}

/// <summary><c>llama_context_params</c>, 152 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeContextParams
{
    internal uint ContextTokens;
    internal uint BatchTokens;
    internal uint MicroBatchTokens;
    internal uint Sequences;
    internal uint RecurrentSnapshots;
    internal uint OutputsMax;
    internal int Threads;
    internal int BatchThreads;
    internal int ContextType;
    internal int RopeScaling;
    internal int Pooling;
    internal int Attention;
    internal int FlashAttention;
    internal float RopeFrequencyBase;
    internal float RopeFrequencyScale;
    internal float YarnExtension;
    internal float YarnAttention;
    internal float YarnBetaFast;
    internal float YarnBetaSlow;
    internal uint YarnOriginalContext;
    internal float DefragmentThreshold;
    internal nint EvalCallback;
    internal nint EvalData;
    internal int KeyType;
    internal int ValueType;
    internal delegate* unmanaged[Cdecl]<nint, byte> Abort;
    internal nint AbortData;
    internal byte Embeddings;
    internal byte OffloadKqv;
    internal byte NoPerformanceCounters;
    internal byte OffloadOperations;
    internal byte SlidingWindowFull;
    internal byte UnifiedCache;
    internal nint Samplers;
    internal nuint SamplerCount;
}

/// <summary><c>llama_model_quantize_params</c>, 56 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeQuantizeParams
{
    internal int Threads;
    internal int FileType;
    internal int OutputTensorType;
    internal int TokenEmbeddingType;
    internal byte AllowRequantize;
    internal byte QuantizeOutputTensor;
    internal byte OnlyCopy;
    internal byte Pure;
    internal byte KeepSplit;
    internal byte DryRun;
    internal nint ImportanceMatrix;
    internal nint Overrides;
    internal nint TensorTypes;
    internal nint PruneLayers;
}

/// <summary><c>llama_batch</c>, 56 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeBatch
{
    internal int Count;
    internal int* Tokens;
    internal float* Embeddings;
    internal int* Positions;
    internal int* SequenceCounts;
    internal int** Sequences;
    internal sbyte* Outputs;
}

/// <summary><c>llama_logit_bias</c>, 8 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeLogitBias
{
    internal int Token;
    internal float Bias;
}

/// <summary><c>llama_token_data</c>, 12 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeTokenData
{
    internal int Id;
    internal float Logit;
    internal float Probability;
}

/// <summary><c>llama_token_data_array</c>, 32 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeTokenDataArray
{
    internal NativeTokenData* Data;
    internal nuint Count;
    /// <summary>Index into <see cref="Data"/>, not a token; -1 when none is selected.</summary>
    internal long Selected;
    internal byte Sorted;
}

/// <summary>
/// Room for any of the parameter structures and for what a later release may have added, so that asking a foreign binary for its
/// defaults cannot overwrite the stack. They come back through a hidden pointer, so a larger structure is safe.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 1024)]
internal unsafe struct NativeDefaults
{
    internal fixed byte Bytes[1024];
}

/// <summary><c>ggml_threadpool_params</c>, 528 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeThreadPoolParams
{
    internal const int MostThreads = 512;

    /// <summary>Processors to stay on; none set leaves it to the system.</summary>
    internal fixed byte Processors[MostThreads];
    internal int Threads;
    internal int Priority;

    /// <summary>How long threads look for work before they sleep: 0 not at all, 50 the engine's default.</summary>
    internal uint Polling;
    internal byte StrictProcessors;
    internal byte Paused;
}
