namespace Assistant.Native.LlamaCpp;

/// <summary>How grave a line of the engine's log is; the numbers are the engine's.</summary>
public enum LlamaLogLevel
{
    /// <summary>Details of every step.</summary>
    Debug = 1,

    /// <summary>What a load prints.</summary>
    Information = 2,

    /// <summary>Something works less well than it could.</summary>
    Warning = 3,

    /// <summary>A call failed.</summary>
    Error = 4,
}
