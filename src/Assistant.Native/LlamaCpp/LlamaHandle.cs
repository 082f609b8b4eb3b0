using System.Runtime.InteropServices;

namespace Assistant.Native.LlamaCpp;

/// <summary>
/// Owns one object of the engine and holds a reference on the object that it was made from, so that a model outlives its contexts,
/// adapters and grammars whatever the order in which they are disposed.
/// </summary>
internal abstract class LlamaHandle : SafeHandle
{
    private readonly LlamaHandle? parent;

    private protected LlamaHandle(nint handle, LlamaHandle? parent)
        : base(0, ownsHandle: true)
    {
        SetHandle(handle);
        if (handle == 0 || parent is null) return;
        var added = false;
        parent.DangerousAddRef(ref added);
        this.parent = parent;
    }

    public sealed override bool IsInvalid => handle == 0;

    protected sealed override bool ReleaseHandle()
    {
        Free(handle);
        parent?.DangerousRelease();
        return true;
    }

    private protected abstract void Free(nint handle);
}

/// <summary>A <c>llama_model</c>.</summary>
internal sealed class LlamaModelHandle(nint handle) : LlamaHandle(handle, null)
{
    private protected override void Free(nint handle) => LlamaNative.llama_model_free(handle);
}

/// <summary>A <c>llama_context</c> with the flag that its abort callback reads and the threads that it computes with.</summary>
internal sealed unsafe class LlamaContextHandle(nint handle, LlamaHandle model, int* abort, LlamaThreadPools threads) : LlamaHandle(handle, model)
{
    private protected override void Free(nint handle)
    {
        LlamaNative.llama_free(handle);
        NativeMemory.Free(abort);
        threads.Free();
    }
}

/// <summary>A <c>llama_adapter_lora</c>.</summary>
internal sealed class LlamaAdapterHandle(nint handle, LlamaHandle model) : LlamaHandle(handle, model)
{
    private protected override void Free(nint handle) => LlamaNative.llama_adapter_lora_free(handle);
}

/// <summary>A <c>llama_sampler</c>; a grammar reads the model's vocabulary, so that it holds the model.</summary>
internal sealed class LlamaSamplerHandle(nint handle, LlamaHandle model) : LlamaHandle(handle, model)
{
    private protected override void Free(nint handle) => LlamaNative.llama_sampler_free(handle);
}
