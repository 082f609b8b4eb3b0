namespace Assistant.Native.LlamaCpp;

/// <summary>Number format of most matrices of a file; the numbers are the engine's <c>llama_ftype</c>. Bits are for each weight.</summary>
#pragma warning disable CA1707 // These are the names that files and hubs use.
public enum LlamaFileType
{
    /// <summary>32 bits.</summary>
    F32 = 0,

    /// <summary>16 bits.</summary>
    F16 = 1,

    /// <summary>4.5 bits, one scale for 32 weights.</summary>
    Q4_0 = 2,

    /// <summary>8.5 bits, nearly without loss.</summary>
    Q8_0 = 7,

    /// <summary>5.5 bits, one scale for 32 weights.</summary>
    Q5_0 = 8,

    /// <summary>About 2.6 bits; for large models that fit no other way.</summary>
    Q2_K = 10,

    /// <summary>About 3.9 bits.</summary>
    Q3_K_M = 12,

    /// <summary>About 4.6 bits.</summary>
    Q4_K_S = 14,

    /// <summary>About 4.8 bits: the usual choice.</summary>
    Q4_K_M = 15,

    /// <summary>About 5.5 bits.</summary>
    Q5_K_S = 16,

    /// <summary>About 5.7 bits.</summary>
    Q5_K_M = 17,

    /// <summary>6.6 bits.</summary>
    Q6_K = 18,

    /// <summary>4.25 bits, non-linear.</summary>
    IQ4_XS = 30,

    /// <summary>16 bits with the exponent of 32-bit floats.</summary>
    BF16 = 32,
}
