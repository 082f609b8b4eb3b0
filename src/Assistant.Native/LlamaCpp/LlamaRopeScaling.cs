namespace Assistant.Native.LlamaCpp;

/// <summary>How positions beyond the trained context are mapped; the numbers are the engine's.</summary>
public enum LlamaRopeScaling
{
    /// <summary>As the file says.</summary>
    FromModel = -1,

    /// <summary>Not at all.</summary>
    None = 0,

    /// <summary>All positions divided by the same factor.</summary>
    Linear = 1,

    /// <summary>YaRN: high frequencies kept, low ones stretched.</summary>
    Yarn = 2,

    /// <summary>LongRoPE: a factor for each frequency, from the file.</summary>
    LongRope = 3,
}
