namespace Assistant.Core.Learning.Serving;

/// <summary>An adapter file cannot be used for what it is; the message says why. What served before goes on serving.</summary>
public sealed class AdapterRefusedException : Exception
{
    /// <summary>Says why.</summary>
    public AdapterRefusedException(string message)
        : base(message)
    {
    }

    /// <summary>Says why, and what went wrong underneath.</summary>
    public AdapterRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>For serializers; say why instead.</summary>
    public AdapterRefusedException()
    {
    }
}
