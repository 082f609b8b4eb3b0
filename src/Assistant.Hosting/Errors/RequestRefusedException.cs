using Microsoft.AspNetCore.Http;

namespace Assistant.Hosting.Errors;

/// <summary>A request cannot be served for what it is; becomes a ProblemDetails with this status.</summary>
public sealed class RequestRefusedException : Exception
{
    /// <summary>Says what is wrong and what to do.</summary>
    public RequestRefusedException(int statusCode, string title, string message)
        : base(message)
    {
        StatusCode = statusCode;
        Title = title;
    }

    /// <summary>A bad request.</summary>
    public RequestRefusedException(string message)
        : this(StatusCodes.Status400BadRequest, "The request cannot be served", message)
    {
    }

    /// <summary>A bad request.</summary>
    public RequestRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>For serializers; say why instead.</summary>
    public RequestRefusedException()
    {
    }

    /// <summary>HTTP status, 4xx.</summary>
    public int StatusCode { get; } = StatusCodes.Status400BadRequest;

    /// <summary>Short title.</summary>
    public string Title { get; } = "The request cannot be served";
}
