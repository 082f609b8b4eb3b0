using System.Runtime.InteropServices;

namespace Assistant.Native.OnnxRuntime;

/// <summary>A zero-terminated copy of a string for one call.</summary>
internal readonly struct Utf8 : IDisposable
{
    private Utf8(nint pointer) => Pointer = pointer;

    internal nint Pointer { get; }

    /// <summary>Copies as UTF-8.</summary>
    internal static Utf8 Of(string text) => new(Marshal.StringToCoTaskMemUTF8(text));

    /// <summary>Copies as the library's path characters: UTF-16 on Windows, else UTF-8.</summary>
    internal static Utf8 OfPath(string path) => new(OperatingSystem.IsWindows() ? Marshal.StringToCoTaskMemUni(path) : Marshal.StringToCoTaskMemUTF8(path));

    public void Dispose() => Marshal.FreeCoTaskMem(Pointer);
}
