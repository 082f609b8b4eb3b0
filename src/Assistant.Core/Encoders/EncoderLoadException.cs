namespace Assistant.Core.Encoders;

/// <summary>A model folder is missing or cannot be used as an encoder. The message is for the user.</summary>
public sealed class EncoderLoadException : Exception
{
    /// <summary>Without words.</summary>
    public EncoderLoadException()
    {
    }

    /// <summary>With a message.</summary>
    public EncoderLoadException(string? message)
        : base(message)
    {
    }

    /// <summary>With a message and a cause.</summary>
    public EncoderLoadException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
