namespace Assistant.Hosting.Access;

/// <summary>The service does not start as configured; the message says why and what to do, for the user.</summary>
public sealed class StartRefusedException : Exception
{
    /// <summary>Says why and what to do.</summary>
    public StartRefusedException(string message)
        : base(message)
    {
    }

    /// <summary>Says why and what to do.</summary>
    public StartRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>For serializers; say why instead.</summary>
    public StartRefusedException()
    {
    }
}
