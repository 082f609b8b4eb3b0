namespace Assistant.Native.Gguf;

/// <summary>A file is no GGUF, or a damaged one; the message says what is wrong with it.</summary>
public sealed class GgufException : Exception
{
    /// <summary>Makes an exception with a message.</summary>
    public GgufException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a message and its cause.</summary>
    public GgufException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
