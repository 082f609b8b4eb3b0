using System.Diagnostics.CodeAnalysis;

namespace Assistant.Native.OnnxRuntime;

/// <summary>Types of tensor elements (<c>ONNXTensorElementDataType</c>).</summary>
[SuppressMessage("Naming", "CA1720", Justification = "These are types.")]
public enum OnnxElementType
{
    /// <summary>Not a tensor, or a type without a name here.</summary>
    Undefined = 0,

    /// <summary>32-bit float.</summary>
    Float32 = 1,

    /// <summary>8-bit unsigned.</summary>
    UInt8 = 2,

    /// <summary>8-bit signed.</summary>
    Int8 = 3,

    /// <summary>32-bit signed.</summary>
    Int32 = 6,

    /// <summary>64-bit signed.</summary>
    Int64 = 7,

    /// <summary>Text.</summary>
    Text = 8,

    /// <summary>Truth values.</summary>
    Boolean = 9,

    /// <summary>16-bit float.</summary>
    Float16 = 10,

    /// <summary>64-bit float.</summary>
    Float64 = 11,
}
