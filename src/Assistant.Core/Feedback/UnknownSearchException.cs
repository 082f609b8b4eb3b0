namespace Assistant.Core.Feedback;

/// <summary>A judgement names a search that the user has not made, or that is no longer logged.</summary>
public sealed class UnknownSearchException : Exception
{
    /// <summary>Says which.</summary>
    public UnknownSearchException(Guid id)
        : base($"There is no search {id:n} of yours: take searchId from the result of a search, and judge it within the time that searches are kept.")
    {
    }

    /// <summary>Without a message of its own.</summary>
    public UnknownSearchException()
    {
    }

    /// <summary>With a message.</summary>
    public UnknownSearchException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and what caused it.</summary>
    public UnknownSearchException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
