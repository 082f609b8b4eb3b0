namespace Assistant.Native.Vips;

/// <summary>An image cannot be read for what it is: damaged, over a limit, of another format. The message is fit for a user.</summary>
public sealed class ImageRefusedException : Exception
{
    /// <summary>Makes it with a reason in words.</summary>
    public ImageRefusedException(string message)
        : base(message)
    {
    }

    /// <summary>Makes it with a reason in words and what led to it.</summary>
    public ImageRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes it without a reason.</summary>
    public ImageRefusedException()
    {
    }
}
