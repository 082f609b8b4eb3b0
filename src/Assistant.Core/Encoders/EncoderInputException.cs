namespace Assistant.Core.Encoders;

/// <summary>An encoder refuses one input for what it is (a picture that cannot be decoded); the encoder itself is well, and a repeat gives the same. The message is for the user.</summary>
public sealed class EncoderInputException : Exception
{
    /// <summary>Without words.</summary>
    public EncoderInputException()
    {
    }

    /// <summary>With a message.</summary>
    public EncoderInputException(string? message)
        : base(message)
    {
    }

    /// <summary>With a message and a cause.</summary>
    public EncoderInputException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
