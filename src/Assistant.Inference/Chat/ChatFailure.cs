using System.ClientModel;
using System.Text.Json;
using Assistant.Core.Answering;

namespace Assistant.Inference.Chat;

/// <summary>Translates what goes wrong at an endpoint into words that say what to do. Answers of the server are not repeated: they may hold the prompt.</summary>
internal static class ChatFailure
{
    /// <summary>Translates a failure; null for one that is not the endpoint's.</summary>
    public static ChatModelException? Translate(Exception failure, Uri endpoint, string model) => failure switch
    {
        AggregateException { InnerExceptions: [.., var last] } => Translate(last, endpoint, model),
        ClientResultException { Status: 0, InnerException: { } inner } => Translate(inner, endpoint, model),
        ClientResultException result => OfStatus(result, endpoint, model),
        OperationCanceledException or TimeoutException => Passing($"The language model at {endpoint} did not answer in time. Try again, or raise Assistant:Chat:TimeoutSeconds.", failure),
        HttpRequestException or IOException => Passing($"The language model at {endpoint} cannot be reached, or broke off. Check that its server runs and that Assistant:Chat:Endpoint is right.", failure),
        // The package reads answers trustingly: what a malformed one makes it stumble over is the endpoint's fault.
        JsonException or FormatException or KeyNotFoundException or InvalidOperationException or ArgumentException or NullReferenceException =>
            Passing($"What {endpoint} sent is not an answer of the OpenAI chat protocol. Check that Assistant:Chat:Endpoint names such a server; it usually ends in /v1.", failure),
        _ => null,
    };

    private static ChatModelException OfStatus(ClientResultException failure, Uri endpoint, string model) => failure.Status switch
    {
        401 or 403 => Refused($"The language model at {endpoint} refused the key (HTTP {failure.Status}). Set ASSISTANT__CHAT__APIKEY to a valid one.", failure),
        404 => Refused($"{endpoint} knows no model \"{model}\", or is not the right address (HTTP 404). Check Assistant:Chat:Model and Assistant:Chat:Endpoint; it usually ends in /v1.", failure),
        429 => Passing($"The language model at {endpoint} has too many requests (HTTP 429). Try again later.", failure),
        408 or >= 500 => Passing($"The language model at {endpoint} failed (HTTP {failure.Status}). Try again later, or look at its server's log.", failure),
        0 => Passing($"The language model at {endpoint} cannot be reached. Check that its server runs and that Assistant:Chat:Endpoint is right.", failure),
        >= 200 and < 300 => Passing($"What {endpoint} sent is not an answer of the OpenAI chat protocol. Check that Assistant:Chat:Endpoint names such a server; it usually ends in /v1.", failure),
        _ => Refused($"The language model at {endpoint} refused the request (HTTP {failure.Status}). Check that \"{model}\" is a chat model, that its context is long enough, and that it knows the kind of Assistant:Chat:StructuredOutput (JsonSchema, JsonObject or Prompt).", failure),
    };

    private static ChatModelException Passing(string message, Exception cause) => new(message, isUnreachable: true, cause);

    private static ChatModelException Refused(string message, Exception cause) => new(message, isUnreachable: false, cause);
}
