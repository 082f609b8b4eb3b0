namespace Assistant.Native.LlamaCpp;

/// <summary>The engine refused or failed; the message carries the reason that it gave.</summary>
public sealed class LlamaException : Exception
{
    /// <summary>Makes an exception with a message.</summary>
    public LlamaException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a message and its cause.</summary>
    public LlamaException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
