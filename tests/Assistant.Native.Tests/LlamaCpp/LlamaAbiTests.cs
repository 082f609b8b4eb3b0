using System.Runtime.InteropServices;
using Assistant.Native.Gguf;
using Assistant.Native.LlamaCpp;

namespace Assistant.Native.Tests.LlamaCpp;

/// <summary>The structures against include/llama.h of the pinned release, and the check that stands in the way of another.</summary>
public sealed class LlamaAbiTests
{
    public static TheoryData<Type, string, int> Offsets { get; } = new()
    {
        { typeof(NativeModelParams), nameof(NativeModelParams.Devices), 0 },
        { typeof(NativeModelParams), nameof(NativeModelParams.TensorBufferOverrides), 8 },
        { typeof(NativeModelParams), nameof(NativeModelParams.GpuLayers), 16 },
        { typeof(NativeModelParams), nameof(NativeModelParams.SplitMode), 20 },
        { typeof(NativeModelParams), nameof(NativeModelParams.MainGpu), 24 },
        { typeof(NativeModelParams), nameof(NativeModelParams.TensorSplit), 32 },
        { typeof(NativeModelParams), nameof(NativeModelParams.Progress), 40 },
        { typeof(NativeModelParams), nameof(NativeModelParams.ProgressData), 48 },
        { typeof(NativeModelParams), nameof(NativeModelParams.Overrides), 56 },
        { typeof(NativeModelParams), nameof(NativeModelParams.VocabularyOnly), 64 },
        { typeof(NativeModelParams), nameof(NativeModelParams.UseMmap), 65 },
        { typeof(NativeModelParams), nameof(NativeModelParams.UseDirectIo), 66 },
        { typeof(NativeModelParams), nameof(NativeModelParams.UseMlock), 67 },
        { typeof(NativeModelParams), nameof(NativeModelParams.CheckTensors), 68 },
        { typeof(NativeModelParams), nameof(NativeModelParams.UseExtraBuffers), 69 },
        { typeof(NativeModelParams), nameof(NativeModelParams.NoHost), 70 },
        { typeof(NativeModelParams), nameof(NativeModelParams.NoAlloc), 71 },
        { typeof(NativeContextParams), nameof(NativeContextParams.ContextTokens), 0 },
        { typeof(NativeContextParams), nameof(NativeContextParams.BatchTokens), 4 },
        { typeof(NativeContextParams), nameof(NativeContextParams.MicroBatchTokens), 8 },
        { typeof(NativeContextParams), nameof(NativeContextParams.Sequences), 12 },
        { typeof(NativeContextParams), nameof(NativeContextParams.RecurrentSnapshots), 16 },
        { typeof(NativeContextParams), nameof(NativeContextParams.OutputsMax), 20 },
        { typeof(NativeContextParams), nameof(NativeContextParams.Threads), 24 },
        { typeof(NativeContextParams), nameof(NativeContextParams.BatchThreads), 28 },
        { typeof(NativeContextParams), nameof(NativeContextParams.ContextType), 32 },
        { typeof(NativeContextParams), nameof(NativeContextParams.RopeScaling), 36 },
        { typeof(NativeContextParams), nameof(NativeContextParams.Pooling), 40 },
        { typeof(NativeContextParams), nameof(NativeContextParams.Attention), 44 },
        { typeof(NativeContextParams), nameof(NativeContextParams.FlashAttention), 48 },
        { typeof(NativeContextParams), nameof(NativeContextParams.RopeFrequencyBase), 52 },
        { typeof(NativeContextParams), nameof(NativeContextParams.RopeFrequencyScale), 56 },
        { typeof(NativeContextParams), nameof(NativeContextParams.YarnExtension), 60 },
        { typeof(NativeContextParams), nameof(NativeContextParams.YarnAttention), 64 },
        { typeof(NativeContextParams), nameof(NativeContextParams.YarnBetaFast), 68 },
        { typeof(NativeContextParams), nameof(NativeContextParams.YarnBetaSlow), 72 },
        { typeof(NativeContextParams), nameof(NativeContextParams.YarnOriginalContext), 76 },
        { typeof(NativeContextParams), nameof(NativeContextParams.DefragmentThreshold), 80 },
        { typeof(NativeContextParams), nameof(NativeContextParams.EvalCallback), 88 },
        { typeof(NativeContextParams), nameof(NativeContextParams.EvalData), 96 },
        { typeof(NativeContextParams), nameof(NativeContextParams.KeyType), 104 },
        { typeof(NativeContextParams), nameof(NativeContextParams.ValueType), 108 },
        { typeof(NativeContextParams), nameof(NativeContextParams.Abort), 112 },
        { typeof(NativeContextParams), nameof(NativeContextParams.AbortData), 120 },
        { typeof(NativeContextParams), nameof(NativeContextParams.Embeddings), 128 },
        { typeof(NativeContextParams), nameof(NativeContextParams.OffloadKqv), 129 },
        { typeof(NativeContextParams), nameof(NativeContextParams.NoPerformanceCounters), 130 },
        { typeof(NativeContextParams), nameof(NativeContextParams.OffloadOperations), 131 },
        { typeof(NativeContextParams), nameof(NativeContextParams.SlidingWindowFull), 132 },
        { typeof(NativeContextParams), nameof(NativeContextParams.UnifiedCache), 133 },
        { typeof(NativeContextParams), nameof(NativeContextParams.Samplers), 136 },
        { typeof(NativeContextParams), nameof(NativeContextParams.SamplerCount), 144 },
        { typeof(NativeQuantizeParams), nameof(NativeQuantizeParams.Threads), 0 },
        { typeof(NativeQuantizeParams), nameof(NativeQuantizeParams.FileType), 4 },
        { typeof(NativeQuantizeParams), nameof(NativeQuantizeParams.OutputTensorType), 8 },
        { typeof(NativeQuantizeParams), nameof(NativeQuantizeParams.TokenEmbeddingType), 12 },
        { typeof(NativeQuantizeParams), nameof(NativeQuantizeParams.AllowRequantize), 16 },
        { typeof(NativeQuantizeParams), nameof(NativeQuantizeParams.QuantizeOutputTensor), 17 },
        { typeof(NativeQuantizeParams), nameof(NativeQuantizeParams.OnlyCopy), 18 },
        { typeof(NativeQuantizeParams), nameof(NativeQuantizeParams.Pure), 19 },
        { typeof(NativeQuantizeParams), nameof(NativeQuantizeParams.KeepSplit), 20 },
        { typeof(NativeQuantizeParams), nameof(NativeQuantizeParams.DryRun), 21 },
        { typeof(NativeQuantizeParams), nameof(NativeQuantizeParams.ImportanceMatrix), 24 },
        { typeof(NativeQuantizeParams), nameof(NativeQuantizeParams.Overrides), 32 },
        { typeof(NativeQuantizeParams), nameof(NativeQuantizeParams.TensorTypes), 40 },
        { typeof(NativeQuantizeParams), nameof(NativeQuantizeParams.PruneLayers), 48 },
        { typeof(NativeBatch), nameof(NativeBatch.Count), 0 },
        { typeof(NativeBatch), nameof(NativeBatch.Tokens), 8 },
        { typeof(NativeBatch), nameof(NativeBatch.Embeddings), 16 },
        { typeof(NativeBatch), nameof(NativeBatch.Positions), 24 },
        { typeof(NativeBatch), nameof(NativeBatch.SequenceCounts), 32 },
        { typeof(NativeBatch), nameof(NativeBatch.Sequences), 40 },
        { typeof(NativeBatch), nameof(NativeBatch.Outputs), 48 },
        { typeof(NativeOverride), nameof(NativeOverride.Tag), 0 },
        { typeof(NativeOverride), nameof(NativeOverride.Key), 4 },
        { typeof(NativeOverride), nameof(NativeOverride.Integer), 136 },
        { typeof(NativeOverride), nameof(NativeOverride.Text), 136 },
        { typeof(NativeTokenDataArray), nameof(NativeTokenDataArray.Count), 8 },
        { typeof(NativeTokenDataArray), nameof(NativeTokenDataArray.Selected), 16 },
        { typeof(NativeTokenDataArray), nameof(NativeTokenDataArray.Sorted), 24 },
    };

    public static TheoryData<Type, int> Sizes { get; } = new()
    {
        { typeof(NativeModelParams), 72 }, { typeof(NativeContextParams), 152 }, { typeof(NativeQuantizeParams), 56 }, { typeof(NativeBatch), 56 },
        { typeof(NativeOverride), 264 }, { typeof(NativeTokenData), 12 }, { typeof(NativeTokenDataArray), 32 }, { typeof(NativeLogitBias), 8 },
    };

    [Theory, MemberData(nameof(Offsets))]
    public void Each_field_lies_where_the_header_has_it(Type structure, string field, int offset) => Assert.Equal(offset, (int)Marshal.OffsetOf(structure, field));

    [Theory, MemberData(nameof(Sizes))]
    public void Each_structure_is_as_large_as_the_header_has_it(Type structure, int bytes) => Assert.Equal(bytes, Marshal.SizeOf(structure));

    [RequiresLlamaFact]
    public void The_engine_has_the_expected_defaults_and_one_with_a_field_more_is_refused()
    {
        LlamaLibrary.Open();
        var context = Bytes(LlamaNative.RawContextDefaults());
        var model = Bytes(LlamaNative.RawModelDefaults());
        var quantize = Bytes(LlamaNative.RawQuantizeDefaults());

        Assert.Empty(LlamaAbiCheck.Differences(context, model, quantize));
        // As 3.20.0 has it: a 32-bit field, default 1, before n_threads.
        byte[] later = [.. context.AsSpan(0, 24), 1, 0, 0, 0, .. context.AsSpan(24)];
        Assert.Contains("n_threads at byte 24 is 1 instead of 4", LlamaAbiCheck.Differences(later, model, quantize)[0], StringComparison.Ordinal);
        byte[] moved = [.. model.AsSpan(0, 16), 0, 0, 0, 0, .. model.AsSpan(16)];
        Assert.NotEmpty(LlamaAbiCheck.Differences(context, moved, quantize));
    }

    [RequiresLlamaFact]
    public void Every_number_format_has_the_engines_block_size()
    {
        var folder = LlamaLibrary.Open().Folder;
        var handle = NativeLibrary.Load(LlamaFolders.FindLibrary(folder, "ggml-base")!);
        var weights = Marshal.GetDelegateForFunctionPointer<BlockSize>(NativeLibrary.GetExport(handle, "ggml_blck_size"));
        var bytes = Marshal.GetDelegateForFunctionPointer<TypeSize>(NativeLibrary.GetExport(handle, "ggml_type_size"));

        Assert.All(Enum.GetValues<GgufTensorType>(), type => Assert.Equal(((int)weights((int)type), (int)bytes((int)type)), type.Block()));
        Assert.All(Enumerable.Range(0, 43).Except(Enum.GetValues<GgufTensorType>().Select(type => (int)type)), given_up => Assert.Equal(0, weights(given_up)));
    }

    [Fact]
    public void A_folder_without_the_engine_is_an_error_that_names_it()
    {
        var folder = Directory.CreateTempSubdirectory("assistant-empty-").FullName;
        try
        {
            // Where another is open, the process cannot change to it; where none is, it is not there.
            var refused = Record.Exception(() => LlamaLibrary.Open(folder));
            Assert.True(refused is DllNotFoundException or InvalidOperationException);
            Assert.Contains(folder, refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder);
        }
    }

    private static byte[] Bytes(NativeDefaults defaults) => MemoryMarshal.AsBytes(new ReadOnlySpan<NativeDefaults>(in defaults)).ToArray();

    private delegate long BlockSize(int type);

    private delegate nuint TypeSize(int type);
}
