namespace Assistant.Api.OpenAi;

/// <summary>A request of the OpenAI-compatible routes is wrong in one of its parameters.</summary>
internal sealed class OpenAiRequestException(string parameter, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>The parameter, such as <c>messages[2].content</c>.</summary>
    public string Parameter => parameter;
}
