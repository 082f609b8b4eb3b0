namespace Assistant.Native.LlamaCpp;

/// <summary>Number format of the attention cache; the numbers are the engine's.</summary>
public enum LlamaCacheType
{
    /// <summary>32-bit floats.</summary>
    F32 = 0,

    /// <summary>16-bit floats, the default.</summary>
    F16 = 1,

    /// <summary>4 bits and a scale for 32 numbers; values need flash attention.</summary>
    Q4 = 2,

    /// <summary>5 bits and a scale for 32 numbers; values need flash attention.</summary>
    Q5 = 6,

    /// <summary>8 bits and a scale for 32 numbers; values need flash attention.</summary>
    Q8 = 8,

    /// <summary>16-bit floats with the exponent of 32-bit ones.</summary>
    BF16 = 30,
}
