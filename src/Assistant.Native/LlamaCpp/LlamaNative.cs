using System.Runtime.InteropServices;

namespace Assistant.Native.LlamaCpp;

/// <summary>
/// The part of llama.cpp's C interface that the wrappers use, of the release named in <see cref="LlamaAbi"/>. The logical library
/// names are resolved by <see cref="LlamaLibrary"/>, so that nothing here may be called before it is open.
/// </summary>
internal static unsafe partial class LlamaNative
{
    internal const string Llama = "assistant-llama", Ggml = "assistant-ggml", GgmlBase = "assistant-ggml-base";

    // Backends and devices.

    [LibraryImport(Ggml, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void ggml_backend_load_all_from_path(string folder);

    [LibraryImport(Ggml)]
    internal static partial nuint ggml_backend_dev_count();

    [LibraryImport(Ggml)]
    internal static partial nint ggml_backend_dev_get(nuint index);

    [LibraryImport(Ggml)]
    internal static partial nuint ggml_backend_reg_count();

    [LibraryImport(Ggml)]
    internal static partial nint ggml_backend_reg_get(nuint index);

    [LibraryImport(GgmlBase)]
    internal static partial byte* ggml_backend_reg_name(nint registry);

    [LibraryImport(GgmlBase, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint ggml_backend_reg_get_proc_address(nint registry, string name);

    [LibraryImport(GgmlBase)]
    internal static partial void ggml_threadpool_params_init(NativeThreadPoolParams* parameters, int threads);

    [LibraryImport(GgmlBase)]
    internal static partial byte* ggml_backend_dev_name(nint device);

    [LibraryImport(GgmlBase)]
    internal static partial byte* ggml_backend_dev_description(nint device);

    /// <summary>0 processor, 1 GPU with its own memory, 2 GPU that shares the machine's, 3 accelerator beside the processor.</summary>
    [LibraryImport(GgmlBase)]
    internal static partial int ggml_backend_dev_type(nint device);

    [LibraryImport(GgmlBase)]
    internal static partial void ggml_backend_dev_memory(nint device, out nuint free, out nuint total);

    [LibraryImport(Llama)]
    internal static partial void llama_backend_init();

    [LibraryImport(Llama)]
    internal static partial void llama_log_set(delegate* unmanaged[Cdecl]<int, byte*, nint, void> callback, nint data);

    [LibraryImport(Llama)]
    internal static partial byte* llama_print_system_info();

    [LibraryImport(Llama)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool llama_supports_gpu_offload();

    [LibraryImport(Llama)]
    internal static partial nuint llama_max_devices();

    [LibraryImport(Llama)]
    internal static partial nuint llama_max_parallel_sequences();

    // Defaults, both as the real structure and as room to check it in.

    [LibraryImport(Llama)]
    internal static partial NativeModelParams llama_model_default_params();

    [LibraryImport(Llama, EntryPoint = nameof(llama_model_default_params))]
    internal static partial NativeDefaults RawModelDefaults();

    [LibraryImport(Llama)]
    internal static partial NativeContextParams llama_context_default_params();

    [LibraryImport(Llama, EntryPoint = nameof(llama_context_default_params))]
    internal static partial NativeDefaults RawContextDefaults();

    [LibraryImport(Llama)]
    internal static partial NativeQuantizeParams llama_model_quantize_default_params();

    [LibraryImport(Llama, EntryPoint = nameof(llama_model_quantize_default_params))]
    internal static partial NativeDefaults RawQuantizeDefaults();

    // Models.

    /// <summary>Null on failure; the reason is in the log.</summary>
    [LibraryImport(Llama, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint llama_model_load_from_file(string path, NativeModelParams parameters);

    [LibraryImport(Llama)]
    internal static partial void llama_model_free(nint model);

    [LibraryImport(Llama)]
    internal static partial nint llama_model_get_vocab(LlamaHandle model);

    [LibraryImport(Llama)]
    internal static partial int llama_model_n_ctx_train(LlamaHandle model);

    [LibraryImport(Llama)]
    internal static partial int llama_model_n_embd(LlamaHandle model);

    [LibraryImport(Llama)]
    internal static partial int llama_model_n_embd_out(LlamaHandle model);

    [LibraryImport(Llama)]
    internal static partial int llama_model_n_layer(LlamaHandle model);

    [LibraryImport(Llama)]
    internal static partial int llama_model_n_head(LlamaHandle model);

    [LibraryImport(Llama)]
    internal static partial int llama_model_n_head_kv(LlamaHandle model);

    [LibraryImport(Llama)]
    internal static partial ulong llama_model_size(LlamaHandle model);

    [LibraryImport(Llama)]
    internal static partial ulong llama_model_n_params(LlamaHandle model);

    [LibraryImport(Llama)]
    internal static partial int llama_model_desc(LlamaHandle model, byte* buffer, nuint size);

    /// <summary>Template of that name, or the default one for null; null when the file has none.</summary>
    [LibraryImport(Llama, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial byte* llama_model_chat_template(LlamaHandle model, string? name);

    [LibraryImport(Llama)]
    internal static partial int llama_model_meta_count(LlamaHandle model);

    /// <summary>Length of the name, also when the buffer is shorter; -1 when there is none.</summary>
    [LibraryImport(Llama)]
    internal static partial int llama_model_meta_key_by_index(LlamaHandle model, int index, byte* buffer, nuint size);

    /// <summary>Length of the value, also when the buffer is shorter; -1 when there is none.</summary>
    [LibraryImport(Llama)]
    internal static partial int llama_model_meta_val_str_by_index(LlamaHandle model, int index, byte* buffer, nuint size);

    [LibraryImport(Llama)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool llama_model_has_encoder(LlamaHandle model);

    [LibraryImport(Llama)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool llama_model_has_decoder(LlamaHandle model);

    [LibraryImport(Llama)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool llama_model_is_recurrent(LlamaHandle model);

    /// <summary>0 on success; else the reason is in the log.</summary>
    [LibraryImport(Llama, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial uint llama_model_quantize(string input, string output, in NativeQuantizeParams parameters);

    // Vocabulary. The pointer belongs to the model.

    [LibraryImport(Llama)]
    internal static partial int llama_vocab_n_tokens(nint vocabulary);

    [LibraryImport(Llama)]
    internal static partial int llama_vocab_type(nint vocabulary);

    [LibraryImport(Llama)]
    internal static partial int llama_vocab_get_attr(nint vocabulary, int token);

    [LibraryImport(Llama)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool llama_vocab_is_eog(nint vocabulary, int token);

    [LibraryImport(Llama)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool llama_vocab_is_control(nint vocabulary, int token);

    [LibraryImport(Llama)]
    internal static partial int llama_vocab_bos(nint vocabulary);

    [LibraryImport(Llama)]
    internal static partial int llama_vocab_eos(nint vocabulary);

    [LibraryImport(Llama)]
    internal static partial int llama_vocab_eot(nint vocabulary);

    [LibraryImport(Llama)]
    internal static partial int llama_vocab_pad(nint vocabulary);

    [LibraryImport(Llama)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool llama_vocab_get_add_bos(nint vocabulary);

    [LibraryImport(Llama)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool llama_vocab_get_add_eos(nint vocabulary);

    /// <summary>Number of tokens; negative is the room that would have been needed; <see cref="int.MinValue"/> when that overflows.</summary>
    [LibraryImport(Llama)]
    internal static partial int llama_tokenize(nint vocabulary, byte* text, int length, int* tokens, int capacity, byte addSpecial, byte parseSpecial);

    /// <summary>Number of bytes; negative is the room that would have been needed.</summary>
    [LibraryImport(Llama)]
    internal static partial int llama_token_to_piece(nint vocabulary, int token, byte* buffer, int length, int strip, byte special);

    /// <summary>Number of bytes; negative is the room that would have been needed.</summary>
    [LibraryImport(Llama)]
    internal static partial int llama_detokenize(nint vocabulary, int* tokens, int count, byte* text, int capacity, byte removeSpecial, byte unparseSpecial);

    // Contexts.

    /// <summary>Null on failure; the reason is in the log.</summary>
    [LibraryImport(Llama)]
    internal static partial nint llama_init_from_model(LlamaHandle model, NativeContextParams parameters);

    [LibraryImport(Llama)]
    internal static partial void llama_free(nint context);

    [LibraryImport(Llama)]
    internal static partial uint llama_n_ctx(LlamaHandle context);

    [LibraryImport(Llama)]
    internal static partial uint llama_n_ctx_seq(LlamaHandle context);

    [LibraryImport(Llama)]
    internal static partial uint llama_n_batch(LlamaHandle context);

    [LibraryImport(Llama)]
    internal static partial uint llama_n_ubatch(LlamaHandle context);

    [LibraryImport(Llama)]
    internal static partial uint llama_n_seq_max(LlamaHandle context);

    /// <summary>Pooling of the context: -1 unspecified, 0 none, 1 mean, 2 first token, 3 last token, 4 rank.</summary>
    [LibraryImport(Llama)]
    internal static partial int llama_pooling_type(LlamaHandle context);

    /// <summary>The cache, which belongs to the context; null for models without one.</summary>
    [LibraryImport(Llama)]
    internal static partial nint llama_get_memory(LlamaHandle context);

    [LibraryImport(Llama)]
    internal static partial void llama_set_n_threads(LlamaHandle context, int generation, int batch);

    [LibraryImport(Llama)]
    internal static partial void llama_attach_threadpool(LlamaHandle context, nint generation, nint batch);

    [LibraryImport(Llama)]
    internal static partial int llama_n_threads(LlamaHandle context);

    [LibraryImport(Llama)]
    internal static partial int llama_n_threads_batch(LlamaHandle context);

    /// <summary>0 done; 1 no room in the cache; 2 aborted; -1 wrong batch; below that a failure.</summary>
    [LibraryImport(Llama)]
    internal static partial int llama_decode(LlamaHandle context, NativeBatch batch);

    /// <summary>0 done; negative on failure.</summary>
    [LibraryImport(Llama)]
    internal static partial int llama_encode(LlamaHandle context, NativeBatch batch);

    [LibraryImport(Llama)]
    internal static partial void llama_synchronize(LlamaHandle context);

    /// <summary>Row of the output at that place of the batch; null when it was not asked for.</summary>
    [LibraryImport(Llama)]
    internal static partial float* llama_get_logits_ith(LlamaHandle context, int index);

    [LibraryImport(Llama)]
    internal static partial float* llama_get_embeddings_ith(LlamaHandle context, int index);

    [LibraryImport(Llama)]
    internal static partial float* llama_get_embeddings_seq(LlamaHandle context, int sequence);

    /// <summary>0 on success.</summary>
    [LibraryImport(Llama)]
    internal static partial int llama_set_adapters_lora(LlamaHandle context, nint* adapters, nuint count, float* scales);

    // The cache. Its pointer belongs to the context.

    [LibraryImport(Llama)]
    internal static partial void llama_memory_clear(nint memory, byte data);

    [LibraryImport(Llama)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool llama_memory_seq_rm(nint memory, int sequence, int start, int end);

    [LibraryImport(Llama)]
    internal static partial void llama_memory_seq_cp(nint memory, int source, int destination, int start, int end);

    [LibraryImport(Llama)]
    internal static partial void llama_memory_seq_keep(nint memory, int sequence);

    [LibraryImport(Llama)]
    internal static partial void llama_memory_seq_add(nint memory, int sequence, int start, int end, int delta);

    [LibraryImport(Llama)]
    internal static partial int llama_memory_seq_pos_min(nint memory, int sequence);

    [LibraryImport(Llama)]
    internal static partial int llama_memory_seq_pos_max(nint memory, int sequence);

    [LibraryImport(Llama)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool llama_memory_can_shift(nint memory);

    // State of one sequence.

    [LibraryImport(Llama)]
    internal static partial nuint llama_state_seq_get_size(LlamaHandle context, int sequence);

    [LibraryImport(Llama)]
    internal static partial nuint llama_state_seq_get_data(LlamaHandle context, byte* data, nuint size, int sequence);

    /// <summary>0 on failure.</summary>
    [LibraryImport(Llama)]
    internal static partial nuint llama_state_seq_set_data(LlamaHandle context, byte* data, nuint size, int sequence);

    // Adapters.

    /// <summary>Null on failure; the reason is in the log.</summary>
    [LibraryImport(Llama, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint llama_adapter_lora_init(LlamaHandle model, string path);

    [LibraryImport(Llama)]
    internal static partial void llama_adapter_lora_free(nint adapter);

    // Samplers.

    /// <summary>The parameter structure is one boolean: whether to leave out performance counters.</summary>
    [LibraryImport(Llama)]
    internal static partial nint llama_sampler_chain_init(byte noPerformanceCounters);

    /// <summary>The chain owns the sampler from then on.</summary>
    [LibraryImport(Llama)]
    internal static partial void llama_sampler_chain_add(nint chain, nint sampler);

    [LibraryImport(Llama)]
    internal static partial nint llama_sampler_init_greedy();

    [LibraryImport(Llama)]
    internal static partial nint llama_sampler_init_dist(uint seed);

    [LibraryImport(Llama)]
    internal static partial nint llama_sampler_init_top_k(int k);

    [LibraryImport(Llama)]
    internal static partial nint llama_sampler_init_top_p(float p, nuint keep);

    [LibraryImport(Llama)]
    internal static partial nint llama_sampler_init_min_p(float p, nuint keep);

    [LibraryImport(Llama)]
    internal static partial nint llama_sampler_init_typical(float p, nuint keep);

    [LibraryImport(Llama)]
    internal static partial nint llama_sampler_init_temp(float temperature);

    [LibraryImport(Llama)]
    internal static partial nint llama_sampler_init_penalties(int window, float repeat, float frequency, float presence);

    [LibraryImport(Llama)]
    internal static partial nint llama_sampler_init_logit_bias(int vocabulary, int count, NativeLogitBias* bias);

    /// <summary>Null when the grammar does not parse; the reason is in the log.</summary>
    [LibraryImport(Llama, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint llama_sampler_init_grammar(nint vocabulary, string grammar, string root);

    [LibraryImport(Llama)]
    internal static partial nint llama_sampler_clone(LlamaHandle sampler);

    [LibraryImport(Llama)]
    internal static partial void llama_sampler_reset(LlamaHandle sampler);

    [LibraryImport(Llama)]
    internal static partial void llama_sampler_accept(LlamaHandle sampler, int token);

    [LibraryImport(Llama)]
    internal static partial void llama_sampler_apply(LlamaHandle sampler, NativeTokenDataArray* candidates);

    [LibraryImport(Llama)]
    internal static partial void llama_sampler_free(nint sampler);
}
