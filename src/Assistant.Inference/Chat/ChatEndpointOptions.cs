using System.ComponentModel.DataAnnotations;

namespace Assistant.Inference.Chat;

/// <summary>An OpenAI-compatible endpoint for chat; section <c>Assistant:Chat</c>. Without an endpoint no model is used.</summary>
public sealed class ChatEndpointOptions : IValidatableObject
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Assistant:Chat";

    /// <summary>Base address, usually ending in <c>/v1</c>; requests go to <c>{Endpoint}/chat/completions</c>.</summary>
    public string? Endpoint { get; set; }

    /// <summary>Name of the model at that endpoint.</summary>
    public string? Model { get; set; }

    /// <summary>Key, when the endpoint wants one. From the environment (<c>ASSISTANT__CHAT__APIKEY</c>), never from a file under version control.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Seconds to wait for the answer to begin, and for each further piece of it.</summary>
    [Range(1, 3600)]
    public int TimeoutSeconds { get; set; } = 60;

    /// <summary>Further tries after an overload (429), a server error or a lost connection, before anything was received.</summary>
    [Range(0, 10)]
    public int Retries { get; set; } = 2;

    /// <summary>How the endpoint is asked for JSON of a given shape; what a server cannot do it refuses (HTTP 400).</summary>
    public StructuredOutput StructuredOutput { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Uri.TryCreate(Endpoint, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
        {
            yield return new ValidationResult($"{Section}:Endpoint must be an http or https address such as http://127.0.0.1:8080/v1.", [nameof(Endpoint)]);
        }

        if (string.IsNullOrWhiteSpace(Model)) yield return new ValidationResult($"{Section}:Model must name the model to use at {Endpoint}.", [nameof(Model)]);
    }
}
