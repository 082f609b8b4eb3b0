using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Assistant.Native.LlamaCpp;

/// <summary>What the engine calls while it works; none of them throws.</summary>
internal static unsafe class LlamaCallbacks
{
    /// <summary>1 to go on loading. The data is a handle on a <see cref="CancellationToken"/>.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static byte GoOnLoading(float progress, nint data) =>
        GCHandle.FromIntPtr(data).Target is CancellationToken { IsCancellationRequested: true } ? (byte)0 : (byte)1;

    /// <summary>1 to stop computing. The data is a number that is not 0 when that is wanted.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static byte Abort(nint data) => Volatile.Read(ref *(int*)data) != 0 ? (byte)1 : (byte)0;
}
