using System.Runtime.InteropServices;

namespace Assistant.Native.LlamaCpp;

/// <summary>
/// Threads of the processor backend that stay between steps: by itself the engine starts them at every step and ends them
/// after it. One pool for each number of threads that was asked for, made when it
/// first is; nothing on an engine whose processor backend has none. One thread at a time.
/// </summary>
internal sealed unsafe class LlamaThreadPools
{
    // How long a thread looks for the next step before it sleeps, in the engine's unit of 131,072 looks.
    private const uint Polling = 0;
    private readonly Dictionary<int, nint> pools = [];

    /// <summary>Lets a context compute with these numbers of threads.</summary>
    /// <param name="context">A <c>llama_context</c>.</param>
    /// <param name="generation">Threads for one token, 1 or more.</param>
    /// <param name="batch">Threads for several, 1 or more.</param>
    internal void Attach(LlamaContextHandle context, int generation, int batch) => LlamaNative.llama_attach_threadpool(context, Of(generation), Of(batch));

    /// <summary>Ends the threads; no context may use them any more.</summary>
    internal void Free()
    {
        foreach (var pool in pools.Values.Where(pool => pool != 0)) Functions.Free(pool);
        pools.Clear();
    }

    private nint Of(int threads)
    {
        // The calling thread is the first: alone it needs no other.
        if (threads == 1 || Functions.New is null || Functions.Free is null) return 0;
        if (pools.TryGetValue(threads, out var pool)) return pool;
        NativeThreadPoolParams parameters;
        LlamaNative.ggml_threadpool_params_init(&parameters, threads);
        parameters.Polling = Polling;
        return pools[threads] = Functions.New(&parameters);
    }

    /// <summary>The processor backend is another library, which gives its functions by name.</summary>
    private static class Functions
    {
        internal static readonly delegate* unmanaged[Cdecl]<NativeThreadPoolParams*, nint> New = (delegate* unmanaged[Cdecl]<NativeThreadPoolParams*, nint>)Find("ggml_threadpool_new");
        internal static readonly delegate* unmanaged[Cdecl]<nint, void> Free = (delegate* unmanaged[Cdecl]<nint, void>)Find("ggml_threadpool_free");

        private static nint Find(string name)
        {
            for (nuint i = 0; i < LlamaNative.ggml_backend_reg_count(); i++)
            {
                var backend = LlamaNative.ggml_backend_reg_get(i);
                if (Marshal.PtrToStringUTF8((nint)LlamaNative.ggml_backend_reg_name(backend)) == "CPU") return LlamaNative.ggml_backend_reg_get_proc_address(backend, name);
            }

            return 0;
        }
    }
}
