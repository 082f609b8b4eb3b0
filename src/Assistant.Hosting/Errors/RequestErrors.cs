using System.Text.Json;
using Assistant.Core.Answering;
using Assistant.Core.Encoders;
using Assistant.Core.Retrieval;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Assistant.Hosting.Errors;

/// <summary>Turns what escapes an endpoint into a ProblemDetails: the caller's mistakes as 4xx with what to do, ours as 500 with a trace id and nothing else.</summary>
internal sealed partial class RequestErrors(ILogger<RequestErrors> logger) : IExceptionHandler
{
    private const int ClientClosedRequest = 499;

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        switch (exception)
        {
            case OperationCanceledException when httpContext.RequestAborted.IsCancellationRequested:
                httpContext.Response.StatusCode = ClientClosedRequest;
                return true;
            case BadHttpRequestException bad:
                await WriteAsync(httpContext, bad.StatusCode, bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? "Too large" : "The request cannot be read", Words(bad));
                return true;
            case JsonException json:
                await WriteAsync(httpContext, StatusCodes.Status400BadRequest, "The body is not valid JSON", Words(json));
                return true;
            case RequestRefusedException refused:
                await WriteAsync(httpContext, refused.StatusCode, refused.Title, refused.Message);
                return true;
            case MissingImageEncoderException missing:
                await WriteAsync(httpContext, StatusCodes.Status422UnprocessableEntity, "No image encoder", missing.Message);
                return true;
            case EncoderInputException input:
                await WriteAsync(httpContext, StatusCodes.Status422UnprocessableEntity, "The picture cannot be read", input.Message);
                return true;
            case ChatModelException model:
                Failed(logger, exception, httpContext.Request.Method, httpContext.GetEndpoint()?.DisplayName);
                await WriteAsync(httpContext, StatusCodes.Status502BadGateway, "The language model failed", model.Message);
                return true;
            default:
                Failed(logger, exception, httpContext.Request.Method, httpContext.GetEndpoint()?.DisplayName);
                await WriteAsync(httpContext, StatusCodes.Status500InternalServerError, "The service failed", "This is a fault of the service; its log has the details under the trace id.");
                return true;
        }
    }

    private static string Words(BadHttpRequestException exception) => exception.InnerException is JsonException json ? Words(json) : exception.Message;

    private static string Words(JsonException exception) =>
        // The exception's own message quotes what was sent and names types; path and position are enough to find the slip.
        $"At {exception.Path ?? "$"}, line {(exception.LineNumber ?? 0) + 1}: not what is expected there. See /openapi/v1.json for the shape.";

    private static Task WriteAsync(HttpContext context, int status, string title, string detail) =>
        Results.Problem(statusCode: status, title: title, detail: detail).ExecuteAsync(context);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Endpoint} failed")]
    private static partial void Failed(ILogger logger, Exception exception, string method, string? endpoint);
}
