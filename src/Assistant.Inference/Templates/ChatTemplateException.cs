namespace Assistant.Inference.Templates;

/// <summary>A chat template cannot be read or rendered. The message names the line and what is wrong there.</summary>
public sealed class ChatTemplateException : Exception
{
    /// <summary>Makes it for a place in the template.</summary>
    /// <param name="message">What is wrong, without the line.</param>
    /// <param name="line">Line of the template, from 1.</param>
    /// <param name="isRefusal">Whether the template itself refuses the conversation.</param>
    /// <param name="cause">What led to it.</param>
    public ChatTemplateException(string message, int line, bool isRefusal = false, Exception? cause = null)
        : base($"Chat template, line {line}: {message}", cause)
    {
        Line = line;
        IsRefusal = isRefusal;
    }

    /// <summary>Makes it with a reason in words.</summary>
    public ChatTemplateException(string message)
        : base(message)
    {
    }

    /// <summary>Makes it with a reason in words and what led to it.</summary>
    public ChatTemplateException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes it without a reason.</summary>
    public ChatTemplateException()
    {
    }

    /// <summary>Line of the template, from 1; 0 when no line is to blame.</summary>
    public int Line { get; }

    /// <summary>Whether the template called <c>raise_exception</c>: the conversation is at fault (roles out of order, …), not the template.</summary>
    public bool IsRefusal { get; }
}
