using System.Runtime.InteropServices;

namespace Assistant.Native.OnnxRuntime;

/// <summary>
/// Calls through the function table of one loaded library. Each argument of the functions in <see cref="OrtFunction"/> is a
/// pointer, a size or an <c>int</c>, which all travel as one machine word on 64-bit platforms; so one signature a length serves them.
/// Functions that return a status throw <see cref="OnnxRuntimeException"/> when it is an error. Thread-safe.
/// </summary>
internal sealed unsafe class OrtApi(nint* table)
{
    /// <summary>The version of the table that is asked for: the newest that a function here needs, so that other builds (CUDA) fit too.</summary>
    internal const uint Version = 17;

    internal void Call(OrtFunction function, nint a) =>
        Check(((delegate* unmanaged[Cdecl]<nint, nint>)table[(int)function])(a));

    internal void Call(OrtFunction function, nint a, nint b) =>
        Check(((delegate* unmanaged[Cdecl]<nint, nint, nint>)table[(int)function])(a, b));

    internal void Call(OrtFunction function, nint a, nint b, nint c) =>
        Check(((delegate* unmanaged[Cdecl]<nint, nint, nint, nint>)table[(int)function])(a, b, c));

    internal void Call(OrtFunction function, nint a, nint b, nint c, nint d) =>
        Check(((delegate* unmanaged[Cdecl]<nint, nint, nint, nint, nint>)table[(int)function])(a, b, c, d));

    internal void Call(OrtFunction function, nint a, nint b, nint c, nint d, nint e, nint f, nint g) =>
        Check(((delegate* unmanaged[Cdecl]<nint, nint, nint, nint, nint, nint, nint, nint>)table[(int)function])(a, b, c, d, e, f, g));

    internal void Call(OrtFunction function, nint a, nint b, nint c, nint d, nint e, nint f, nint g, nint h) =>
        Check(((delegate* unmanaged[Cdecl]<nint, nint, nint, nint, nint, nint, nint, nint, nint>)table[(int)function])(a, b, c, d, e, f, g, h));

    /// <summary>Calls a function whose last argument receives an object or a number.</summary>
    internal nint Get(OrtFunction function, nint a)
    {
        nint result = 0;
        Call(function, a, (nint)(&result));
        return result;
    }

    /// <summary>The same with two arguments before it.</summary>
    internal nint Get(OrtFunction function, nint a, nint b)
    {
        nint result = 0;
        Call(function, a, b, (nint)(&result));
        return result;
    }

    /// <summary>Calls a function whose only argument receives an object.</summary>
    internal nint Create(OrtFunction function)
    {
        nint result = 0;
        Call(function, (nint)(&result));
        return result;
    }

    /// <summary>Calls one of the functions that release an object.</summary>
    internal void Release(OrtFunction function, nint handle) => ((delegate* unmanaged[Cdecl]<nint, void>)table[(int)function])(handle);

    /// <summary>How the library was built; static memory.</summary>
    internal string BuildInfo() => Marshal.PtrToStringUTF8(((delegate* unmanaged[Cdecl]<nint>)table[(int)OrtFunction.GetBuildInfoString])()) ?? "";

    private void Check(nint status)
    {
        if (status == 0) return;
        var code = ((delegate* unmanaged[Cdecl]<nint, int>)table[(int)OrtFunction.GetErrorCode])(status);
        var message = Marshal.PtrToStringUTF8(((delegate* unmanaged[Cdecl]<nint, nint>)table[(int)OrtFunction.GetErrorMessage])(status)) ?? "";
        Release(OrtFunction.ReleaseStatus, status);
        throw new OnnxRuntimeException((OnnxRuntimeErrorCode)code, message);
    }
}
