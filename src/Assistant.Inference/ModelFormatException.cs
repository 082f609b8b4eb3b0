namespace Assistant.Inference;

/// <summary>A file of a model folder cannot be used: damaged, of another form, or asking for what is not supported. The message names the file and the place in it.</summary>
public sealed class ModelFormatException : Exception
{
    /// <summary>Makes it with a reason in words.</summary>
    public ModelFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Makes it with a reason in words and what led to it.</summary>
    public ModelFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes it without a reason.</summary>
    public ModelFormatException()
    {
    }
}
