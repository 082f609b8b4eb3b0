using System.Runtime.InteropServices;

namespace Assistant.Native.OnnxRuntime;

/// <summary>Owns one object of the library.</summary>
internal sealed class OrtHandle : SafeHandle
{
    private readonly OrtApi api;
    private readonly OrtFunction release;

    /// <summary>Takes over an object that a call just made.</summary>
    internal OrtHandle(OrtApi api, OrtFunction release, nint handle)
        : base(0, ownsHandle: true)
    {
        (this.api, this.release) = (api, release);
        SetHandle(handle);
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        api.Release(release, handle);
        return true;
    }
}
