namespace Assistant.Core.Retrieval.Reranking;

/// <summary>Passages could not be re-ranked; the message says why and what to do.</summary>
public sealed class RerankException : Exception
{
    /// <summary>Without particulars.</summary>
    public RerankException()
    {
    }

    /// <summary>With a message for the user.</summary>
    public RerankException(string message)
        : base(message)
    {
    }

    /// <summary>With a message for the user, and a cause.</summary>
    public RerankException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
