namespace Assistant.Core.Answering;

/// <summary>A language model did not answer. The message says why and what to do, in words for the operator; it holds no secrets.</summary>
public sealed class ChatModelException : Exception
{
    /// <summary>Without particulars.</summary>
    public ChatModelException()
    {
    }

    /// <summary>With a message.</summary>
    public ChatModelException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and a cause.</summary>
    public ChatModelException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>With a message and a cause, and whether the failure may pass.</summary>
    public ChatModelException(string message, bool isUnreachable, Exception? innerException)
        : base(message, innerException) => IsUnreachable = isUnreachable;

    /// <summary>True when the model was not reached, was too slow, overloaded or broke off (trying again later may work); false when it refused the request as it is set up.</summary>
    public bool IsUnreachable { get; }

    /// <summary>True when the model would refuse every request, because its address, name or key is wrong.</summary>
    public bool IsMisconfigured { get; init; }
}
