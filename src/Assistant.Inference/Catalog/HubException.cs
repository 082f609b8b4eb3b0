namespace Assistant.Inference.Catalog;

/// <summary>A model cannot be loaded from the hub. The message says why and what to do, without secrets.</summary>
public sealed class HubException : Exception
{
    /// <summary>Makes it with a reason in words.</summary>
    public HubException(string message)
        : base(message)
    {
    }

    /// <summary>Makes it with a reason in words and what led to it.</summary>
    public HubException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes it without a reason.</summary>
    public HubException()
    {
    }
}
