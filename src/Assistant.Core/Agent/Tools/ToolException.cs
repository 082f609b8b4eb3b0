namespace Assistant.Core.Agent.Tools;

/// <summary>A tool cannot do what the model asked; the message tells the model why and what to do instead.</summary>
public sealed class ToolException : Exception
{
    /// <summary>Without particulars.</summary>
    public ToolException()
    {
    }

    /// <summary>With a message for the model.</summary>
    public ToolException(string message)
        : base(message)
    {
    }

    /// <summary>With a message for the model, and a cause.</summary>
    public ToolException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
