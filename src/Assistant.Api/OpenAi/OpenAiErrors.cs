using System.Text.Json;
using Assistant.Core.Answering;
using Assistant.Core.Encoders;
using Assistant.Core.Retrieval;
using Assistant.Hosting.Errors;

namespace Assistant.Api.OpenAi;

/// <summary>Errors of the OpenAI-compatible routes: a ProblemDetails with the <c>error</c> member that clients of that format read.</summary>
internal sealed partial class OpenAiErrors(ILogger<OpenAiErrors> logger) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (OpenAiRequestException wrong)
        {
            return Problem(StatusCodes.Status400BadRequest, "The request cannot be served", wrong.Message, wrong.Parameter);
        }
        catch (ChatModelException model)
        {
            Failed(logger, model);
            return Problem(model.IsUnreachable ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status502BadGateway, "The language model failed", model.Message);
        }
        catch (RequestRefusedException refused)
        {
            return Problem(refused.StatusCode, refused.Title, refused.Message);
        }
        catch (MissingImageEncoderException missing)
        {
            return Problem(StatusCodes.Status422UnprocessableEntity, "No image encoder", missing.Message);
        }
        catch (EncoderInputException input)
        {
            return Problem(StatusCodes.Status422UnprocessableEntity, "The input cannot be encoded", input.Message);
        }
        catch (JsonException json)
        {
            return Problem(StatusCodes.Status400BadRequest, "The body is not valid JSON", $"At {json.Path ?? "$"}: not what is expected there.");
        }
        catch (BadHttpRequestException bad)
        {
            return Problem(bad.StatusCode, "The request cannot be read", bad.Message);
        }
        catch (InvalidOperationException) when (!context.HttpContext.Request.HasJsonContentType())
        {
            return Problem(StatusCodes.Status415UnsupportedMediaType, "Unknown kind of body", "Send application/json.");
        }
    }

    private static IResult Problem(int status, string title, string detail, string? parameter = null) => Results.Problem(
        statusCode: status,
        title: title,
        detail: detail,
        extensions: new Dictionary<string, object?>
        {
            ["error"] = new OpenAiError(detail, status >= 500 ? "server_error" : "invalid_request_error", parameter, status == StatusCodes.Status404NotFound ? "model_not_found" : null),
        });

    [LoggerMessage(Level = LogLevel.Error, Message = "The language model failed")]
    private static partial void Failed(ILogger logger, Exception exception);
}

/// <summary>An error in OpenAI's wire format.</summary>
internal sealed record OpenAiError(string Message, string Type, string? Param, string? Code);
