using System.Buffers.Binary;
using System.Globalization;

namespace Assistant.Native.LlamaCpp;

/// <summary>
/// Compares the defaults that the engine hands out with what the release of <see cref="LlamaAbi"/> has at each offset. Another
/// release with moved fields is refused here, before a structure of the wrong shape could corrupt memory.
/// </summary>
internal static unsafe class LlamaAbiCheck
{
    private const int ThreadsToTry = 3;

    /// <summary>Checks the loaded library.</summary>
    /// <exception cref="DllNotFoundException">It is another release; the message says which value is wrong.</exception>
    internal static void Verify(string folder)
    {
        try
        {
            var (context, model, quantize) = (LlamaNative.RawContextDefaults(), LlamaNative.RawModelDefaults(), LlamaNative.RawQuantizeDefaults());
            var differences = Differences(new Span<byte>(&context, sizeof(NativeDefaults)), new Span<byte>(&model, sizeof(NativeDefaults)), new Span<byte>(&quantize, sizeof(NativeDefaults)));
            if (differences.Count > 0) throw Refused(folder, differences[0]);
            NativeThreadPoolParams threads;
            LlamaNative.ggml_threadpool_params_init(&threads, ThreadsToTry);
            if ((threads.Threads, threads.Polling, threads.Paused) != (ThreadsToTry, 50u, (byte)0)) throw Refused(folder, "the defaults of ggml_threadpool_params are others");
        }
        catch (EntryPointNotFoundException missing)
        {
            throw Refused(folder, missing.Message);
        }
    }

    /// <summary>What differs from the expected defaults, one line each.</summary>
    internal static IReadOnlyList<string> Differences(ReadOnlySpan<byte> context, ReadOnlySpan<byte> model, ReadOnlySpan<byte> quantize)
    {
        List<string> wrong = [];
        Expect(context, nameof(context), ContextDefaults, wrong);
        Expect(model, nameof(model), ModelDefaults, wrong);
        Expect(quantize, nameof(quantize), QuantizeDefaults, wrong);
        return wrong;
    }

    private static readonly (string Field, int Offset, int Value)[] ContextDefaults =
    [
        ("n_ctx", 0, 512), ("n_batch", 4, 2048), ("n_ubatch", 8, 512), ("n_seq_max", 12, 1), ("n_rs_seq", 16, 0), ("n_outputs_max", 20, 0),
        ("n_threads", 24, 4), ("n_threads_batch", 28, 4), ("ctx_type", 32, 0), ("rope_scaling_type", 36, -1), ("pooling_type", 40, -1),
        ("attention_type", 44, -1), ("flash_attn_type", 48, -1), ("type_k", 104, 1), ("type_v", 108, 1),
        // embeddings, offload_kqv, no_perf, op_offload; then swa_full, kv_unified and padding, of which the first two bytes count.
        ("embeddings, offload_kqv, no_perf, op_offload", 128, 0x01_01_01_00),
    ];

    private static readonly (string Field, int Offset, int Value)[] ModelDefaults =
    [
        ("n_gpu_layers", 16, -1), ("split_mode", 20, 1), ("main_gpu", 24, 0),
        ("vocab_only, use_mmap, use_direct_io, use_mlock", 64, 0x00_00_01_00), ("check_tensors, use_extra_bufts, no_host, no_alloc", 68, 0x00_00_01_00),
    ];

    private static readonly (string Field, int Offset, int Value)[] QuantizeDefaults =
    [
        ("nthread", 0, 0), ("ftype", 4, 7), ("output_tensor_type", 8, 43), ("token_embedding_type", 12, 43),
        ("allow_requantize, quantize_output_tensor, only_copy, pure", 16, 0x00_00_01_00),
    ];

    private static void Expect(ReadOnlySpan<byte> bytes, string structure, (string Field, int Offset, int Value)[] expected, List<string> wrong)
    {
        foreach (var (field, offset, value) in expected)
        {
            var found = BinaryPrimitives.ReadInt32LittleEndian(bytes[offset..]);
            if (found != value) wrong.Add(string.Create(CultureInfo.InvariantCulture, $"the {structure} default of {field} at byte {offset} is {found} instead of {value}"));
        }
    }

    private static DllNotFoundException Refused(string folder, string reason) =>
        new($"llama.cpp in {folder} is not release {LlamaAbi.Release} (npm @node-llama-cpp {LlamaAbi.Package}): {reason}. Install it with: {LlamaLibrary.InstallCommand}");
}
