namespace Assistant.Core.Retrieval;

/// <summary>A search carries a picture, and no encoder that could compare pictures is registered. The message is for the user.</summary>
public sealed class MissingImageEncoderException : NotSupportedException
{
    private const string Text = "No image encoder is set up, so a picture cannot be searched with. Search with words instead: captions and text in pictures are found by them.";

    /// <summary>With the standard message.</summary>
    public MissingImageEncoderException()
        : base(Text)
    {
    }

    /// <summary>With another message.</summary>
    public MissingImageEncoderException(string? message)
        : base(message)
    {
    }

    /// <summary>With another message and a cause.</summary>
    public MissingImageEncoderException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
